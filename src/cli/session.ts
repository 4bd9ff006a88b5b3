import { join, relative } from 'node:path';
import type { Outside } from '#io/outside.js';
import { count } from '#report/columns.js';
import { visible } from '#text/visible.js';
import type { Journal } from '#write/journal-types.js';
import { isElsewhere, type Holder } from '#write/lock.js';
import { interrupted, openSession, type Session, type Surroundings } from '#write/session.js';
import { settle, type Settled } from '#write/settle.js';
import { UsageError } from './errors.js';
import type { Terminal } from './terminal.js';

/** What writing needs of all that is outside: the disk, git and the process table. */
function surroundings({ io, disk, machine }: Outside): Surroundings {
  return { git: io, io: disk, machine };
}

/** Writes under the workspace's lock, which is given back whatever comes of it. What an earlier run left is in the session still. */
export async function writing(root: string, terminal: Terminal, outside: Outside, work: (session: Session) => number | Promise<number>): Promise<number> {
  const session = beginWriting(root, terminal, surroundings(outside));
  try {
    return await work(session);
  } finally {
    session.release();
  }
}

/** The same, once what an earlier run left is put right. */
export function applying(root: string, terminal: Terminal, outside: Outside, work: (session: Session) => Promise<number>): Promise<number> {
  return writing(root, terminal, outside, (session) => {
    if (session.pending !== null) recover(session.pending, session, terminal, { back: false });
    return work(session);
  });
}

/** Takes the workspace's lock until the session is released or the process ends. */
function beginWriting(root: string, terminal: Terminal, around: Surroundings): Session {
  const opened = openSession(root, around);
  if (!opened.ok) throw new UsageError('reason' in opened ? opened.reason : heldBy(opened.holder, opened.path, around));
  const session = { ...opened.session, release };
  process.once('exit', release);
  function release(): void {
    process.off('exit', release);
    if (opened.ok) opened.session.release();
  }
  const { pending, takenFrom, place } = session;
  if (takenFrom !== null && pending === null) terminal.note(`${processOf(takenFrom)} is gone and left its lock; it is taken over`);
  if (pending !== null && !pending.workspace.startsWith(place.workspace)) {
    session.release();
    throw new UsageError(`an ${pending.kind} in ${visible(pending.workspace || 'the whole repository')} was interrupted (${moment(pending.at)}); slimify undo --root ${rootOf(pending, session, terminal)} puts it back`);
  }
  return session;
}

/** Ends what an earlier run left, and says what became of it. */
export function recover(pending: Journal, session: Session, terminal: Terminal, { back }: { readonly back: boolean }): Settled {
  const settled = settle(pending, session, { back });
  const { restored, changed, stuck } = settled;
  if (stuck.length > 0) {
    const files = stuck.map(({ path, reason }) => `${visible(path)} cannot be put back: ${visible(reason)}`);
    throw new UsageError([...files, `the ${pending.kind} of ${moment(pending.at)} was interrupted and is still half written; put this right and run slimify undo`].join('\n'));
  }
  const files = count(pending.entries.length, 'file');
  const what = `the ${pending.kind} of ${moment(pending.at)} (${processOf(pending)}) was interrupted`;
  if (settled.way === 'finished') terminal.note(`${what} after its last file: ${files} written, nothing to put back`);
  else if (restored.length === 0) terminal.note(`${what} before it changed any of ${files}`);
  else terminal.note(`${what}: ${restored.length} of ${files} had been written and ${restored.length === 1 ? 'was' : 'were'} put back`);
  for (const { path, earlier } of changed) {
    terminal.error(`${visible(path)} was changed since then and is left as it is${earlier === null ? '' : `; its earlier text lies in ${visible(earlier)}`}`);
  }
  return settled;
}

/** Commands that only read say what is wrong, and leave it. */
export function stopIfInterrupted(root: string, outside: Outside): void {
  const around = surroundings(outside);
  const found = interrupted(root, around);
  if (found === null) return;
  const { journal, path, holder, written, lock } = found;
  if (holder !== null) throw new UsageError(heldBy(holder, lock, around));
  if (journal === null) throw new UsageError(`${visible(path)} cannot be read: a run was interrupted; remove it once the files are as they should be`);
  const files = `${written} of ${count(journal.entries.length, 'file')} written`;
  throw new UsageError(`${journal.kind} was interrupted at ${moment(journal.at)} (${files}); slimify undo puts everything back, slimify apply does so first and goes on`);
}

/** A moment of a journal, in UTC to the second. */
export function moment(at: string): string {
  const time = new Date(at);
  return Number.isNaN(time.getTime()) ? visible(at) : `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Who is at work; of a process that cannot be seen from here also what to take away once it is known to be gone. */
function heldBy(holder: Holder | null, lock: string, { machine }: Surroundings): string {
  if (holder === null) return 'another slimify is about to write here; try again once it is done';
  const away = isElsewhere(holder, machine) || holder.began === null ? `; if that process is gone, remove ${visible(lock)}` : '';
  return `${processOf(holder)} is at work here since ${moment(holder.since)}; try again once it is done${away}`;
}

function processOf({ pid, host }: Pick<Holder, 'pid' | 'host'>): string {
  return `slimify (process ${pid} on ${visible(host)})`;
}

/** Where the workspace of an earlier run lies, as `--root` takes it here. */
export function rootOf({ workspace }: Pick<Journal, 'workspace'>, { place }: Session, { cwd }: Terminal): string {
  return visible(relative(cwd, join(place.base, workspace)) || '.');
}
