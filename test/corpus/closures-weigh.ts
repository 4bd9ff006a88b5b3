import type { CacheFolder } from '#io/cache-folder.js';
import type { HttpIo } from '#io/http-types.js';
import { packageSizes } from '#knowledge/package-sizes.js';
import { sizeOfWheel } from '#sizes/catalogue/from-wheel.js';
import { catalogueSize } from '#sizes/catalogue/package-size.js';
import { middleOf } from '#sizes/catalogue/range.js';
import { totalSize } from '#sizes/catalogue/total.js';
import { createWeigher } from '#sizes/packages/weigh.js';
import type { Bytes, PackageSize, Resolution, ResolvedPackage, Target } from '#sizes/types.js';

/** What some figures come to beside the measured total. */
export interface Told {
  /** The sum of the middles, of those that are known. */
  readonly bytes: number;
  readonly known: number;
  readonly of: number;
  /** Whether the measured total is in the range, the unknown ones counted as the catalogue counts them. */
  readonly inside: boolean;
}

export interface Weights {
  /** Wheels whose zip directory was read, and what they take without bytecode. */
  readonly measured: number;
  readonly bytes: number;
  /** Why one was not measured. */
  readonly failed: readonly string[];
  /** By the names and versions of the resolution. */
  readonly catalogue: Told;
  /** By its wheels' bytes as well. */
  readonly wheels: Told;
  /** As told without `--resolve`: packages and versions of the lock, the pins and the bundled edges. */
  readonly offline: Told;
  /** Packages that one of the two closures has and the other not. */
  readonly missed: readonly string[];
  readonly invented: readonly string[];
  /** By how much single figures are wrong: catalogue to measured, of those that are known. */
  readonly singles: readonly { readonly name: string; readonly version: string; readonly measured: number; readonly told: number | null; readonly inside: boolean; readonly because: string }[];
}

/** Whether locks of a repository are among what the catalogue was taken from. */
export function isSource(repository: string, { packages }: Resolution): boolean {
  return [...packages.keys()].some((name) => packageSizes(name).some(({ told }) => told.some(({ source }) => source.startsWith(`${repository}@`))));
}

/** What a closure weighs, measured and by the catalogue. What has no wheel is in neither. */
export async function weighed(resolution: Resolution, offline: Resolution, target: Target, aids: { readonly http: HttpIo; readonly cache: CacheFolder | null }): Promise<Weights> {
  const wheels = [...resolution.packages.values()].filter((one) => one.wheel !== null);
  const sizes = await createWeigher(aids)(wheels, target);
  const failed = wheels.flatMap(({ name }, at) => (sizes[at]?.files?.basis === 'measured' ? [] : `${name}: ${sizes[at]?.because}`));
  const exact = new Map(wheels.flatMap(({ name }, at) => (sizes[at]?.files?.basis === 'measured' ? [[name, middleOf(sizes[at].files)] as const] : [])));
  const own = wheels.filter(({ name }) => exact.has(name));
  const bytes = own.reduce((sum, { name }) => sum + (exact.get(name) ?? 0), 0);
  const byName = new Map(own.map(({ name, version }) => [name, catalogueSize(name, version, target)]));
  const byWheel = new Map(own.map(({ name, version, wheel }, at) => [name, sizeOfWheel(name, version, { file: wheel?.file ?? '', bytes: wheel?.bytes ?? sizes[at]?.wheel?.low ?? 0 }, target)]));
  // What is built from source and what was not measured is compared with nothing.
  const beside = new Set([...resolution.packages.keys()].filter((name) => !exact.has(name)).concat(resolution.unresolved.map(({ what }) => what)));
  const there = reachedIn(offline, beside);
  const off = await createWeigher(null)(there, target);
  return {
    measured: own.length,
    bytes,
    failed,
    catalogue: toldOf(byName, bytes),
    wheels: toldOf(byWheel, bytes),
    offline: toldOf(new Map(there.map(({ name }, at) => [name, off[at] ?? NOTHING])), bytes),
    missed: own.map(({ name }) => name).filter((name) => !offline.packages.has(name)),
    invented: there.map(({ name }) => name).filter((name) => !resolution.packages.has(name)),
    singles: own.map(({ name, version }) => {
      const size = byName.get(name) ?? NOTHING;
      const real = exact.get(name) ?? 0;
      return { name, version: version ?? '', measured: real, told: size.files === null ? null : middleOf(size.files), inside: size.files !== null && within(size.files, real), because: size.because };
    }),
  };
}

/** What comes without those names: what a package that is built from source requires is not in the resolution either. */
function reachedIn({ packages }: Resolution, beside: ReadonlySet<string>): readonly ResolvedPackage[] {
  const all = [...packages.values()].filter(({ name }) => !beside.has(name));
  const reached = new Set(all.filter(({ asked, parents }) => asked.length > 0 || parents.length === 0).map(({ name }) => name));
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { name, parents } of all) if (parents.some((parent) => reached.has(parent))) reached.add(name);
  }
  return all.filter(({ name }) => reached.has(name));
}

const NOTHING: PackageSize = { files: null, bytecode: null, wheel: null, because: '' };

function toldOf(sizes: ReadonlyMap<string, PackageSize>, bytes: number): Told {
  const known = [...sizes.values()].flatMap(({ files }) => files ?? []);
  return { bytes: known.reduce((sum, files) => sum + middleOf(files), 0), known: known.length, of: sizes.size, inside: within(totalSize(sizes).files.whole, bytes) };
}

function within({ low, high }: Bytes, bytes: number): boolean {
  // The installer's own few hundred bytes for each are no matter here.
  return low * 0.995 - 2_000 <= bytes && bytes <= high * 1.005 + 2_000;
}
