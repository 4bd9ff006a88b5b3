import type { Target, WheelFile } from '../types.js';
import { supportedTags } from './tags.js';
import { parseWheelName } from './wheel-name.js';

const ranks = new Map<string, ReadonlyMap<string, number>>();

/** Whether pip would take the wheel there. A Python that is not known takes only what fits any Python 3. */
export function wheelFits({ file }: Pick<WheelFile, 'file'>, target: Target): boolean {
  return rankOf(file, target) !== null;
}

/**
 * Of the wheels of one release the one that pip installs: that of the best tag, and of several the one with the highest build tag
 * (pip, `CandidateEvaluator._sort_key`). Null: none fits.
 */
export function bestWheel<File extends Pick<WheelFile, 'file'>>(files: readonly File[], target: Target): File | null {
  let best: { readonly file: File; readonly rank: Rank } | null = null;
  for (const file of files) {
    const rank = rankOf(file.file, target);
    if (rank !== null && (best === null || compare(rank, best.rank) < 0)) best = { file, rank };
  }
  return best?.file ?? null;
}

interface Rank {
  /** Less is better. */
  readonly tag: number;
  readonly build: readonly [number, string] | null;
}

function rankOf(file: string, target: Target): Rank | null {
  const name = parseWheelName(file);
  if (name === null) return null;
  const known = ranksFor(target);
  const tag = Math.min(...name.tags.map((one) => known.get(one) ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(tag) ? { tag, build: name.build } : null;
}

/** Less than 0 when `a` is better. */
function compare(a: Rank, b: Rank): number {
  if (a.tag !== b.tag) return a.tag - b.tag;
  const [[number, text], [otherNumber, otherText]] = [a.build ?? [-1, ''], b.build ?? [-1, '']];
  return otherNumber - number || (otherText < text ? -1 : otherText > text ? 1 : 0);
}

function ranksFor(target: Target): ReadonlyMap<string, number> {
  const key = [target.python, target.arch, target.libc.kind, target.libc.version].join(' ');
  let known = ranks.get(key);
  if (known === undefined) {
    const tags = supportedTags(target);
    if (ranks.size > 100) ranks.clear();
    ranks.set(key, (known = new Map(tags.map((tag, index) => [tag, index] as const).toReversed())));
  }
  return known;
}
