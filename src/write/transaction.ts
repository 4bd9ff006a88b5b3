import { dirname, join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { messageOf } from '#text/message-of.js';
import { holds, makeFolders, missingFolders, putStaged, stagedName } from './contents.js';
import { close, removeFolders, syncAround } from './finish.js';
import { pendingPath, putJournal } from './journal.js';
import { lockPath } from './lock.js';
import type { Content, Entry, Journal } from './journal-types.js';
import { putBack } from './settle.js';
import type { Session } from './session.js';
import type { Stuck } from './types.js';

/** A file and what it is to hold. */
export interface Work {
  readonly path: string;
  readonly before: Content | null;
  /** Null: the file goes. */
  readonly after: Next | null;
}

export interface Next {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly mode: number;
  /** Null: ours. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export interface Transaction {
  readonly kind: Journal['kind'];
  readonly work: readonly Work[];
  /** Folders that go if nothing lies in them then, the outer one first. */
  readonly removes?: readonly string[];
}

export type Transacted =
  | { readonly ok: true }
  /** `path`: relative to the base where it is one of the files, else absolute. */
  | { readonly ok: false; readonly path: string; readonly reason: string; readonly stuck: readonly Stuck[] };

/**
 * Changes files, all or none. The journal is on the disk before anything is touched; then the new
 * bytes are put beside each file and synced; then names are exchanged; the end is one rename, of the
 * journal to the record of the last apply. When the machine fails, everything is put back at once;
 * when it dies, whoever comes next puts it back (`settle.ts`).
 */
export function transact({ kind, work, removes = [] }: Transaction, session: Session): Transacted {
  const { io, machine, place } = session;
  // Whoever takes a lock away by hand lets another one in.
  if (!session.isOurs()) return { ok: false, path: lockPath(place.folder), reason: 'the lock was taken away since this run began', stuck: [] };
  const journal: Journal = {
    version: 1,
    kind,
    at: new Date(machine.now()).toISOString(),
    pid: machine.pid,
    host: machine.host,
    workspace: place.workspace,
    entries: work.map(entryOf),
    folders: [...new Set(work.flatMap(({ path, after }) => (after === null ? [] : missingFolders(path, place.base, io))))],
    removes,
  };
  let at = pendingPath(place.folder);
  try {
    putJournal(at, journal, io);
    for (const { path, after } of work) {
      at = path;
      if (after) stage(join(place.base, path), after, io);
    }
    for (const each of work) {
      at = each.path;
      exchange(each, join(place.base, each.path), io);
    }
    removeFolders(journal, place.base, io);
    syncAround(journal, place.base, io, (path) => (at = path));
    at = pendingPath(place.folder);
    close(journal, session);
    return { ok: true };
  } catch (error) {
    const { stuck } = putBack(journal, session);
    return { ok: false, path: at, reason: messageOf(error), stuck };
  }
}

function entryOf({ path, before, after }: Work): Entry {
  return { path, before, after: after && { sha256: after.sha256, mode: after.mode } };
}

function stage(target: string, next: Next, io: WriteIo): void {
  makeFolders(dirname(target), io);
  putStaged(stagedName(target, next), next.bytes, next, io);
}

function exchange(work: Work, target: string, io: WriteIo): void {
  const { before, after } = work;
  if (holds({ before, after: null }, target, io) !== 'before') throw new Error('changed since it was read');
  if (after === null) io.unlink(target);
  else io.rename(stagedName(target, after), target);
}
