import { compareVersions } from '#pep/versions.js';
import type { Indexes, Target } from '#sizes/types.js';
import type { Aids } from './aids.js';
import type { Machine } from './machine.js';
import { fullPython, type Question } from './question.js';

/** The options that every call of uv has. */
export function optionsOf({ target, indexes, prereleases, dependencies }: Omit<Question, 'lines' | 'constraints' | 'installed' | 'held'>, { excludeNewer }: Aids): readonly string[] {
  return [
    '--no-config', '--color', 'never',
    '--python-version', fullPython(target), '--python-platform', uvPlatform(target),
    ...indexOptions(indexes),
    ...(prereleases ? ['--prerelease', 'allow'] : []),
    ...(dependencies ? [] : ['--no-deps']),
    ...(excludeNewer === null ? [] : ['--exclude-newer', excludeNewer]),
  ];
}

/** The Python that uv runs to know itself; which one makes no difference to the answer. */
export async function pythonOptions(machine: Machine): Promise<readonly string[]> {
  const python = await machine.python();
  return python === null ? [] : ['--python', python];
}

function indexOptions({ index, extra, findLinks, noIndex, choice }: Indexes): readonly string[] {
  return [
    ...(noIndex ? ['--no-index'] : [...(index === null ? [] : ['--default-index', index]), ...extra.flatMap((url) => ['--index', url])]),
    ...findLinks.flatMap((url) => ['--find-links', url]),
    '--index-strategy', choice === 'best-version' ? 'unsafe-best-match' : 'first-index',
  ];
}

/** The versions of glibc that `--python-platform` of uv 0.13 has, the highest first. */
const GLIBC = ['2.40', '2.39', '2.38', '2.37', '2.36', '2.35', '2.34', '2.33', '2.32', '2.31', '2.28', '2.17'];

/** The nearest of uv's platforms that is not above the target. */
function uvPlatform({ arch, libc }: Target): string {
  if (libc.kind === 'musl') return `${arch}-unknown-linux-musl`;
  const version = GLIBC.find((one) => (compareVersions(one, libc.version) ?? 1) <= 0) ?? '2.17';
  return `${arch}-manylinux_${version.replace('.', '_')}`;
}
