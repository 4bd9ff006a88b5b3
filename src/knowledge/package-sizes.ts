import { assumed, incomplete, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { normalizeName } from '#pep/name.js';
import { compareVersions } from '#pep/versions.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

export type Arch = 'x86_64' | 'aarch64';

/** What unpacks alike: Python code, compiled code, and NVIDIA's libraries, which hardly compress. */
export type WheelClass = 'native' | 'nvidia' | 'pure';

/** What one source tells of the wheels of one version, in bytes. */
export interface SizeRow {
  /** The wheel for every platform. */
  readonly any?: number;
  /** The wheel for glibc. */
  readonly x86_64?: number;
  readonly aarch64?: number;
  /** For which processors there is a wheel for musl; absent: not told, or nothing is compiled. */
  readonly musl?: readonly Arch[];
  /** Of all files of the wheel for x86_64, or of the one for every platform where there is no other. */
  readonly unpacked?: number;
  /** Of those of them that Python compiles. */
  readonly py?: number;
  /** Of what Python 3.11 compiles them to. */
  readonly pyc?: number;
}

export interface SizesSource {
  /** `measured`: read off the zip directories of the wheels; `lock`: a lock file with the sizes of wheels. */
  readonly kind: 'measured' | 'lock';
  readonly checked: string;
  /** By `name==version`. */
  readonly wheels: Readonly<Record<string, SizeRow>>;
}

/** The tenth, the median and the ninetieth of a hundred. */
export type Spread = readonly [low: number, middle: number, high: number];

export interface SizeFactors {
  /** Installed and compiled bytes for a byte of wheel, by class. */
  readonly classes: Readonly<Record<WheelClass, { readonly wheels: number; readonly files: Spread; readonly bytecode: Spread }>>;
  /** What Python 3.11 compiles a byte of source to. */
  readonly python: { readonly wheels: number; readonly bytecode: Spread };
  /** By how much two versions differ: nine of ten stay within the factor. `major` is another first number. */
  readonly drift: Readonly<Record<'major' | 'minor' | 'patch', { readonly pairs: number; readonly size: number }>>;
  /** By how much installed for a byte of wheel differs between versions. */
  readonly ratio: { readonly pairs: number; readonly files: number };
  /** What a distribution weighs of which nothing is known, in bytes: as those of the catalogue do, one version of each. */
  readonly unheard: { readonly distributions: number; readonly files: Spread; readonly bytecode: Spread; readonly wheel: Spread };
}

export interface SizesFile {
  readonly $schema: string;
  /** Worked out of `sources` by `npm run sizes:refresh`. */
  readonly factors: SizeFactors;
  /** Installed bytes for a byte of the same version on x86_64 with glibc; `ratio` is that of what a byte of wheel unpacks to. */
  readonly platforms: Readonly<Record<'aarch64' | 'musl', Sourced & { readonly files: Spread; readonly ratio: Spread; readonly basis: string }>>;
  /** For a byte of Python 3.11's: what each Python compiles, and compiled wheels for it. Absent: not measured. */
  readonly pythons: Readonly<Record<string, Sourced & { readonly bytecode?: Spread; readonly compiled?: Spread; readonly basis: string }>>;
  /** By `owner/repository@commit:path` of a public lock file, or the address of an index whose wheels were read. */
  readonly sources: Readonly<Record<string, SizesSource>>;
}

/** Everything that is known of the wheels of one version. */
export interface SizedVersion {
  readonly name: string;
  readonly version: string;
  readonly kind: WheelClass;
  readonly any: number | null;
  readonly x86_64: number | null;
  readonly aarch64: number | null;
  readonly musl: readonly Arch[] | null;
  /** Which wheel was unpacked; null: none. */
  readonly measured: 'any' | 'x86_64' | null;
  readonly unpacked: number | null;
  readonly py: number | null;
  readonly pyc: number | null;
  /** Where the figures are from, the measured ones first: an address or a place, with the day. */
  readonly told: readonly (Sourced & { readonly source: string; readonly measured: boolean })[];
}

const file = catalogue<SizesFile>('package-sizes');
let unsorted: ReadonlyMap<string, SizedVersion[]> | undefined;
const sorted = new Map<string, readonly SizedVersion[]>();

/** The catalogue's versions of a file that is not the bundled one: for its refresh and its tests. */
export function sizedVersions(content: Pick<SizesFile, 'sources'>): ReadonlyMap<string, readonly SizedVersion[]> {
  return new Map([...indexed(content)].map(([name, versions]) => [name, inOrder(versions)]));
}

/** The versions of a distribution that the catalogue has figures of, newest first; empty: none. */
export function packageSizes(name: string): readonly SizedVersion[] {
  const own = normalizeName(name);
  const before = sorted.get(own);
  if (before !== undefined) return before;
  unsorted ??= indexed(file());
  const versions = unsorted.get(own);
  if (versions === undefined) return [];
  const newestFirst = inOrder(versions);
  sorted.set(own, newestFirst);
  return newestFirst;
}

/** The factors that go with the figures. */
export function sizeFactors(): Pick<SizesFile, 'factors' | 'platforms' | 'pythons'> {
  return file();
}

/** What unpacks like a wheel. NVIDIA's libraries are known by their names: all of them are called `nvidia-…`. */
export function wheelClass(name: string, compiled: boolean): WheelClass {
  if (!compiled) return 'pure';
  return normalizeName(name).startsWith('nvidia-') ? 'nvidia' : 'native';
}

const muslKnown = new Map<string, Answer<boolean | null>>();

/**
 * Whether an image with musl (Alpine) gets a wheel of a version: compiled for musl, or of Python code alone.
 * Another version's answer is assumed where this one's is not told; null where nothing is known.
 */
export function muslWheel(name: string, version: string | null, arch: Arch): Answer<boolean | null> {
  // Hundreds of images install the same versions, and finding one among those on record compares each.
  const key = JSON.stringify([name, version, arch]);
  const answer = muslKnown.get(key) ?? muslAnswer(name, version, arch);
  muslKnown.set(key, answer);
  return ask(answer);
}

function muslAnswer(name: string, version: string | null, arch: Arch): Answer<boolean | null> {
  const told = packageSizes(name).filter((one) => one.kind === 'pure' || one.any !== null || one.musl !== null);
  const exact = told.find((one) => version !== null && compareVersions(one.version, version) === 0);
  const row = exact ?? told[0];
  if (row === undefined) return incomplete(null, `${name} is in no lock file that the catalogue was made from`);
  const value = row.any !== null || row.kind === 'pure' || row.musl?.includes(arch) === true;
  const says = `${name} ${row.version} has ${value ? (row.any === null ? `a wheel for musl on ${arch}` : 'a wheel for every platform') : `no wheel for musl on ${arch}`}`;
  const evidence = row.told.map((place) => cited(says, place));
  if (exact !== undefined) return known(value, says, evidence);
  return assumed(value, `${says}; ${version === null ? 'its version is not known' : `${version} is taken to be the same`}`, evidence);
}

function indexed({ sources }: Pick<SizesFile, 'sources'>): ReadonlyMap<string, SizedVersion[]> {
  const versions = new Map<string, SizedVersion>();
  const places = Object.entries(sources).toSorted(([, a], [, b]) => (a.kind === b.kind ? 0 : a.kind === 'measured' ? -1 : 1));
  for (const [source, { kind, checked, wheels }] of places) {
    const told = { source, checked, measured: kind === 'measured' };
    for (const [key, row] of Object.entries(wheels)) versions.set(key, merged(key, versions.get(key), row, told));
  }
  const byName = new Map<string, SizedVersion[]>();
  for (const one of versions.values()) {
    const own = byName.get(one.name);
    if (own === undefined) byName.set(one.name, [one]);
    else own.push(one);
  }
  return byName;
}

/** Comparing versions is most of the work, so it is done for those that are asked for. */
function inOrder(versions: readonly SizedVersion[]): readonly SizedVersion[] {
  return versions.toSorted((a, b) => compareVersions(b.version, a.version) ?? 0);
}

function merged(key: string, before: SizedVersion | undefined, row: SizeRow, told: SizedVersion['told'][number]): SizedVersion {
  const [name = '', version = ''] = key.split('==');
  const compiled = (before !== undefined && before.kind !== 'pure') || row.x86_64 !== undefined || row.aarch64 !== undefined || row.musl !== undefined;
  return {
    name,
    version,
    kind: wheelClass(name, compiled),
    any: before?.any ?? row.any ?? null,
    x86_64: before?.x86_64 ?? row.x86_64 ?? null,
    aarch64: before?.aarch64 ?? row.aarch64 ?? null,
    musl: before?.musl ?? row.musl ?? null,
    measured: before?.measured ?? (row.unpacked === undefined ? null : row.x86_64 === undefined ? 'any' : 'x86_64'),
    unpacked: before?.unpacked ?? row.unpacked ?? null,
    py: before?.py ?? row.py ?? null,
    pyc: before?.pyc ?? row.pyc ?? null,
    told: [...(before?.told ?? []), told],
  };
}
