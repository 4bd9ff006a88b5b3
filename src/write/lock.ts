import { join } from 'node:path';
import type { Machine } from '#io/machine.js';
import type { WriteIo } from '#io/write-types.js';
import { encode } from '#text/decode.js';
import { attempt } from './finish.js';

/** Who is at work on a workspace. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Since when, ISO 8601. */
  readonly since: string;
  /** When the process began, see {@link Machine.began}. */
  readonly began: string | null;
  /** See {@link Machine.boot}. */
  readonly boot: string | null;
  readonly pids: string | null;
}

export type Lock =
  | {
      readonly ok: true;
      release(): void;
      /** Whether it still is ours: somebody may have taken it away by hand. */
      isOurs(): boolean;
      /** The process that left the lock behind, which is gone; null where none did. */
      readonly takenFrom: Holder | null;
    }
  /** `holder` null: somebody is taking it this very moment. */
  | { readonly ok: false; readonly holder: Holder | null; readonly path: string };

/** The lock's file in a folder of state. */
export function lockPath(folder: string): string {
  return join(folder, 'lock');
}

/** A lock without a word in it is one that is just being taken, or whose taker died that moment. */
const TAKING = 5_000;

/**
 * Takes the lock of a workspace's state. That of a process that is gone is taken over; whether a
 * process of another host is there cannot be told, so its lock stays. Throws the system's error
 * where the folder cannot be written.
 */
export function takeLock(folder: string, io: WriteIo, machine: Machine): Lock {
  const path = lockPath(folder);
  const mine: Holder = { pid: machine.pid, host: machine.host, since: new Date(machine.now()).toISOString(), began: machine.began(machine.pid), boot: machine.boot, pids: machine.pids };
  let takenFrom: Holder | null = null;
  for (let attempt = 1; ; attempt++) {
    const left = readLock(path, io);
    if (left === 'free') {
      if (create(path, mine, io)) break;
    } else if (attempt > 3 || isHeld(left, path, io, machine)) {
      return { ok: false, holder: left.holder, path };
    } else if (takeAway(path, left.text, io)) {
      takenFrom = left.holder;
    }
  }
  return { ok: true, takenFrom, release: () => release(path, mine, io), isOurs: () => isOurs(path, mine, io) };
}

/** Who holds a lock, if whoever that is may still be there. */
export function lockHolder(folder: string, io: WriteIo, machine: Machine): Holder | null {
  const path = lockPath(folder);
  const left = readLock(path, io);
  return left !== 'free' && isHeld(left, path, io, machine) ? left.holder : null;
}

interface Left {
  readonly text: string;
  readonly holder: Holder | null;
}

function readLock(path: string, io: WriteIo): Left | 'free' {
  if (io.look(path) === null) return 'free';
  const bytes = io.readFile(path);
  const text = bytes.ok ? new TextDecoder().decode(bytes.value) : '';
  return { text, holder: holderIn(text) };
}

function holderIn(json: string): Holder | null {
  try {
    const { pid, host, since, began, boot, pids } = JSON.parse(json) as Record<string, unknown>;
    if (typeof pid !== 'number' || typeof host !== 'string' || typeof since !== 'string') return null;
    const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
    return { pid, host, since, began: text(began), boot: text(boot), pids: text(pids) };
  } catch {
    return null;
  }
}

function isHeld({ holder }: Left, path: string, io: WriteIo, machine: Machine): boolean {
  if (holder === null) return machine.now() - (io.look(path)?.changed ?? 0) < TAKING;
  if (isElsewhere(holder, machine)) return true;
  if (!machine.alive(holder.pid)) return false;
  const began = machine.began(holder.pid);
  return began === null || holder.began === null || began === holder.began;
}

/** Whether a process is one of another host or container, of which it cannot be told from here whether it is there. */
export function isElsewhere({ host, boot, pids }: Holder, machine: Pick<Machine, 'host' | 'boot' | 'pids'>): boolean {
  return host !== machine.host || (boot !== null && boot === machine.boot && pids !== machine.pids);
}

function create(path: string, holder: Holder, io: WriteIo): boolean {
  let file: number;
  try {
    file = io.create(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  try {
    io.write(file, encode(JSON.stringify(holder)));
  } catch (error) {
    io.unlink(path);
    throw error;
  } finally {
    io.close(file);
  }
  return true;
}

/** Gone, unless another process was quicker and what lies there is by now its own. */
function takeAway(path: string, text: string, io: WriteIo): boolean {
  const aside = `${path}.left`;
  try {
    io.rename(path, aside);
  } catch {
    return false;
  }
  const moved = readLock(aside, io);
  if (moved !== 'free' && moved.text !== text) {
    if (io.look(path) === null) io.rename(aside, path);
    return false;
  }
  io.unlink(aside);
  return true;
}

/** Only what is ours: a lock that somebody took away by hand may be another's by now. One that stays is found to be left behind. */
function release(path: string, mine: Holder, io: WriteIo): void {
  attempt(() => isOurs(path, mine, io) && io.unlink(path));
}

function isOurs(path: string, mine: Holder, io: WriteIo): boolean {
  const left = readLock(path, io);
  return left !== 'free' && left.text === JSON.stringify(mine);
}
