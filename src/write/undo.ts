import { join } from 'node:path';
import type { WriteIo } from '#io/write-types.js';
import { messageOf } from '#text/message-of.js';
import { cannotBeReplaced } from './check.js';
import { contentAt, holds } from './contents.js';
import { leavesWorkspace } from './inner-path.js';
import type { Entry, Journal } from './journal-types.js';
import type { Session } from './session.js';
import { transact, type Work } from './transaction.js';
import type { Refusal, WriteResult } from './types.js';

/** What an undo did; paths are relative to the base of the session's place. */
export type UndoResult = WriteResult | { readonly status: 'elsewhere'; readonly workspace: string };

/**
 * Takes back an apply, all of it or nothing: every file that it wrote must still hold what it wrote.
 * One that was made in a part of the repository outside this workspace is left to that.
 */
export function undoApply(last: Journal, session: Session): UndoResult {
  const { io, place } = session;
  if (!last.workspace.startsWith(place.workspace)) return { status: 'elsewhere', workspace: last.workspace };
  const refusals = last.entries.flatMap((entry): readonly Refusal[] => {
    const reason = whyNot(entry, place.base, io);
    return reason === null ? [] : [{ path: entry.path, reason }];
  });
  if (refusals.length > 0) return { status: 'refused', refusals };
  const work: Work[] = [];
  for (const entry of last.entries) {
    try {
      work.push(workOf(entry, place.base, io));
    } catch (error) {
      return { status: 'failed', path: entry.path, reason: messageOf(error), stuck: [] };
    }
  }
  const done = transact({ kind: 'undo', work, removes: last.folders }, session);
  if (done.ok) return { status: 'written', paths: last.entries.map(({ path }) => path) };
  const { path, reason, stuck } = done;
  return { status: 'failed', path, reason, stuck };
}

function whyNot(entry: Entry, base: string, io: WriteIo): string | null {
  const path = join(base, entry.path);
  const outside = leavesWorkspace(entry.path, { io, root: base });
  if (outside !== null) return outside;
  const seen = io.look(path);
  if (entry.after === null) return seen === null ? null : 'was deleted by slimify, and is there again';
  if (seen === null) return 'is gone since slimify wrote it';
  if (holds({ before: null, after: entry.after }, path, io) !== 'after') return 'changed since slimify wrote it';
  // As git sees permissions: the others change with every checkout.
  if ((seen.mode & 0o100) !== (entry.after.mode & 0o100)) return `was made ${seen.mode & 0o100 ? '' : 'not '}executable since slimify wrote it`;
  return cannotBeReplaced(path, io);
}

function workOf({ path, before, after }: Entry, base: string, io: WriteIo): Work {
  const now = contentAt(join(base, path), io);
  if ((now?.sha256 ?? null) !== (after?.sha256 ?? null)) throw new Error('changed since slimify wrote it');
  if (before === null) return { path, before: now, after: null };
  const { base64, sha256, mode } = before;
  return { path, before: now, after: { bytes: Buffer.from(base64, 'base64'), sha256, mode, owner: before } };
}
