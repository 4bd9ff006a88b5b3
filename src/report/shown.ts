import type { Plan } from '#plan/types.js';
import { unitsOf, type Unit } from './units.js';

/** The plan's units by what becomes of them. */
export interface Shown {
  /** In the plan's changes. */
  readonly chosen: readonly Unit[];
  /** Right, but above the chosen safety. */
  readonly review: readonly Unit[];
  readonly suggestions: readonly Unit[];
  /** Left out by the flags (`--only`, `--skip`, a choice per rule). */
  readonly leftOut: readonly Unit[];
  /** Findings that nothing can be done about by a fix. */
  readonly remarks: readonly Unit[];
  /** Held, rejected, deferred, circular, suppressed. */
  readonly stopped: readonly Unit[];
}

export function shown(plan: Plan, safety: 'safe' | 'review'): Shown {
  const units = unitsOf(plan);
  const proposed = units.filter(({ status }) => status === 'proposed');
  const rest = proposed.filter((unit) => unit.safety !== 'suggestion');
  const fixable = rest.filter(({ fixes }) => fixes.length > 0);
  return {
    chosen: units.filter(({ status }) => status === 'applied'),
    review: fixable.filter((unit) => unit.safety === 'review' && safety === 'safe'),
    suggestions: proposed.filter((unit) => unit.safety === 'suggestion'),
    leftOut: fixable.filter((unit) => !(unit.safety === 'review' && safety === 'safe')),
    remarks: rest.filter(({ fixes }) => fixes.length === 0),
    stopped: units.filter(({ status }) => status !== 'applied' && status !== 'proposed'),
  };
}

/** Fixes of some units, findings where there is no fix. */
export function amount(units: readonly Unit[]): number {
  return units.reduce((sum, { fixes, findings }) => sum + (fixes.length > 0 ? fixes.length : findings.length), 0);
}

/** `pip-cache` of `dockerfile/pip-cache`. */
export function shortName(rule: string): string {
  return rule.slice(rule.indexOf('/') + 1);
}
