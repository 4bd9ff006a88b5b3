import { basename, dirname, join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { sha256 } from '#text/sha256.js';
import type { Content, Entry, Trace } from './journal-types.js';

/** A file as it lies there, with all that is needed to make it again; null where none does. Throws where it cannot be read. */
export function contentAt(path: string, io: WriteIo): Content | null {
  const seen = io.look(path);
  if (seen === null) return null;
  const bytes = io.readFile(path);
  if (!bytes.ok) throw new Error(bytes.reason);
  const { mode, uid, gid } = seen;
  // Set-user-id bits go with every write (write(2)).
  return { sha256: sha256(bytes.value), mode: mode & 0o777, uid, gid, base64: Buffer.from(bytes.value).toString('base64') };
}

/** What an entry's file holds: what it held before, what the transaction puts there, or something else that somebody else put there. */
export type Holds = 'before' | 'after' | 'other';

export function holds({ before, after }: Pick<Entry, 'before' | 'after'>, path: string, io: WriteIo): Holds {
  if (io.look(path) === null) return before === null ? 'before' : after === null ? 'after' : 'other';
  const bytes = io.readFile(path);
  const hash = bytes.ok ? sha256(bytes.value) : null;
  const is = (trace: Trace | null): boolean => trace !== null && trace.sha256 === hash;
  return is(before) ? 'before' : is(after) ? 'after' : 'other';
}

/** Where a file's next bytes lie until they take its name: hidden, beside it, the same for the same bytes. */
export function stagedName(target: string, { sha256: hash }: Trace): string {
  return join(dirname(target), `.slimify-${sha256(`${basename(target)}\0${hash}`).slice(0, 16)}`);
}

/** What a staged file is like: whose it is, and who may do what with it. */
export interface Like {
  readonly mode: number;
  /** Null: ours. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

/** Puts bytes on the disk under a name of their own. */
export function putStaged(path: string, bytes: Uint8Array, { mode, owner }: Like, io: WriteIo): void {
  if (io.look(path)?.kind === 'file') io.unlink(path);
  const file = io.create(path);
  try {
    io.write(file, bytes);
    // The owner first: giving a file away takes set-user-id bits with it.
    if (owner) keepOwner(path, owner, io);
    io.chmod(path, mode);
    io.sync(file);
  } finally {
    io.close(file);
  }
}

/** As root in a container the new file would else belong to root. Without the right to give files away it stays ours. */
function keepOwner(path: string, owner: NonNullable<Like['owner']>, io: WriteIo): void {
  const made = io.look(path);
  if (made && made.uid === owner.uid && made.gid === owner.gid) return;
  try {
    io.chown(path, owner.uid, owner.gid);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

/** Makes a folder and those above it that are missing. */
export function makeFolders(folder: string, io: Pick<WriteIo, 'look' | 'makeFolder'>): void {
  if (io.look(folder) !== null) return;
  makeFolders(dirname(folder), io);
  io.makeFolder(folder);
}

/** The folders above a path that are missing, the outer one first; both relative to a base. */
export function missingFolders(path: string, base: string, io: Pick<WriteIo, 'look'>): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/')).filter((folder) => io.look(join(base, folder)) === null);
}
