import { dirname, join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { messageOf } from '#text/message-of.js';
import { holds, makeFolders, putStaged, stagedName, type Holds } from './contents.js';
import { attempt, close, removeFolders, syncAround } from './finish.js';
import { leavesWorkspace } from './inner-path.js';
import { pendingPath, removeJournal } from './journal.js';
import type { Content, Entry, Journal } from './journal-types.js';
import type { Session } from './session.js';
import type { Stuck } from './types.js';

/** What became of a transaction that was interrupted. */
export interface Settled {
  /** `finished`: every file holds its new bytes. `put back`: every file holds its earlier ones, but for those in `changed`. */
  readonly way: 'finished' | 'put back';
  readonly journal: Journal;
  /** Files whose earlier bytes had to be put back. */
  readonly restored: readonly string[];
  /** Files that somebody else has changed since: left as they are. `earlier`: where their earlier bytes lie; null: they had none. */
  readonly changed: readonly { readonly path: string; readonly earlier: string | null }[];
  /** Files that cannot be put back now; the journal stays until they can. */
  readonly stuck: readonly Stuck[];
}

/**
 * Ends an interrupted transaction. Where all its files hold their new bytes only the last step was
 * missing, and it is finished, unless `back`; else everything is put back. Stopped at any moment and
 * begun again, it ends the same.
 */
export function settle(journal: Journal, session: Session, { back }: { readonly back: boolean }): Settled {
  const { io, place } = session;
  const found = journal.entries.map((entry) => holds(entry, join(place.base, entry.path), io));
  if (back || !found.every((one) => one === 'after')) return putBack(journal, session);
  removeFolders(journal, place.base, io);
  syncAround(journal, place.base, io);
  clean(journal, place.base, io);
  close(journal, session);
  return { way: 'finished', journal, restored: [], changed: [], stuck: [] };
}

/** Gives every file its earlier bytes, last first. */
export function putBack(journal: Journal, { io, place }: Session): Settled {
  const { base, folder } = place;
  const restored: string[] = [];
  const changed: Settled['changed'][number][] = [];
  const stuck: Stuck[] = [];
  for (const entry of journal.entries.toReversed()) {
    try {
      const now = heldBy(entry, base, io);
      if (now === 'other') changed.unshift({ path: entry.path, earlier: keepEarlier(entry, folder, io) });
      if (now !== 'after') continue;
      restore(entry.before, join(base, entry.path), io);
      restored.unshift(entry.path);
    } catch (error) {
      stuck.unshift({ path: entry.path, reason: messageOf(error) });
    }
  }
  clean(journal, base, io);
  for (const made of journal.folders.toReversed()) attempt(() => io.removeFolder(join(base, made)));
  const settled: Settled = { way: 'put back', journal, restored, changed, stuck };
  if (stuck.length > 0) return settled;
  try {
    syncAround(journal, base, io);
    removeJournal(pendingPath(folder), io);
    return settled;
  } catch (error) {
    return { ...settled, stuck: [{ path: pendingPath(folder), reason: messageOf(error) }] };
  }
}

/** Through a link that was put there since, nothing is written. */
function heldBy(entry: Entry, base: string, io: WriteIo): Holds {
  return leavesWorkspace(entry.path, { io, root: base }) === null ? holds(entry, join(base, entry.path), io) : 'other';
}

function restore(before: Content | null, target: string, io: WriteIo): void {
  if (before === null) {
    io.unlink(target);
    return;
  }
  makeFolders(dirname(target), io);
  const staged = stagedName(target, before);
  putStaged(staged, Buffer.from(before.base64, 'base64'), { mode: before.mode, owner: before }, io);
  io.rename(staged, target);
}

/** The bytes that a changed file had before go where the journal lies: nothing is lost with it. */
function keepEarlier({ before }: Entry, folder: string, io: WriteIo): string | null {
  if (before === null) return null;
  const path = join(folder, `earlier-${before.sha256.slice(0, 16)}`);
  putStaged(path, Buffer.from(before.base64, 'base64'), { mode: 0o600, owner: null }, io);
  return path;
}

/** Takes away what was put beside the files, by this transaction or by one that put it back. */
function clean({ entries }: Journal, base: string, io: WriteIo): void {
  for (const { path, before, after } of entries) {
    const target = join(base, path);
    if (leavesWorkspace(path, { io, root: base }) !== null) continue;
    for (const trace of [before, after]) {
      if (trace === null) continue;
      const staged = stagedName(target, trace);
      attempt(() => io.look(staged)?.kind === 'file' && io.unlink(staged));
    }
  }
}
