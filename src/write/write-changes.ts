import { join } from 'node:path';
import type { FileChange } from '#plan/types.js';
import { encode } from '#text/decode.js';
import { messageOf } from '#text/message-of.js';
import { sha256 } from '#text/sha256.js';
import { refusalsOf } from './check.js';
import { contentAt } from './contents.js';
import { transact, type Work } from './transaction.js';
import type { WriteOptions, WriteResult } from './types.js';

const NEW_FILE_MODE = 0o644;

/** Writes a plan's changes, all or none: first every file is checked, then they are one transaction. */
export function writeChanges(changes: readonly FileChange[], options: WriteOptions): WriteResult {
  const real = changes.filter(({ before, after }) => before !== after);
  const refusals = refusalsOf(real, options);
  if (refusals.length > 0) return { status: 'refused', refusals };
  if (real.length === 0) return { status: 'written', paths: [] };
  const { session, root } = options;
  const work: Work[] = [];
  for (const change of real) {
    try {
      work.push(workOf(change, options));
    } catch (error) {
      return { status: 'failed', path: join(root, change.path), reason: messageOf(error), stuck: [] };
    }
  }
  const done = transact({ kind: 'apply', work }, session);
  if (done.ok) return { status: 'written', paths: real.map(({ path }) => path) };
  const { path, reason, stuck } = done;
  return { status: 'failed', path, reason, stuck };
}

function workOf({ path, before: text, after }: FileChange, { io, root, session, hashes }: WriteOptions): Work {
  const before = contentAt(join(root, path), io);
  const expected = text === null ? undefined : (hashes.get(path) ?? sha256(encode(text)));
  if (before?.sha256 !== expected) throw new Error('changed since it was read');
  const bytes = after === null ? null : encode(after);
  return {
    path: session.place.workspace + path,
    before,
    after: bytes && { bytes, sha256: sha256(bytes), mode: before?.mode ?? NEW_FILE_MODE, owner: before },
  };
}
