import { defineRule } from 'slimify';

interface Options {
  /** What lies there twice and cannot simply go is told of from this many megabytes on. */
  readonly least: number;
}

export default defineRule({
  meta: {
    name: 'dockerfile/duplicate-copy',
    scope: 'dockerfile',
    summary: 'Copy the same files once',
    why: 'What a later COPY puts over the same files, or beside them, is stored twice.',
    safety: 'review',
    messages: {
      over: 'line {line} puts the same files over these ({size}), and nothing reads them in between',
      again: 'the same files ({size}) come with line {line} as well, one time through another stage',
      beside: 'line {line} puts the same folder ({size}) to another place',
    },
    options: {
      schema: { type: 'object', properties: { least: { type: 'number', minimum: 0 } }, additionalProperties: false },
      defaults: { least: 1 } satisfies Options,
    },
  },
  *check(dockerfile, { edit, options }) {
    for (const twice of dockerfile.copiedTwice()) {
      const { kind, first, second, size, bytes } = twice;
      const finding = { message: kind, data: { line: second.at.line, size }, at: first, evidence: [twice.proof()] } as const;
      if (kind === 'over') {
        yield {
          findings: [finding],
          fix: {
            title: 'Copy the same files once',
            changes: [edit.remove(first)],
            effects: [{ images: 'all', files: { removes: twice.paths } }],
          },
        };
        continue;
      }
      // Which of the two is wanted, the owner has to say.
      if ((bytes ?? 0) >= options.least * 1e6) yield { findings: [finding], atMost: 'suggestion' };
    }
  },
});
