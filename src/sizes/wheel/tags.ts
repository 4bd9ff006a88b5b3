import type { Target } from '../types.js';

/** manylinux as it was called before PEP 600. */
const LEGACY: ReadonlyMap<number, string> = new Map([[17, 'manylinux2014'], [12, 'manylinux2010'], [5, 'manylinux1']]);

/**
 * Tags of wheels that fit, the best first, in the order of packaging.tags (`cpython_tags`, `compatible_tags`; packaging 26.3),
 * which pip 26 takes: CPython with the GIL. Python not known: only what fits any Python 3.
 */
export function supportedTags({ python, arch, libc }: Target): readonly string[] {
  const platforms = platformsOf({ arch, libc });
  const [major, minor] = versionOf(python);
  if (minor === null) return pure(major, [], [...platforms, 'any']);
  const nodot = `${major}${minor}`;
  const on = (tag: string): readonly string[] => platforms.map((platform) => `${tag}-${platform}`);
  const stable = major === 3 && minor >= 2;
  const older = Array.from({ length: stable ? minor - 2 : 0 }, (_, index) => minor - 1 - index);
  return [
    ...on(`cp${nodot}-${abiOf(major, minor)}`),
    ...(stable ? on(`cp${nodot}-abi3`) : []),
    ...on(`cp${nodot}-none`),
    ...older.flatMap((one) => on(`cp${major}${one}-abi3`)),
    ...pure(major, [minor], platforms),
    `cp${nodot}-none-any`,
    ...pure(major, [minor], ['any']),
  ];
}

/** `py311`, `py3`, `py310` … `py30`, each for every platform. */
function pure(major: number, minors: readonly number[], platforms: readonly string[]): readonly string[] {
  const newest = minors[0];
  const older = newest === undefined ? [] : Array.from({ length: newest }, (_, index) => `py${major}${newest - 1 - index}`);
  const names = [...(newest === undefined ? [] : [`py${major}${newest}`]), `py${major}`, ...older];
  return names.flatMap((name) => platforms.map((platform) => `${name}-none-${platform}`));
}

function versionOf(python: string | null): readonly [number, number | null] {
  const match = /^([23])\.(\d{1,2})(?:\.|$)/.exec(python ?? '');
  return match === null ? [3, null] : [Number(match[1]), Number(match[2])];
}

/** `m` until 3.7, with pymalloc; `mu` of Python 2 on Linux (PEP 3149). */
function abiOf(major: number, minor: number): string {
  const nodot = `cp${major}${minor}`;
  if (major === 2) return `${nodot}mu`;
  return minor >= 8 ? nodot : `${nodot}m`;
}

/** The platforms that an image takes, the best first: PEP 600 for glibc (2.17 is the oldest elsewhere than on x86), PEP 656 for musl; `linux_` alone says nothing of the C library. */
export function platformsOf({ arch, libc: { kind, version } }: Pick<Target, 'arch' | 'libc'>): readonly string[] {
  const [major, minor] = version.split('.').map(Number);
  const plain = `linux_${arch}`;
  if (minor === undefined || !(minor >= 0 && minor < 1000)) return [plain];
  if (kind === 'musl') return [plain, ...down(minor, 0).map((one) => `musllinux_${major}_${one}_${arch}`)];
  return [plain, ...down(minor, arch === 'x86_64' ? 5 : 17).flatMap((one) => [`manylinux_2_${one}_${arch}`, ...(LEGACY.has(one) ? [`${LEGACY.get(one)}_${arch}`] : [])])];
}

function down(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, index) => from - index);
}
