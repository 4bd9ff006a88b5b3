import { RuleError } from './collect.js';
import { deferTheRest, runToFixpoint } from './pass.js';
import { planOf } from './result.js';
import { startState, type Blocked, type PlanInput, type State } from './state.js';
import { removeIdle } from './suppressions/idle.js';
import type { Plan } from './types.js';

/** All rules together run until they are quiet, at most this often. */
const MOST_SWEEPS = 5;

/**
 * What the rules would do to a workspace. Each rule runs to its own fixpoint, in order; then all of
 * them again, until none has anything to do. A fix is kept only if the result reads again, its
 * findings are gone, and it did no more than it declares. Pure: the same input gives the same plan.
 *
 * The plan starts over without a rule that fails, and without fixes that undo each other, so that
 * neither leaves a trace in the texts.
 */
export function makePlan(input: PlanInput): Plan {
  const blocked = new Map<string, Blocked>();
  const crashes: Plan['crashes'][number][] = [];
  for (;;) {
    const active = input.rules.filter(({ rule }) => !crashes.some((crash) => crash.rule === rule.meta.name));
    // What was wrong beside fixes that are left out now may be right without them.
    for (const [id, { status }] of blocked) if (status === 'rejected') blocked.delete(id);
    const state = startState(input, active, blocked);
    try {
      // Where a comment went, lines have moved: the rules look once more, so that what is left over has its place.
      let outcome = sweep(state);
      while (outcome === 'settled' && removeIdle(state) === 'changed') outcome = sweep(state);
      if (outcome === 'settled') return planOf(state, crashes);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      crashes.push({ rule: error.rule, message: error.message, stack: stackOf(error) });
    }
  }
}

function sweep(state: State): 'settled' | 'start over' {
  for (state.sweeps = 1; state.sweeps <= MOST_SWEEPS; state.sweeps++) {
    let changed = false;
    for (const active of state.active) {
      const outcome = runToFixpoint(state, active);
      if (outcome === 'circular') return 'start over';
      changed ||= outcome === 'changed';
    }
    if (!changed) return 'settled';
  }
  state.sweeps = MOST_SWEEPS;
  deferTheRest(state, `still proposed after ${MOST_SWEEPS} rounds`);
  return 'settled';
}

function stackOf(error: RuleError): string {
  const { cause } = error;
  return (cause instanceof Error ? cause.stack : error.stack) ?? error.message;
}
