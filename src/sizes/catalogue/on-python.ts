import { sizeFactors, type Spread } from '#knowledge/package-sizes.js';
import type { Bytes } from '#sizes/types.js';
import { spreadOver } from './range.js';

/**
 * What Python 3.11 compiles to some bytes, as another Python does it: 3.10 and older write two thirds of it.
 * A Python that was not measured is somewhere in what the others do.
 */
export function bytecodeOn(bytes: Bytes, python: string | null): Bytes {
  const factor = factorOf(python, 'bytecode');
  return factor === null ? bytes : spreadOver(bytes, factor, 'heuristic');
}

/** The files of a compiled wheel for Python 3.11, as they are in the wheel for another Python. */
export function compiledOn(bytes: Bytes, python: string | null): Bytes {
  const factor = factorOf(python, 'compiled');
  return factor === null ? bytes : spreadOver(bytes, factor, bytes.basis);
}

/** Null: there is nothing to multiply, it is Python 3.11. */
function factorOf(python: string | null, field: 'bytecode' | 'compiled'): Spread | null {
  const { pythons } = sizeFactors();
  const minor = /^3\.\d+/.exec(python ?? '')?.[0] ?? '';
  if (minor === '3.11') return null;
  const told = Object.hasOwn(pythons, minor) ? pythons[minor]?.[field] : undefined;
  if (told !== undefined) return told;
  const all = Object.values(pythons).flatMap((one) => (one[field] === undefined ? [] : [one[field]]));
  return [Math.min(...all.map(([low]) => low)), 1, Math.max(...all.map(([, , high]) => high))];
}
