import type { Plan, Step } from '#plan/types.js';

/** The part of a plan that changes files of one git repository. */
export interface RootPart {
  /** Its folder in the workspace; '' for the workspace's own. */
  readonly root: string;
  /** With steps whose paths are relative to that folder; findings and fixes speak of the workspace's paths still. */
  readonly plan: Plan;
  /** By fix: the other repositories that it changes files of. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
}

/**
 * A plan cut where one git repository ends and another one inside the workspace begins: no patch of the one can change files
 * of the other. The workspace's own first, then by folder; parts without changes are left out.
 *
 * @param roots by path, the folder of the repository that holds it (src/files/git-roots.ts); a path without one is the workspace's own.
 */
export function byRoot(plan: Plan, roots: ReadonlyMap<string, string>): readonly RootPart[] {
  const rootOf = (path: string): string => roots.get(path) ?? '';
  const found = [...new Set(plan.steps.flatMap(({ changes }) => changes.map(({ path }) => rootOf(path))))].toSorted();
  const rootsOfFix = new Map<string, Set<string>>();
  for (const { fix, changes } of plan.steps) {
    const known = rootsOfFix.get(fix) ?? new Set<string>();
    for (const { path } of changes) known.add(rootOf(path));
    rootsOfFix.set(fix, known);
  }
  return found.map((root) => ({
    root,
    plan: { ...plan, steps: plan.steps.flatMap((step) => within(step, root, rootOf)) },
    beside: new Map([...rootsOfFix].map(([fix, all]) => [fix, [...all].filter((one) => one !== root).map((one) => one || 'the workspace itself')])),
  }));
}

function within(step: Step, root: string, rootOf: (path: string) => string): readonly Step[] {
  const changes = step.changes.filter(({ path }) => rootOf(path) === root);
  if (changes.length === 0) return [];
  return [{ ...step, changes: root === '' ? changes : changes.map((change) => ({ ...change, path: change.path.slice(root.length + 1) })) }];
}
