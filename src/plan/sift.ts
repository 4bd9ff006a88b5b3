/** Why fixes cannot be applied together. */
export interface Failure<T> {
  /** The first thing that is wrong, in words. */
  readonly reason: string;
  readonly parts: readonly Part<T>[];
}

/** What is known of the things (files, images) that the same fixes of a batch touch. Each fix is in one part at least. */
export interface Part<T> {
  readonly fixes: readonly T[];
  /** Holds wherever these fixes are together, whichever others are there; `open`: it depends on those, or has not been looked at. */
  readonly verdict: 'right' | 'wrong' | 'open';
}

/**
 * The fixes of a batch that fail by themselves, each with the reason. A batch that failed is halved until they are found: what fixes
 * need of each other decides which halves are right. `trial` applies some of them together; null: all is right. A half is not tried
 * where what is known of the whole says how it ends.
 */
export function sift<T>(batch: readonly T[], { reason, parts }: Failure<T>, trial: (some: readonly T[]) => Failure<T> | null): ReadonlyMap<T, string> {
  const [only] = batch;
  if (only !== undefined && batch.length === 1) return new Map([[only, reason]]);
  const reasons = new Map<T, string>();
  const middle = batch.length >> 1;
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    const known = partsIn(half, parts);
    if (known.every(({ verdict }) => verdict === 'right')) continue;
    // The reason of a single one is what it says when it is alone.
    const isWrong = half.length > 1 && known.some(({ verdict }) => verdict === 'wrong');
    const found = isWrong ? { reason, parts: known } : trial(half);
    if (found) for (const [one, why] of sift(half, found, trial)) reasons.set(one, why);
  }
  return reasons;
}

/** What is known of a half: nothing of a part that the cut goes through. */
function partsIn<T>(half: readonly T[], parts: readonly Part<T>[]): readonly Part<T>[] {
  const own = new Set(half);
  return parts.flatMap((part): readonly Part<T>[] => {
    const fixes = part.fixes.filter((fix) => own.has(fix));
    if (fixes.length === part.fixes.length) return [part];
    return fixes.length === 0 ? [] : [{ fixes, verdict: 'open' }];
  });
}
