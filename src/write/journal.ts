import { dirname, join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { encode } from '#text/decode.js';
import { isRecord, parsedJson } from '#text/json.js';
import { read, unreadable, type Read } from '#text/read.js';
import { sha256 } from '#text/sha256.js';
import { isInnerPath } from './inner-path.js';
import type { Entry, Journal, Trace } from './journal-types.js';

/** The transaction that is going on, or was interrupted. */
export function pendingPath(folder: string): string {
  return join(folder, 'journal.json');
}

/** The last apply, for `undo`. */
export function lastPath(folder: string): string {
  return join(folder, 'last-apply.json');
}

/** A journal, or null where there is none. */
export function readJournal(path: string, io: Pick<WriteIo, 'look' | 'readWhole'>): Read<Journal | null> {
  if (io.look(path) === null) return read(null);
  const bytes = io.readWhole(path);
  if (!bytes.ok) return unreadable(`${path}: ${bytes.reason}`);
  const value = parsedJson(new TextDecoder().decode(bytes.value));
  if (isRecord(value) && typeof value['version'] === 'number' && value['version'] > 1) {
    return unreadable(`${path} was written by a newer slimify`);
  }
  return isJournal(value) ? read(value) : unreadable(`${path} is no journal of slimify`);
}

/** On the disk as a whole or not at all: a new file, synced, that then takes its name. */
export function putJournal(path: string, journal: Journal, io: WriteIo): void {
  const fresh = halfMade(path);
  removeHalfMade(path, io);
  const file = io.create(fresh);
  try {
    io.write(file, encode(`${JSON.stringify(journal)}\n`));
    io.sync(file);
  } finally {
    io.close(file);
  }
  io.rename(fresh, path);
  io.syncFolder(dirname(path));
}

function halfMade(path: string): string {
  return `${path}.new`;
}

/** A journal that did not get its name counts for nothing. */
export function removeHalfMade(path: string, io: WriteIo): void {
  if (io.look(halfMade(path)) !== null) io.unlink(halfMade(path));
}

/** Takes a journal away for good. */
export function removeJournal(path: string, io: WriteIo): void {
  if (io.look(path) !== null) io.unlink(path);
  io.syncFolder(dirname(path));
}

/** The folder belongs to git, but git's folder may have come with an archive: nothing in it is believed unseen. */
function isJournal(value: unknown): value is Journal {
  if (!isRecord(value)) return false;
  const { version, kind, at, pid, host, workspace, entries, folders, removes } = value;
  return (
    version === 1 &&
    (kind === 'apply' || kind === 'undo') &&
    typeof at === 'string' &&
    typeof pid === 'number' &&
    typeof host === 'string' &&
    typeof workspace === 'string' &&
    (workspace === '' || (workspace.endsWith('/') && isInnerPath(workspace.slice(0, -1)))) &&
    Array.isArray(entries) &&
    entries.every(isEntry) &&
    [folders, removes].every((list) => Array.isArray(list) && list.every(isInnerPath))
  );
}

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value)) return false;
  const { path, before, after } = value;
  const content = before === null || (isRecord(before) && isTrace(before) && isContent(before));
  return isInnerPath(path) && content && (after === null || isTrace(after));
}

/** Its bytes are those that it says: a disk may have lost some. */
function isContent({ base64, uid, gid, sha256: hash }: Readonly<Record<string, unknown>>): boolean {
  return typeof base64 === 'string' && Number.isInteger(uid) && Number.isInteger(gid) && sha256(Buffer.from(base64, 'base64')) === hash;
}

/** Not one that would make a program run as somebody else. */
function isMode(mode: unknown): boolean {
  return typeof mode === 'number' && Number.isInteger(mode) && mode >= 0 && mode <= 0o777;
}

function isTrace(value: unknown): value is Trace {
  return isRecord(value) && isMode(value['mode']) && /^[0-9a-f]{64}$/.test(String(value['sha256']));
}
