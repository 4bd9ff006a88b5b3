import { execFileSync } from 'node:child_process';
import { accessSync, constants, lstatSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { MAX_BYTES } from '#text/decode.js';
import { read, unreadable, type Read } from '#text/read.js';
import { gitEnvironment, QUIET_GIT } from './git-environment.js';
import { regularFile } from './regular-file.js';
import type { FileInfo, Io } from './types.js';

/** The machine itself. */
export const nodeIo: Io = { readFile, stat, realPath, list, isOpen, git };

const REFUSED = { folder: 'a folder', other: 'not a regular file', unknown: 'cannot be looked at' } as const;

function readFile(path: string): Read<Uint8Array> {
  const info = stat(path);
  if (!info) return unreadable('does not exist');
  if (info.kind === 'link') return unreadable('a symbolic link');
  if (info.kind !== 'file') return unreadable(REFUSED[info.kind]);
  if (info.size > MAX_BYTES) return unreadable(`larger than ${MAX_BYTES / 1e6} MB`);
  return regularFile(path, MAX_BYTES);
}

/** Names that no file can have, or that lead through what is no folder (lstat(2)). */
const NOTHING_THERE: readonly string[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE'];

function stat(path: string): FileInfo | null {
  try {
    // Most of what is asked for is not there, and an error costs more than the look.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return null;
    const { size, mode, mtimeMs, ctimeMs, ino } = stats;
    return { kind: kindOf(stats), size, mode: mode & 0o7777, stamp: { size, mtime: mtimeMs, ctime: ctimeMs, ino } };
  } catch (error) {
    // What cannot be looked at may be there: in a folder that is closed to us (EACCES), on a disk that fails (EIO).
    const there = error instanceof Error && 'code' in error && !NOTHING_THERE.includes(String(error.code));
    return there ? { kind: 'unknown', size: 0, mode: 0 } : null;
  }
}

function kindOf(stats: Stats): FileInfo['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function realPath(path: string): string | null {
  try {
    // realpath(3); node's own looks at every folder on the way by itself.
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function isOpen(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function git(args: readonly string[], folder: string): Read<string> {
  try {
    const output = execFileSync('git', [...QUIET_GIT, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: gitEnvironment(process.env, folder, (path) => stat(path) !== null),
    });
    return read(output);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return unreadable('git is not installed outside of this repository');
    const message = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return unreadable(message.split('\n')[0] ?? 'git failed');
  }
}
