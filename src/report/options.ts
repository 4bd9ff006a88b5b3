import type { PlanSavings } from '#plan/savings/types.js';

/** How a plan is put in words. */
export interface TextOptions {
  readonly command: 'plan' | 'apply' | 'check';
  /** The level that the plan was made with. */
  readonly safety: 'safe' | 'review';
  /** Columns to stay within; paths and diffs may be longer. */
  readonly width: number;
  readonly colour: boolean;
  /** Every row of every table. */
  readonly all: boolean;
  /** Suggestions in full, not only counted. */
  readonly suggestions: boolean;
  /** What the fixes save, where somebody knows. */
  readonly savings?: PlanSavings | null;
  /** What the user typed beside the command and has to type again: ` --root examples/tax-agent`, or ''. */
  readonly flags: string;
}

/** Rows shown of a table before `… N more`. */
export const FEW = 8;
