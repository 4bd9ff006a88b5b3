import { dirname, join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { lastPath, pendingPath, removeJournal } from './journal.js';
import type { Journal } from './journal-types.js';
import type { Session } from './session.js';

/** The folders whose names changed, and those above folders that were made. */
export function syncAround(journal: Pick<Journal, 'entries' | 'folders'>, base: string, io: WriteIo, at: (path: string) => void = () => {}): void {
  const folders = new Map(journal.entries.map(({ path }) => [dirname(join(base, path)), path]));
  for (const folder of journal.folders) folders.set(dirname(join(base, folder)), folder);
  for (const [folder, path] of folders) {
    at(path);
    if (io.look(folder) !== null) io.syncFolder(folder);
  }
}

/**
 * The end of a transaction: one name that changes. A record that an undo leaves says that there is
 * nothing to take back, whether or not it can be removed.
 */
export function close({ kind }: Pick<Journal, 'kind'>, { io, place, lastAt }: Session): void {
  const last = lastPath(place.folder);
  io.rename(pendingPath(place.folder), last);
  attempt(() => io.syncFolder(place.folder));
  if (kind === 'apply') return;
  attempt(() => removeJournal(last, io));
  if (lastAt !== null && lastAt !== last) attempt(() => removeJournal(lastAt, io));
}

/** Takes away the folders that are not needed any more; one that holds something stays. */
export function removeFolders({ removes }: Pick<Journal, 'removes'>, base: string, io: WriteIo): void {
  for (const folder of removes.toReversed()) attempt(() => io.look(join(base, folder))?.kind === 'folder' && io.removeFolder(join(base, folder)));
}

/** A step whose failure changes nothing of what was written. */
export function attempt(step: () => unknown): void {
  try {
    step();
  } catch {
    // The files themselves are as they should be.
  }
}
