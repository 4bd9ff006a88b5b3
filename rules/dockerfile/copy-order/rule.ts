import { defineRule } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/copy-order',
    scope: 'dockerfile',
    summary: 'Copy what an install reads before it, and the code behind it',
    why: 'Every change of the code makes the build install all packages again. It costs time, and no bytes of the image.',
    safety: 'review',
    messages: { early: 'any change of the code repeats the install in line {line}, which reads only {lists}' },
  },
  *check(dockerfile, { edit }) {
    for (const early of dockerfile.earlyCopies()) {
      const reads = early.reads();
      yield {
        findings: [{ message: 'early', data: { line: early.install.at.line, lists: reads.value.join(', ') }, at: early.copies[0], evidence: [reads] }],
        // Somebody wants it where it stands.
        ...(early.comment === null ? {} : { atMost: 'suggestion' as const }),
        fix: {
          title: 'Copy the code behind the install',
          changes: [edit.copyLater(early)],
          effects: [{ images: 'all', files: { adds: early.paths } }],
        },
      };
      // Another COPY of the same stretch is looked at when this one has moved.
      return;
    }
  },
});
