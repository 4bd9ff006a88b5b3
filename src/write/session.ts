import { dirname, join } from 'node:path';
import type { Machine } from '#io/machine.js';
import type { Io } from '#io/types.js';
import type { WriteIo } from '#io/write-types.js';
import { messageOf } from '#text/message-of.js';
import { read, type Read } from '#text/read.js';
import { holds } from './contents.js';
import { lastPath, pendingPath, readJournal, removeHalfMade } from './journal.js';
import type { Journal } from './journal-types.js';
import { lockHolder, lockPath, takeLock, type Holder, type Lock } from './lock.js';
import { statePlaces, type StatePlace } from './state-folder.js';

/** The workspace is ours to write: its lock is taken. */
export interface Session {
  readonly io: WriteIo;
  readonly machine: Machine;
  readonly place: StatePlace;
  /** Where the record of the last apply lies; null: there is none. */
  readonly lastAt: string | null;
  /** The process that left its lock behind. */
  readonly takenFrom: Holder | null;
  /** A transaction that was interrupted. */
  readonly pending: Journal | null;
  /** The last apply, with what is needed to take it back; unreadable: its record is there, and no good. */
  readonly last: Read<Journal | null>;
  release(): void;
  /** Whether the lock still is ours. */
  isOurs(): boolean;
}

export type Opened =
  | { readonly ok: true; readonly session: Session }
  /** Somebody is at work; null: just beginning. `path`: their lock. */
  | { readonly ok: false; readonly holder: Holder | null; readonly path: string }
  | { readonly ok: false; readonly reason: string };

export interface Surroundings {
  readonly git: Pick<Io, 'git'>;
  readonly io: WriteIo;
  readonly machine: Machine;
}

/** Takes the lock of a workspace, and reads what earlier runs left. */
export function openSession(root: string, around: Surroundings): Opened {
  const { io, machine } = around;
  const places = statePlaces(root, around);
  const pendingAt = places.find(({ folder }) => io.look(pendingPath(folder)) !== null);
  let lock: Lock | null = null;
  let place: StatePlace | null = null;
  let failure = '';
  for (const each of pendingAt ? [pendingAt] : places) {
    try {
      makeLastingFolder(each.folder, io);
      lock = takeLock(each.folder, io, machine);
      place = each;
      break;
    } catch (error) {
      failure = `${each.folder}: ${messageOf(error)}`;
    }
  }
  if (lock === null || place === null) return { ok: false, reason: `no journal can be kept: ${failure}` };
  if (!lock.ok) return { ok: false, holder: lock.holder, path: lock.path };
  const { release, takenFrom, isOurs } = lock;
  // Somebody who may write where we may not, or the other way round, has the lock in the other place.
  for (const { folder } of places.filter((each) => each !== place)) {
    const holder = lockHolder(folder, io, machine);
    if (holder === null) continue;
    release();
    return { ok: false, holder, path: lockPath(folder) };
  }
  removeHalfMade(pendingPath(place.folder), io);
  const pending = readJournal(pendingPath(place.folder), io);
  if (!pending.ok) {
    release();
    return { ok: false, reason: `${pending.reason}; remove it once the files are as they should be` };
  }
  const last = lastOf(places, io);
  return { ok: true, session: { io, machine, place, takenFrom, release, isOurs, pending: pending.value, last: last.journal, lastAt: last.path } };
}

/** Its own name must be on the disk before what lies in it counts. */
function makeLastingFolder(folder: string, io: WriteIo): void {
  const above = dirname(folder);
  const seen = io.look(folder);
  // A link would put the journal wherever it leads.
  if (seen !== null && seen.kind !== 'folder') throw new Error('is no folder');
  if (seen === null) {
    if (above !== folder && io.look(above) === null) makeLastingFolder(above, io);
    io.makeFolder(folder);
  }
  io.syncFolder(above);
}

function lastOf(places: readonly StatePlace[], io: WriteIo): { readonly journal: Session['last']; readonly path: string | null } {
  const found = places.map(({ folder }) => lastPath(folder)).map((path) => ({ path, journal: readJournal(path, io) }));
  const applies = found.flatMap(({ path, journal }) => (journal.ok && journal.value?.kind === 'apply' ? [{ path, journal, at: journal.value.at }] : []));
  const [latest] = applies.toSorted((a, b) => (a.at < b.at ? 1 : -1));
  return latest ?? found.find(({ journal }) => !journal.ok) ?? { journal: read(null), path: null };
}

/** An interrupted transaction, as commands see it that only read. */
export interface Interrupted {
  /** Null: it cannot be read. */
  readonly journal: Journal | null;
  readonly path: string;
  /** How many of its files hold their new bytes. */
  readonly written: number;
  /** Whoever is writing right now; null: nobody, it was interrupted. */
  readonly holder: Holder | null;
  /** Where the lock lies. */
  readonly lock: string;
}

/** Whether files of a workspace may be half written. Null: they are not; another part of the repository may be. */
export function interrupted(root: string, around: Surroundings): Interrupted | null {
  const { io, machine } = around;
  for (const { folder, workspace, base } of statePlaces(root, around)) {
    const path = pendingPath(folder);
    if (io.look(path) === null) continue;
    const read = readJournal(path, io);
    const journal = read.ok ? read.value : null;
    const elsewhere = journal !== null && !journal.workspace.startsWith(workspace) && !workspace.startsWith(journal.workspace);
    if (elsewhere) continue;
    const written = journal?.entries.filter((entry) => holds(entry, join(base, entry.path), io) === 'after').length ?? 0;
    return { path, journal, written, holder: lockHolder(folder, io, machine), lock: lockPath(folder) };
  }
  return null;
}
