import {
  accessSync, chmodSync, chownSync, closeSync, constants, fsyncSync, lstatSync, mkdirSync, openSync, realpathSync,
  renameSync, rmdirSync, unlinkSync, writeSync,
} from 'node:fs';
import { unreadable, type Read } from '#text/read.js';
import { nodeIo } from './node.js';
import { regularFile } from './regular-file.js';
import type { LookedAt, WriteIo } from './write-types.js';

/** The machine's disk, for writing. */
export const diskIo: WriteIo = {
  readFile: nodeIo.readFile,
  readWhole,
  look,
  realPath,
  canWriteIn,
  create: (path) => openSync(path, 'wx', 0o600),
  open: (path) => openSync(path, 'w'),
  write,
  sync: fsyncSync,
  close: closeSync,
  syncFolder,
  rename: renameSync,
  chmod: chmodSync,
  chown: chownSync,
  unlink: unlinkSync,
  makeFolder: (path) => void mkdirSync(path),
  removeFolder: rmdirSync,
};

function readWhole(path: string): Read<Uint8Array> {
  return look(path)?.kind === 'file' ? regularFile(path, Number.POSITIVE_INFINITY) : unreadable('not a regular file');
}

function look(path: string): LookedAt | null {
  try {
    const stats = lstatSync(path);
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
    return {
      kind,
      mode: stats.mode & 0o7777,
      uid: stats.uid,
      gid: stats.gid,
      names: stats.nlink,
      identity: `${stats.dev}:${stats.ino}`,
      changed: stats.mtimeMs,
    };
  } catch {
    return null;
  }
}

function realPath(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function canWriteIn(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** write(2) may take fewer bytes than it is given. */
function write(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

/** Some systems do not open folders, or do not sync them (PostgreSQL's `fsync_fname` in src/common/file_utils.c lists the errors): there is no more to be done then. */
function syncFolder(path: string): void {
  const folder = unless(['EACCES', 'EISDIR', 'EPERM'], () => openSync(path, constants.O_RDONLY));
  if (folder === null) return;
  try {
    unless(['EBADF', 'EINVAL', 'ENOTSUP'], () => fsyncSync(folder));
  } finally {
    closeSync(folder);
  }
}

function unless<T>(codes: readonly string[], step: () => T): T | null {
  try {
    return step();
  } catch (error) {
    if (error instanceof Error && 'code' in error && codes.includes(String(error.code))) return null;
    throw error;
  }
}
