import {
  chmodSync, chownSync, closeSync, constants, fsyncSync, lstatSync, mkdirSync, openSync, realpathSync, renameSync, rmdirSync,
  unlinkSync, writeSync,
} from 'node:fs';
import { nodeIo } from './node.js';
import type { LookedAt, WriteIo } from './write-types.js';

/** The machine's disk, for writing. */
export const diskIo: WriteIo = {
  readFile: nodeIo.readFile,
  look,
  realPath,
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

function look(path: string): LookedAt | null {
  try {
    const stats = lstatSync(path);
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other';
    return { kind, mode: stats.mode & 0o7777, uid: stats.uid, gid: stats.gid };
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

/** write(2) may take fewer bytes than it is given. */
function write(file: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
}

function syncFolder(path: string): void {
  const folder = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
