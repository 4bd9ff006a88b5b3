import type { Answer } from '#answer/answer.js';
import type { Safety } from '#rule/types.js';

const ORDER: readonly Safety[] = ['safe', 'review', 'suggestion'];

/** The lower of two levels: `safe` is the highest, `suggestion` the lowest. */
export function lower(a: Safety, b: Safety): Safety {
  return ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b;
}

export interface Capped {
  readonly safety: Safety;
  /** What lowered it; null where nothing did. */
  readonly reason: string | null;
}

/**
 * A proposal's safety: the rule's ceiling, lowered by every answer that was asked for on the way.
 * An incomplete one caps at `suggestion`, one that rests on an assumption at `review`.
 */
export function computeSafety(ceiling: Safety, asked: readonly Answer<unknown>[]): Capped {
  let safety = ceiling;
  let reason: string | null = null;
  for (const answer of asked) {
    const cap: Safety = !answer.complete ? 'suggestion' : answer.assumed ? 'review' : 'safe';
    const next = lower(safety, cap);
    if (next === safety) continue;
    safety = next;
    reason = answer.because;
  }
  return { safety, reason };
}
