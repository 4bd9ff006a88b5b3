import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { homeFolder } from './home.js';

/** Who we are and who else is there: what a lock says of its holder. A value that is passed in, so that a test can be another process. */
export interface Machine {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since 1970. */
  now(): number;
  /** Whether a process of this host is there. */
  alive(pid: number): boolean;
  /** When a process began, as its system counts; null where that cannot be told. Two processes that had one number differ in it. */
  began(pid: number): string | null;
  /**
   * Since when the system is up, and which of its processes are seen from here (pid_namespaces(7)): two containers may have
   * one name, and a number means another process in each. Null: that cannot be told.
   */
  readonly boot: string | null;
  readonly pids: string | null;
  /** Where programs keep what must outlive them: $XDG_STATE_HOME or ~/.local/state (XDG Base Directory Specification). */
  readonly stateHome: string;
}

/** The process's own. */
export function thisMachine(): Machine {
  const given = process.env['XDG_STATE_HOME'] ?? '';
  return {
    pid: process.pid,
    host: hostname(),
    now: () => Date.now(),
    alive,
    began,
    boot: told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    pids: told(() => readlinkSync('/proc/self/ns/pid')),
    stateHome: isAbsolute(given) ? given : join(homeFolder(), '.local', 'state'),
  };
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Field 22 of /proc/PID/stat, `starttime` (proc_pid_stat(5)); the name before it, in brackets, may hold anything. */
function began(pid: number): string | null {
  const text = told(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** What Linux tells below /proc; null elsewhere. */
function told(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
