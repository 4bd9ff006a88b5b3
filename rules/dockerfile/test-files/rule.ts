import { defineRule, listed } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/test-files',
    scope: 'workspace',
    summary: 'Keep tests and documentation out of production images',
    why: 'Tests, their data and documentation are copied into images whose containers never read them.',
    safety: 'review',
    messages: {
      copied: '{folders} ({size}) {are} copied into the image, and nothing there reads {them}',
      taken: '`{copy}`{others} {names} along, which nothing in {images} reads',
    },
  },
  *check(workspace, { edit }) {
    const { copies, drafts } = workspace.testFiles();
    for (const { instruction, dockerfile, folders, size, removes, ...copy } of copies) {
      const one = folders.length === 1;
      yield {
        findings: [{ message: 'copied', data: { folders: listed(folders), size, are: one ? 'is' : 'are', them: one ? 'it' : 'them' }, at: instruction, evidence: [copy.proof()] }],
        unless: [copy.against(), dockerfile.usedBy()],
        fix: { title: 'Leave tests out of the image', changes: [edit.remove(instruction)], effects: [{ images: 'all', files: { removes } }] },
      };
    }
    for (const draft of drafts) {
      const { names, images, copy, copies, at, hides, brings } = draft;
      yield {
        findings: [{ message: 'taken', data: { copy, others: copies < 2 ? ' takes' : ` and ${copies - 1} more take`, names: listed(names), images: images.length === 1 ? 'the image' : `${images.length} images` }, at, evidence: [draft.proof()] }],
        unless: [draft.against(), draft.uses()],
        fix: { title: 'Leave tests out of the build context', changes: [edit.ignore(draft)], effects: [{ images: 'all', files: { removes: hides, adds: brings } }] },
      };
    }
  },
});
