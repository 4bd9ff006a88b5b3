import type { Target } from '#sizes/types.js';

/** The lowest glibc of a manylinux tag (PEP 600: 2.5 is manylinux1). */
const LOWEST_GLIBC = 5;

/** PEP 571, 513, 599: what the older names stand for. */
const LEGACY: Readonly<Record<number, string>> = { 17: 'manylinux2014', 12: 'manylinux2010', 5: 'manylinux1' };

/** The platforms of a target, the best first, as `packaging.tags.platform_tags` (26.0) orders them. */
export function platformsOf({ arch, libc }: Target): readonly string[] {
  const minor = Number(libc.version.split('.')[1] ?? 0);
  const platforms: string[] = [];
  if (libc.kind === 'musl') for (let at = minor; at >= 0; at--) platforms.push(`musllinux_1_${at}_${arch}`);
  else {
    for (let at = Math.min(minor, 99); at >= (arch === 'aarch64' ? 17 : LOWEST_GLIBC); at--) {
      platforms.push(`manylinux_2_${at}_${arch}`);
      const older = LEGACY[at];
      if (older !== undefined && (arch === 'x86_64' || at === 17)) platforms.push(`${older}_${arch}`);
    }
  }
  return [...platforms, `linux_${arch}`];
}

/**
 * Which of the wheels of one version an installer takes: the one with the best tag, of equals the one with the highest build
 * number (the binary distribution format, "Choosing among wheels"). Null: none fits.
 */
export function bestWheel<T extends { readonly file: string }>(wheels: readonly T[], target: Target): T | null {
  const platforms = new Map(platformsOf(target).map((platform, index) => [platform, index]));
  const ranked = wheels.flatMap((wheel) => {
    const rank = rankOf(wheel.file, target.python, platforms);
    return rank === null ? [] : [{ wheel, rank, build: buildOf(wheel.file) }];
  });
  ranked.sort((a, b) => a.rank - b.rank || b.build - a.build);
  return ranked[0]?.wheel ?? null;
}

/** `name-version(-build)?-python-abi-platform.whl`; each tag may be a set: `py2.py3`. */
function tagsOf(file: string): readonly [string, string, string] | null {
  const parts = file.replace(/\.whl$/, '').split('-');
  const [python, abi, platform] = parts.slice(-3);
  return parts.length < 5 || parts.length > 6 || python === undefined || abi === undefined || platform === undefined ? null : [python, abi, platform];
}

function buildOf(file: string): number {
  const parts = file.split('-');
  return parts.length === 6 ? Number.parseInt(parts[2] ?? '', 10) || 0 : 0;
}

/** Lower is better; null: it does not fit. The order is that of `cpython_tags` and `compatible_tags` in packaging.tags. */
function rankOf(file: string, python: string | null, platforms: ReadonlyMap<string, number>): number | null {
  const tags = tagsOf(file);
  if (!tags) return null;
  const minor = python === null ? null : Number(python.split('.')[1]);
  let best: number | null = null;
  for (const one of tags[0].split('.')) {
    for (const abi of tags[1].split('.')) {
      for (const platform of tags[2].split('.')) {
        const at = platform === 'any' ? platforms.size : platforms.get(platform);
        const order = at === undefined ? null : classOf(one, abi, minor);
        if (at === undefined || order === null) continue;
        const rank = order * 1_000 + at;
        if (best === null || rank < best) best = rank;
      }
    }
  }
  return best;
}

function classOf(python: string, abi: string, minor: number | null): number | null {
  const cp = /^cp3(\d+)$/.exec(python)?.[1];
  if (cp !== undefined) {
    const own = Number(cp);
    if (minor === null) return abi === 'abi3' ? 1 : 0;
    if (own === minor && (abi === `cp3${minor}` || abi === `cp3${minor}m`)) return 0;
    if (abi === 'abi3' && own <= minor) return own === minor ? 1 : 3 + (minor - own);
    return own === minor && abi === 'none' ? 2 : null;
  }
  if (abi !== 'none') return null;
  const py = /^py3(\d*)$/.exec(python)?.[1];
  if (py === undefined) return null;
  if (py === '') return 101;
  const own = Number(py);
  if (minor === null || own === minor) return 100;
  return own < minor ? 101 + (minor - own) : null;
}
