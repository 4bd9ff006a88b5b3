import { row, type Evidence, type Place } from '#answer/answer.js';
import type { Reason } from './judged.js';

/** A reason with one proof. */
export function because(verdict: Reason['verdict'], reason: string, at: Place | null, chain: Reason['chain'] = [], assumed = false): Reason {
  return { verdict, reason, evidence: [at ? row('source', reason, at) : row('absence', reason)], chain, assumed };
}

/** `app/main.py:3`. */
export function placeText({ path, line }: Place): string {
  return `${path}:${line}`;
}

/** Each row once. */
export function uniqueRows(rows: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(rows.map((one) => [`${one.kind} ${one.text} ${one.path}:${one.line}`, one])).values()];
}
