import type { Safety } from '#rule/types.js';
import type { Status } from '#plan/types.js';

/** `expect.json` of a case: what the rule must say, and under which options. */
export interface Expectation {
  /** Which fixes are applied; `safe` without. */
  readonly safety?: 'safe' | 'review';
  /** Options of the rule; its defaults without. */
  readonly options?: unknown;
  /** What the configuration keeps. */
  readonly keep?: readonly { readonly package: string; readonly reason: string; readonly service?: string }[];
  /** Every finding of the rule, in order. */
  readonly findings: readonly ExpectedFinding[];
}

export interface ExpectedFinding {
  /** The message's key in the rule's `meta.messages`. */
  readonly message: string;
  readonly path: string;
  /** 1-based, in `before`; null for a file that is not there before. */
  readonly line: number | null;
  readonly safety: Safety;
  readonly status: Status;
}

/**
 * - `reported`: the rule found what was expected, and the result is `after` to the byte.
 * - `validated`: nothing may change, and nothing does.
 * - `missing`: something expected was not found or not done.
 * - `noisy`: something was found or done that was not expected.
 * - `broken`: the result does not hold: another run writes again, a patch does not apply …
 */
export type CaseOutcome = 'reported' | 'validated' | 'missing' | 'noisy' | 'broken';

export interface CaseReport {
  /** The rule's name; the folder where no rule could be found. */
  readonly rule: string;
  /** The case's folder name: the sentence. Null: it concerns the rule's cases as a whole. */
  readonly name: string | null;
  readonly outcome: CaseOutcome;
  /** One line each; empty where the outcome is `reported` or `validated`. */
  readonly problems: readonly string[];
  /** With `update`: `after/` or `expect.json` were written anew. */
  readonly updated: boolean;
}
