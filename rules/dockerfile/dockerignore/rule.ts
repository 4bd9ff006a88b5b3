import { defineRule, listed } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/dockerignore',
    scope: 'workspace',
    summary: 'Keep out of build contexts what no image needs',
    why: 'A COPY of the whole folder takes along what lies there: the history, caches and environments of whoever builds, and secrets.',
    safety: 'review',
    messages: {
      taken: '`{copy}`{others} {names} into {images}',
    },
  },
  *check(workspace, { edit }) {
    for (const draft of workspace.ignoreDrafts()) {
      const { text, names, images, copy, copies, at, hides, brings } = draft;
      yield {
        findings: [{ message: 'taken', data: { copy, others: copies < 2 ? ' takes' : ` and ${copies - 1} more take`, names: listed(names), images: images.length === 1 ? 'the image' : `${images.length} images` }, at, evidence: [draft.proof()] }],
        unless: [draft.against()],
        fix: {
          title: text === null ? 'Leave out of the build context what no image needs' : 'Leave more out of the build context',
          changes: [edit.ignore(draft)],
          effects: [{ images: 'all', ...(hides.length + brings.length > 0 ? { files: { removes: hides, adds: brings } } : {}) }],
        },
      };
    }
  },
});
