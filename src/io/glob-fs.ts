import type { Dirent, Stats, readdirSync as readFolder } from 'node:fs';
import type { FileInfo, Io } from './types.js';

/** The synchronous part of node:fs that a glob library asks for. */
export interface GlobFileSystem {
  readonly lstatSync: (path: string) => Stats;
  readonly statSync: (path: string) => Stats;
  readonly readdirSync: typeof readFolder;
}

/** An `Io` as fast-glob's `fs` option, so that even a glob can be made to fail in a test. */
export function globFileSystem(io: Io): GlobFileSystem {
  function statSync(path: string): Stats {
    const info = io.stat(path);
    if (!info) throw Object.assign(new Error(`${path}: does not exist`), { code: 'ENOENT' });
    return kinds(info) as Stats;
  }
  function readdirSync(path: string): Dirent[] {
    return io.list(path).map((name) => ({ name, ...kinds(io.stat(`${path}/${name}`)) }) as Dirent);
  }
  // Always asked `withFileTypes`; the other overloads are never called.
  return { lstatSync: statSync, statSync, readdirSync: readdirSync as unknown as typeof readFolder };
}

function kinds(info: FileInfo | null) {
  return {
    isFile: () => info?.kind === 'file',
    isDirectory: () => info?.kind === 'folder',
    isSymbolicLink: () => info?.kind === 'link',
    isFIFO: () => false,
    isSocket: () => false,
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
  };
}
