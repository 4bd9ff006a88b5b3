import { packageSizes, sizeFactors, type SizedVersion } from '#knowledge/package-sizes.js';
import type { Bytes, PackageSize, Target } from '#sizes/types.js';
import { bytecodeOf, byRatio, placeOf, sizeFromWheelBytes } from './from-wheel.js';
import { neighbourOf, type Neighbour } from './neighbour.js';
import { bytecodeOn, compiledOn } from './on-python.js';
import { exactly, spreadOver, widened } from './range.js';

/**
 * What a version of a distribution takes, by the bundled catalogue alone. Best first: its own wheel was measured; its
 * own wheel's bytes are known; another version was measured, or its wheel is known, with a range as wide as versions
 * differ. Null figures where nothing is known, or where there is no wheel for the image.
 */
export function catalogueSize(name: string, version: string | null, target: Target): PackageSize {
  return sizeAmong(packageSizes(name), name, version, target);
}

/** The same by some of a distribution's versions, newest first. */
export function sizeAmong(rows: readonly SizedVersion[], name: string, version: string | null, target: Target): PackageSize {
  if (rows.length === 0) return unknown(`no figure of ${name} in the catalogue`);
  const near = neighbourOf(rows, version);
  if (near === null) return unknown(`no figure of ${name} ${version ?? ''} in the catalogue, nor of another version of that build`);
  if (withoutMusl(near.row, target)) return unknown(`${near.row.name} ${near.row.version} has no wheel for musl on ${target.arch} (${placeOf(near.row)}): it is built from source, and what that leaves is not known`);
  const measured = neighbourOf(rows.filter(({ unpacked }) => unpacked !== null), version);
  if (near.level === 'same') return ofVersion(near.row, measured?.row ?? null, target);
  // A measured version as near as the nearest goes before one whose wheel alone is known.
  const best = measured !== null && measured.level === near.level ? measured : near;
  return ofNeighbour(best, measured?.row ?? null, version, target);
}

function ofVersion(row: SizedVersion, measured: SizedVersion | null, target: Target): PackageSize {
  const own = ofMeasured(row, target);
  if (own !== null) return own;
  const wheel = wheelFor(row, target);
  if (wheel === null) return unknown(`no figure of ${row.name} ${row.version} for ${target.arch} in the catalogue`);
  const told = `${row.name} ${row.version} (${placeOf(row)})`;
  const size = (measured === null || (measured.measured === 'any') !== (row.kind === 'pure') ? null : byRatio(measured, wheel, target, 'catalogue')) ?? sizeFromWheelBytes(row.kind, wheel, target, 'catalogue');
  return { ...size, because: `${told}: ${size.because}` };
}

function ofNeighbour({ row, level }: Neighbour, measured: SizedVersion | null, version: string | null, target: Target): PackageSize {
  const size = ofVersion(row, measured, target);
  const factor = level === 'same' ? 1 : sizeFactors().factors.drift[level].size;
  const wide = (bytes: Bytes | null): Bytes | null => (bytes === null ? null : widened(bytes, factor));
  const because = `${version === null ? 'its version is not known' : `no figure of ${version}`}; within a factor of ${factor} of ${size.because}`;
  return { files: wide(size.files), bytecode: wide(size.bytecode), wheel: wide(size.wheel), because: size.files === null ? size.because : because };
}

/** By the zip directory of its own wheel. Null: it was not read. */
function ofMeasured(row: SizedVersion, target: Target): PackageSize | null {
  if (row.unpacked === null) return null;
  const { platforms } = sizeFactors();
  const compiled = bytecodeOf(row);
  const bytecode = compiled === null ? null : bytecodeOn(compiled, target.python);
  const wheel = wheelFor(row, target);
  const shared = { bytecode, wheel: wheel === null ? null : exactly(wheel, 'catalogue') };
  const told = `${row.name} ${row.version}, ${placeOf(row)}`;
  if (row.measured === 'any') return { ...shared, files: exactly(row.unpacked, 'catalogue'), because: told };
  if (target.libc.kind === 'musl') {
    const { files, basis } = platforms.musl;
    return { ...shared, wheel: null, files: spreadOver(row.unpacked, files, 'heuristic'), because: `${told}, for glibc; times ${files[0]} to ${files[2]} for musl (${basis})` };
  }
  if (target.arch === 'x86_64') return { ...shared, files: compiledOn(exactly(row.unpacked, 'catalogue'), target.python), because: told };
  const byWheel = row.aarch64 === null ? null : byRatio(row, row.aarch64, target, 'catalogue');
  if (byWheel !== null) return { ...byWheel, bytecode, because: `${told}, on x86_64; ${byWheel.because}` };
  const { files, basis } = platforms.aarch64;
  return { ...shared, files: spreadOver(row.unpacked, files, 'heuristic'), because: `${told}, on x86_64; times ${files[0]} to ${files[2]} for aarch64 (${basis})` };
}

/** Bytes of the wheel for an image, as far as one is told: of musl's none is. */
function wheelFor({ any, x86_64, aarch64, kind }: SizedVersion, { arch, libc }: Target): number | null {
  if (kind === 'pure') return any;
  if (libc.kind === 'musl') return any;
  return (arch === 'x86_64' ? x86_64 : aarch64) ?? any;
}

/** Whether no wheel can be installed on musl, so that the package is compiled in the image. */
function withoutMusl({ kind, any, musl }: SizedVersion, { arch, libc }: Target): boolean {
  return libc.kind === 'musl' && kind !== 'pure' && any === null && musl !== null && !musl.includes(arch);
}


function unknown(because: string): PackageSize {
  return { files: null, bytecode: null, wheel: null, because };
}
