import type { Spread } from '#knowledge/package-sizes.js';
import type { Basis, Bytes } from '#sizes/types.js';

/** What is known to the byte. */
export function exactly(bytes: number, basis: Basis): Bytes {
  return { low: bytes, high: bytes, basis };
}

/** What is within a factor of a figure, to both sides. */
export function within(bytes: number, factor: number, basis: Basis): Bytes {
  return { low: Math.round(bytes / factor), high: Math.round(bytes * factor), basis };
}

/** A figure, or a range, times what lies between the tenth and the ninetieth of a hundred. */
export function spreadOver(bytes: number | Bytes, [low, , high]: Spread, basis: Basis): Bytes {
  const range = typeof bytes === 'number' ? { low: bytes, high: bytes } : bytes;
  return { low: Math.round(range.low * low), high: Math.round(range.high * high), basis };
}

/** A range made wider by a factor. */
export function widened({ low, high, basis }: Bytes, factor: number): Bytes {
  return { low: Math.round(low / factor), high: Math.round(high * factor), basis };
}

/** The figure to show where one is wanted: factors are as often too high as too low, so it is the geometric middle. */
export function middleOf({ low, high }: Pick<Bytes, 'low' | 'high'>): number {
  return Math.round(Math.sqrt(low) * Math.sqrt(high));
}
