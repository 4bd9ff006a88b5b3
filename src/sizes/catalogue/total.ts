import { sizeFactors, type Spread } from '#knowledge/package-sizes.js';
import { heftOf, NOTHING, plus } from '#sizes/packages/heft.js';
import type { Bytes, PackageSize } from '#sizes/types.js';

/** What several packages take together. */
export interface TotalSize {
  readonly files: Total;
  readonly bytecode: Total;
  readonly wheel: Total;
}

export interface Total {
  /** The sum of the ranges, of those whose figure is known, as well known as the worst of them; null: of none. */
  readonly known: Bytes | null;
  /**
   * With the others: each unknown one counts from the tenth to the ninetieth of a hundred distributions of the
   * catalogue. The same as `known` where all are known.
   */
  readonly whole: Bytes;
  /** Names of those that nothing is known of, in order. */
  readonly unknown: readonly string[];
}

/** The sum over packages by name. Ranges are added end to end, as if all were wrong to the same side. */
export function totalSize(sizes: ReadonlyMap<string, PackageSize>): TotalSize {
  const { unheard } = sizeFactors().factors;
  return { files: totalOf(sizes, 'files', unheard.files), bytecode: totalOf(sizes, 'bytecode', unheard.bytecode), wheel: totalOf(sizes, 'wheel', unheard.wheel) };
}

function totalOf(sizes: ReadonlyMap<string, PackageSize>, field: 'bytecode' | 'files' | 'wheel', [low, , high]: Spread): Total {
  const { bytes: known, unknown } = heftOf(sizes.keys(), (name) => sizes.get(name)?.[field] ?? null);
  const rest: Bytes = { low: unknown.length * low, high: unknown.length * high, basis: 'heuristic' };
  return { known, whole: unknown.length === 0 ? (known ?? NOTHING) : plus(known ?? NOTHING, rest), unknown };
}
