import fastGlob from 'fast-glob';
import { globFileSystem } from '#io/glob-fs.js';
import type { Io } from '#io/types.js';

/** The files below a folder that glob patterns name, as paths relative to it. */
export function globFiles(io: Io, folder: string, patterns: readonly string[]): readonly string[] {
  const fs = globFileSystem(io) as NonNullable<fastGlob.Options['fs']>;
  return fastGlob.sync([...patterns], { cwd: folder, dot: true, followSymbolicLinks: false, suppressErrors: true, fs });
}
