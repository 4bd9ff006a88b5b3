import { middleOf } from '#sizes/catalogue/range.js';
import type { Basis, Bytes, PackageSize } from '#sizes/types.js';
import type { Bytecode, Heft } from './types.js';

/** From what is known best to what is known worst. */
const BASES: readonly Basis[] = ['measured', 'resolved', 'catalogue', 'heuristic'];

export const NOTHING: Bytes = { low: 0, high: 0, basis: 'measured' };

/** Two amounts together; known as well as the worse of them. Zero bytes say nothing about how well. */
export function plus(a: Bytes, b: Bytes): Bytes {
  if (a.high === 0) return b;
  if (b.high === 0) return a;
  const worse = BASES.indexOf(a.basis) > BASES.indexOf(b.basis) ? a.basis : b.basis;
  return { low: a.low + b.low, high: a.high + b.high, basis: worse };
}

/**
 * What a package takes as it is installed; null where its files are not known. Where bytecode is written and nobody knows
 * how much, the files alone would be too little: then it is not known either.
 */
export function onDisk({ files, bytecode }: PackageSize, { written }: Pick<Bytecode, 'written'>): Bytes | null {
  if (files === null || written === 'no') return files;
  if (bytecode === null) return null;
  const both = plus(files, bytecode);
  return written === 'yes' ? both : { ...both, low: files.low };
}

/** The sum over some packages, with the names of those that it lacks. */
export function heftOf(names: Iterable<string>, bytesOf: (name: string) => Bytes | null): Heft {
  let sum: Bytes | null = null;
  const unknown: string[] = [];
  for (const name of names) {
    const bytes = bytesOf(name);
    if (bytes === null) unknown.push(name);
    else sum = sum === null ? bytes : plus(sum, bytes);
  }
  return { bytes: sum, unknown };
}

/** Heaviest first: by the middle of the range, what is not known at the end. */
export function byWeight(a: Bytes | null, b: Bytes | null): number {
  return middle(b) - middle(a);
}

function middle(bytes: Bytes | null): number {
  return bytes === null ? -1 : middleOf(bytes);
}

export function byName(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
