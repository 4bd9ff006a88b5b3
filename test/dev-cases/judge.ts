import type { CommitCase, Must, MustNot } from './cases.js';
import { whyNotProposed } from './must.js';
import { whyProposed } from './must-not.js';
import { unfit, unfitMust } from './fit.js';
import type { World } from './world.js';

export type Verdict = 'held' | 'broken' | 'waiting';

export interface Row {
  readonly commit: string;
  readonly side: 'must' | 'must not';
  readonly text: string;
  readonly verdict: Verdict;
  /** Why it is broken, or the rule that it waits for; null where it holds. */
  readonly because: string | null;
}

/** Judges all conditions of a commit. A condition that does not fit the commit could never break, so it is broken itself. */
export function judge({ commit, must, mustNot }: CommitCase, world: World): readonly Row[] {
  const crashes = world.plan.crashes.map(({ rule, message }): Row => ({ commit, side: 'must not', text: `${rule} crashes`, verdict: 'broken', because: message }));
  return [
    ...must.map((condition): Row => ({ commit, side: 'must', text: condition.text, ...judgeMust(condition, world) })),
    ...mustNot.map((condition): Row => ({ commit, side: 'must not', text: condition.text, ...judgeMustNot(condition, world) })),
    ...crashes,
  ];
}

type Judged = Pick<Row, 'verdict' | 'because'>;

function judgeMust(condition: Must, world: World): Judged {
  const fault = unfitMust(condition, world);
  if (fault !== null) return { verdict: 'broken', because: `the condition does not fit the commit: ${fault}` };
  if (!world.rules.has(condition.rule)) return { verdict: 'waiting', because: condition.rule };
  return judged(whyNotProposed(condition, world));
}

function judgeMustNot(condition: MustNot, world: World): Judged {
  const fault = unfit(condition, world);
  return judged(fault === null ? whyProposed(condition, world) : `the condition does not fit the commit: ${fault}`);
}

function judged(because: string | null): Judged {
  return { verdict: because === null ? 'held' : 'broken', because };
}
