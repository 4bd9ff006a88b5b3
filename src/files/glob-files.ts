import fastGlob from 'fast-glob';
import { globFileSystem } from '#io/glob-fs.js';
import type { Io } from '#io/types.js';

/**
 * Every regular file below a folder that no git index describes; links are not followed. Names may hold anything, line ends too.
 * `closed` hears of folders that do not let us see what is in them.
 */
export function walkFolder(io: Io, root: string, foreign: readonly string[], closed?: (folder: string) => void): readonly string[] {
  const found: string[] = [];
  const folders = [''];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const absolute = folder === '' ? root : `${root}/${folder}`;
    const names = io.list(absolute);
    if (closed && !io.isOpen(absolute)) closed(folder);
    for (const name of names) {
      const path = folder === '' ? name : `${folder}/${name}`;
      const kind = foreign.includes(name) ? undefined : io.stat(`${root}/${path}`)?.kind;
      if (kind === 'folder') folders.push(path);
      else if (kind === 'file') found.push(path);
      if (kind !== 'unknown') continue;
      // It may be a file, or a package, whose name has no dot.
      found.push(path);
      if (!name.includes('.')) closed?.(path);
    }
  }
  return found;
}

/** The files below a folder that glob patterns name, as paths relative to it. */
export function globFiles(io: Io, folder: string, patterns: readonly string[]): readonly string[] {
  return find(io, folder, patterns, []);
}

function find(io: Io, cwd: string, patterns: readonly string[], ignore: readonly string[]): readonly string[] {
  const fs = globFileSystem(io) as NonNullable<fastGlob.Options['fs']>;
  return fastGlob.sync([...patterns], { cwd, ignore: [...ignore], dot: true, followSymbolicLinks: false, suppressErrors: true, fs });
}
