import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import type { Io } from '#io/types.js';
import { UsageError } from './errors.js';

/** The workspace: `--root`, else the nearest folder above with a `.git`, else the current folder. Links resolved. */
export function workspaceRoot(given: string | null, cwd: string, io: Pick<Io, 'stat' | 'realPath'>): string {
  if (given !== null) {
    const path = resolve(cwd, given);
    const real = io.realPath(path);
    if (real === null) throw new UsageError(`--root ${given}: no such folder`);
    if (io.stat(real)?.kind !== 'folder') throw new UsageError(`--root ${given}: not a folder`);
    return real;
  }
  const here = io.realPath(cwd) ?? cwd;
  for (let folder = here; ; folder = dirname(folder)) {
    if (io.stat(resolve(folder, '.git')) !== null) return folder;
    if (folder === dirname(folder)) return here;
  }
}

/** Paths as typed, seen from the root with `/` between names. They must be there and lie in the workspace. */
export function pathsInside(paths: readonly string[], root: string, cwd: string, io: Pick<Io, 'realPath'>): readonly string[] {
  const inside = paths.map((path) => {
    const real = io.realPath(resolve(cwd, path)) ?? io.realPath(resolve(root, path));
    if (real === null) throw new UsageError(`${path}: no such file or folder`);
    const seen = relative(root, real);
    if (seen === '..' || seen.startsWith(`..${sep}`) || isAbsolute(seen)) {
      throw new UsageError(`${path}: not in the workspace ${root}; name another one with --root`);
    }
    return seen.split(sep).join('/');
  });
  return inside.includes('') ? [] : inside;
}
