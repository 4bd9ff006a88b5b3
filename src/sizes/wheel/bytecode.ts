import { sizeFactors } from '#knowledge/package-sizes.js';
import { bytecodeOn } from '../catalogue/on-python.js';
import { spreadOver } from '../catalogue/range.js';
import type { Bytes } from '../types.js';
import type { PythonFiles } from './types.js';

/** Bytes that even an empty file compiles to: 145 to 212 by Python and path (header, code object, name of the file). */
const EMPTY = 210;
/** `__pycache__/`, `.cpython-311` and the `c` for what a `.py` has, two commas, CR LF: a row of RECORD for each (pip). */
const ROW = 12 + 12 + 1 + 2 + 2;

/**
 * What pip compiles of a wheel's Python files: `factors.python.bytecode` of the catalogue `package-sizes`, which compares .pyc with
 * .py over wheels for Python 3.11, and `pythons`, which compares other Pythons with 3.11. Python 3.11 writes half as much again as
 * 3.10. Exact where there is nothing to compile.
 */
export function bytecodeOf({ bytes, files, paths }: PythonFiles, python: string | null): Bytes {
  if (files === 0) return { low: 0, high: 0, basis: 'measured' };
  const compiled = bytecodeOn(spreadOver(bytes, sizeFactors().factors.python.bytecode, 'heuristic'), python);
  const rows = paths + files * ROW;
  return { low: compiled.low + rows, high: compiled.high + files * EMPTY + rows, basis: 'heuristic' };
}
