import { defineRule, listed } from 'slimify';
import type { Change } from 'slimify';

export default defineRule({
  meta: {
    name: 'dockerfile/slim-base',
    scope: 'dockerfile',
    summary: 'Stand on the slim Python image where nothing uses what the full one adds',
    why: 'The full image carries compilers, headers and programs that are there to build with: some 900 MB more than the slim one.',
    safety: 'review',
    messages: {
      slim: '{from} is shipped, and nothing in it is compiled or uses what it has beyond {to}',
      with: '{from} is shipped, and of what it has beyond {to} only {adds} {are} used',
    },
  },
  *check(dockerfile, { edit }) {
    const purpose = dockerfile.purpose();
    // Somebody develops, tests or builds in it, and may want the tools.
    if (purpose.value !== 'production' && purpose.value !== 'example') return;
    for (const base of dockerfile.slimBases()) {
      const { from, to, adds, call } = base;
      const changes: [Change, ...Change[]] = [edit.slim(base)];
      if (call !== null) changes.push(edit.addPackages(call, adds));
      yield {
        findings: [
          {
            ...(adds.length === 0 ? ({ message: 'slim', data: { from, to } } as const) : ({ message: 'with', data: { from, to, adds: listed(adds), are: adds.length === 1 ? 'is' : 'are' } } as const)),
            at: base.at,
            evidence: [base.tag(), base.compiled(), base.running()],
          },
        ],
        unless: [base.refusals(), dockerfile.usedBy()],
        fix: {
          title: 'Stand on the slim Python image',
          changes,
          effects: [
            {
              images: 'all',
              alters: ['base', ...(base.argument ? (['environment'] as const) : []), ...(adds.length === 0 ? [] : (['commands', 'caches', 'recommends'] as const))],
              ...(adds.length === 0 ? {} : { apt: { adds } }),
            },
          ],
        },
      };
    }
  },
});
