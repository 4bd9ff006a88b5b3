import { row, type Evidence, type Place } from '#answer/answer.js';
import type { Reason } from './judged.js';

/** A reason with one proof. */
export function because(verdict: Reason['verdict'], reason: string, at: Place | null, chain: Reason['chain'] = []): Reason {
  return { verdict, reason, evidence: [at ? row('source', reason, at) : row('absence', reason)], chain, assumed: false };
}

/** Why it cannot be told whether something is needed; `at`: what leaves it open, null where that is no line of the workspace. */
export function cannotTell(reason: string, at: Place | null): Reason {
  const evidence = [at ? row('source', reason, at) : row('assumption', reason)];
  return { verdict: 'unknown', reason, evidence, chain: [], assumed: false };
}

/** `app/main.py:3`. */
export function placeText({ path, line }: Place): string {
  return `${path}:${line}`;
}

/** `app/main.py:3: what stands there`; the text alone where no place is known. */
export function withPlace(at: Place | null, text: string): string {
  return at ? `${placeText(at)}: ${text}` : text;
}

/** Where a proof can be opened; null: it is no line of the workspace. */
export function placeOf({ path, line }: Evidence): Place | null {
  return path !== null && line !== null ? { path, line } : null;
}
