import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { LookedAt, WriteIo } from '#io/write-types.js';
import type { FileChange } from '#plan/types.js';
import { encode } from '#text/decode.js';

/** A file's new and old text, both on the disk beside it; from here on only names change. */
export interface Staged {
  readonly change: FileChange;
  readonly target: string;
  /** Null: the file is deleted. */
  readonly next: string | null;
  /** Null: the file is created. */
  readonly backup: string | null;
}

/** What has been made so far, so that it can be taken away again. */
export interface Traces {
  readonly files: string[];
  readonly folders: string[];
}

const NEW_FILE_MODE = 0o644;

/** Puts a change's texts on the disk beside the file. Throws the system's error; `traces` says what was made. */
export function stage(change: FileChange, root: string, io: WriteIo, traces: Traces): Staged {
  const target = join(root, change.path);
  makeFolders(dirname(target), io, traces);
  const seen = io.look(target);
  const put = (kind: string, text: string | null): string | null => {
    if (text === null) return null;
    const path = join(dirname(target), temporaryName(basename(target), kind, text));
    putFile(path, encode(text), seen, io, traces);
    return path;
  };
  const next = put('new', change.after);
  const backup = put('old', change.before);
  return { change, target, next, backup };
}

/** Hidden, and the same for the same change: an interrupted run cannot leave ever more of them. */
function temporaryName(name: string, kind: string, text: string): string {
  return `.slimify-${kind}-${createHash('sha256').update(`${name}\0${text}`).digest('hex').slice(0, 16)}`;
}

function putFile(path: string, bytes: Uint8Array, like: LookedAt | null, io: WriteIo, traces: Traces): void {
  const left = io.look(path);
  if (left?.kind === 'file') io.unlink(path);
  const file = io.create(path);
  traces.files.push(path);
  try {
    io.write(file, bytes);
    // The owner first: giving a file away takes set-user-id bits with it.
    if (like) keepOwner(path, like, io);
    io.chmod(path, like?.mode ?? NEW_FILE_MODE);
    io.sync(file);
  } finally {
    io.close(file);
  }
}

/** As root in a container the new file would else belong to root. Without the right to give files away it stays ours. */
function keepOwner(path: string, owner: LookedAt, io: WriteIo): void {
  const made = io.look(path);
  if (made && made.uid === owner.uid && made.gid === owner.gid) return;
  try {
    io.chown(path, owner.uid, owner.gid);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

function makeFolders(folder: string, io: WriteIo, traces: Traces): void {
  if (io.look(folder) !== null) return;
  makeFolders(dirname(folder), io, traces);
  io.makeFolder(folder);
  traces.folders.push(folder);
}
