import type { FileChange, Step } from '#plan/types.js';

/** What several steps do together: per path, sorted, from the text before the first to the text after the last. */
export function compose(steps: readonly Step[]): readonly FileChange[] {
  const changes = new Map<string, FileChange>();
  for (const change of steps.flatMap((step) => step.changes)) {
    const earlier = changes.get(change.path);
    changes.set(change.path, earlier ? { ...change, before: earlier.before } : change);
  }
  return [...changes.values()]
    .filter(({ before, after }) => before !== after)
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Steps in their order, cut wherever the rule changes: a rule may come again later. */
export function byRule(steps: readonly Step[]): readonly (readonly Step[])[] {
  const groups: Step[][] = [];
  for (const step of steps) {
    const last = groups.at(-1);
    if (last && last[0]?.rule === step.rule) last.push(step);
    else groups.push([step]);
  }
  return groups;
}
