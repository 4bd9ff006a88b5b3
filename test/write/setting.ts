import type { Machine } from '#io/machine.js';
import type { WriteIo } from '#io/write-types.js';
import type { FileChange } from '#plan/types.js';
import { unreadable } from '#text/read.js';
import type { WriteOptions, WriteResult } from '#write/types.js';
import { writeChanges } from '#write/write-changes.js';
import { settle, type Settled } from '#write/settle.js';
import { openSession, type Session, type Surroundings } from '#write/session.js';

export const NOON = Date.UTC(2026, 10, 22, 12);

/** A process of a machine where no other one is alive. */
export function aMachine(machine: Partial<Machine> = {}): Machine {
  return { pid: 4711, host: 'desk', now: () => NOON, alive: () => false, began: () => null, boot: null, pids: null, stateHome: '/state', ...machine };
}

export function around(io: WriteIo, machine: Partial<Machine> = {}): Surroundings {
  return { git: { git: () => unreadable('not a git repository') }, io, machine: aMachine(machine) };
}

/** A session that was opened; fails where it was not. */
export function session(root: string, surroundings: Surroundings): Session {
  const opened = openSession(root, surroundings);
  if (!opened.ok) throw new Error('reason' in opened ? opened.reason : `held by ${JSON.stringify(opened.holder)}`);
  return opened.session;
}

/** One `apply` of these changes from its lock to its release. */
export function apply(root: string, changes: readonly FileChange[], surroundings: Surroundings, options: Partial<WriteOptions> = {}): WriteResult {
  const own = session(root, surroundings);
  try {
    return writeChanges(changes, { io: surroundings.io, root, hashes: new Map(), dirty: new Set(), ignored: new Set(), allowDirty: false, ...options, session: own });
  } finally {
    own.release();
  }
}

/** Another process, half a minute later. */
export const later: Partial<Machine> = { pid: 4712, now: () => NOON + 30_000 };

/** The next run, as far as it puts right what an earlier one left. */
export function recovery(io: WriteIo, back = false): Settled | null {
  const own = session('/w', around(io, later));
  const settled = own.pending && settle(own.pending, own, { back });
  own.release();
  return settled;
}
