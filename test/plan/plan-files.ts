import { makeTree } from '#files/tree.js';
import type { Plan } from '#plan/types.js';
import type { Rule } from '#rule/types.js';
import { planTree } from '#run.js';
import type { RunOptions } from '#run-types.js';
import { memoryIo } from '../memory-io.js';

/** Plans a workspace that is written out in the test. */
export async function planFiles(files: Readonly<Record<string, string>>, rules: readonly Rule[], options: Partial<RunOptions> = {}): Promise<Plan> {
  const tree = makeTree('/workspace', null, Object.keys(files));
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/workspace/${path}`, text])));
  const { plan } = await planTree(tree, { root: '/workspace', paths: [], rules, only: [], skip: [], services: [], safety: 'review', config: null, ...options }, io);
  return plan;
}

/** The text of a file once the plan is applied. */
export function textAfter(plan: Plan, path: string): string | null | undefined {
  return plan.changes.find((change) => change.path === path)?.after;
}
