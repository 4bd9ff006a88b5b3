import { packageSizes, sizeFactors, wheelClass, type SizedVersion, type WheelClass } from '#knowledge/package-sizes.js';
import type { Basis, Bytes, PackageSize, Target } from '#sizes/types.js';
import { neighbourOf } from './neighbour.js';
import { bytecodeOn } from './on-python.js';
import { exactly, spreadOver, widened, within } from './range.js';

/**
 * What a wheel of a size takes once it is installed, by its class alone: what lies between the tenth and the ninetieth
 * of a hundred of the catalogue's wheels of that class. `basis` is that of the wheel's own bytes.
 */
export function sizeFromWheelBytes(kind: WheelClass, bytes: number, target: Target, basis: Basis = 'resolved'): PackageSize {
  const { classes } = sizeFactors().factors;
  const { wheels, files, bytecode } = classes[kind];
  return {
    files: spreadOver(bytes, files, 'heuristic'),
    bytecode: bytecodeOn(spreadOver(bytes, bytecode, 'heuristic'), target.python),
    wheel: exactly(bytes, basis),
    because: `its wheel, times what ${wheels} measured ${WORDS[kind]} unpack to: ${files[0]} to ${files[2]}`,
  };
}

/**
 * What a wheel of a name takes once it is installed: by what a measured version of the same distribution unpacks to
 * for a byte of wheel, which differs less between versions than the size itself; by its class where none was measured.
 * `file` tells whether code in it is compiled.
 */
export function sizeOfWheel(name: string, version: string | null, wheel: { readonly file: string; readonly bytes: number }, target: Target): PackageSize {
  return sizeOfWheelAmong(packageSizes(name), name, version, wheel, target);
}

/** The same by some of a distribution's versions, newest first. */
export function sizeOfWheelAmong(versions: readonly SizedVersion[], name: string, version: string | null, wheel: { readonly file: string; readonly bytes: number }, target: Target): PackageSize {
  const kind = wheelClass(name, !wheel.file.endsWith('-any.whl'));
  const rows = versions.filter((one) => one.unpacked !== null && (one.measured === 'any') === (kind === 'pure'));
  const near = neighbourOf(rows, version);
  return (near === null ? null : byRatio(near.row, wheel.bytes, target, 'resolved')) ?? sizeFromWheelBytes(kind, wheel.bytes, target);
}

/** By the ratio of a measured version. Null: it was not measured. */
export function byRatio(row: SizedVersion, wheel: number, target: Target, basis: Basis): PackageSize | null {
  const of = row.measured === 'any' ? row.any : row.x86_64;
  if (of === null || of === 0 || row.unpacked === null) return null;
  const { factors, platforms } = sizeFactors();
  const factor = factors.ratio.files;
  const plain = within((row.unpacked / of) * wheel, factor, 'heuristic');
  const elsewhere = row.measured === 'any' ? null : target.libc.kind === 'musl' ? platforms.musl : target.arch === 'aarch64' ? platforms.aarch64 : null;
  const compiled = bytecodeOf(row);
  return {
    files: elsewhere === null ? plain : spreadOver(plain, elsewhere.ratio, 'heuristic'),
    bytecode: compiled === null ? null : bytecodeOn(widened({ low: (compiled.low / of) * wheel, high: (compiled.high / of) * wheel, basis: 'heuristic' }, factor), target.python),
    wheel: exactly(wheel, basis),
    because: `its wheel, times what ${row.name} ${row.version} unpacks to (${placeOf(row)}), within a factor of ${factor}${elsewhere === null ? '' : `, and of ${elsewhere.ratio[0]} to ${elsewhere.ratio[2]} for ${target.libc.kind === 'musl' ? 'musl' : target.arch}`}`,
  };
}

/** What Python 3.11 compiles of it: measured, or by the bytes of its source. Null: neither is known. */
export function bytecodeOf({ py, pyc }: SizedVersion): Bytes | null {
  if (pyc !== null) return exactly(pyc, 'catalogue');
  return py === null ? null : spreadOver(py, sizeFactors().factors.python.bytecode, 'heuristic');
}

/** Where a version's figures are from: the first place that told, with its day. */
export function placeOf({ told }: SizedVersion): string {
  const [first] = told;
  return first === undefined ? 'no source' : `${first.measured ? 'measured, ' : ''}${first.source}, ${first.checked}`;
}

const WORDS: Readonly<Record<WheelClass, string>> = { native: 'wheels with compiled code', nvidia: 'libraries of NVIDIA', pure: 'wheels of Python code alone' };
