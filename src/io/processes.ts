import { spawn, type ChildProcess, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { read, unreadable, type Read } from '#text/read.js';
import type { ProcessIo, Ran, RunOptions, Running, StartOptions } from './process-types.js';

/** Bytes of standard output that are kept; more is a reason, so that nobody works on half of an answer. */
export const MAX_OUTPUT = 64e6;

/** Bytes of standard error that are kept: its end, where the message is. */
const MAX_LOG = 4e6;

/** The programs of this machine. */
export const processIo: ProcessIo = { run: runProcess, start: startProcess };

/** Programs that somebody waits for, and those that go on beside us. */
const waitedFor = new Set<ChildProcess>();
const beside = new Set<ChildProcess>();

/** Ends every program that `runProcess` waits for: whoever waits gets a reason. For an interrupt. */
export function endPrograms(): void {
  for (const child of waitedFor) endGroup(child, 'SIGKILL');
}

/** Runs a program without a shell, to its end. See `ProcessIo.run`. */
export function runProcess(command: string, args: readonly string[], options: RunOptions): Promise<Read<Ran>> {
  return new Promise((resolve) => {
    const begin = performance.now();
    const child = open(command, args, options);
    if (child instanceof Error) return resolve(unreadable(startFailure(command, child, options.cwd)));
    keep(child, waitedFor);
    const output: Buffer[] = [];
    const log: Buffer[] = [];
    let outputSize = 0;
    let logSize = 0;
    let ended: string | null = null;
    const end = (reason: string): void => {
      ended ??= reason;
      endGroup(child, 'SIGKILL');
      // Whoever left the group may still hold the pipes: we wait for them no longer.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => end(`took longer than ${seconds(options.timeout)} s`), options.timeout);
    child.stdout.on('data', (chunk: Buffer) => {
      if (options.onOutput) return options.onOutput(chunk);
      outputSize += chunk.length;
      if (outputSize > MAX_OUTPUT) return end(`wrote more than ${MAX_OUTPUT / 1e6} MB`);
      output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      log.push(chunk);
      logSize += chunk.length;
      while (logSize - (log[0]?.length ?? 0) > MAX_LOG) logSize -= log.shift()?.length ?? 0;
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(unreadable(startFailure(command, error, options.cwd)));
    });
    child.on('close', (exit, signal) => {
      clearTimeout(timer);
      if (ended !== null) return resolve(unreadable(`${command} ${ended}`));
      if (exit === null) return resolve(unreadable(`${command} was ended by ${signal ?? 'a signal'}`));
      resolve(read({ exit, stdout: text(output), stderr: text(log), seconds: seconds(performance.now() - begin) }));
    });
    // A program may end before it has read its input (EPIPE): what it says itself counts.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Starts a program in a group of its own and leaves it running. See `ProcessIo.start`. */
export async function startProcess(command: string, args: readonly string[], { env, log }: StartOptions): Promise<Read<Running>> {
  const file = openSync(log, 'a');
  const child = spawn(command, args, { env: environment(env), detached: true, stdio: ['ignore', file, file] });
  closeSync(file);
  try {
    await once(child, 'spawn');
  } catch (error) {
    return unreadable(startFailure(command, error));
  }
  keep(child, beside);
  const { pid } = child;
  if (pid === undefined) return unreadable(`${command} could not be started`);
  return read({ pid, alive: () => isAlive(child), stop: (patience) => stop(child, patience), kill: () => endGroup(child, 'SIGKILL') });
}

/** In a group of its own, so that a timeout also ends what the program started. */
function open(command: string, args: readonly string[], { cwd, env }: RunOptions): ChildProcessWithoutNullStreams | Error {
  try {
    return spawn(command, args, { cwd, env: environment(env), detached: true, stdio: 'pipe' });
  } catch (error) {
    // A NUL in an argument, for one.
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** A group of its own outlives us, unless we end it when we go. */
function keep(child: ChildProcess, among: Set<ChildProcess>): void {
  if (waitedFor.size + beside.size === 0) process.once('exit', endAll);
  among.add(child);
  child.once('exit', () => {
    among.delete(child);
    if (waitedFor.size + beside.size === 0) process.removeListener('exit', endAll);
  });
}

function endAll(): void {
  for (const child of [...waitedFor, ...beside]) endGroup(child, 'SIGKILL');
}

async function stop(child: ChildProcess, patience: number): Promise<void> {
  if (!isAlive(child)) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => endGroup(child, 'SIGKILL'), patience);
  await gone;
  clearTimeout(timer);
}

function isAlive(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

/** The group bears the id of the process that leads it. */
function endGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

function environment(changes: RunOptions['env']): NodeJS.ProcessEnv {
  const variables = { ...process.env };
  for (const [name, value] of Object.entries(changes ?? {})) {
    if (value === null) delete variables[name];
    else variables[name] = value;
  }
  return variables;
}

function startFailure(command: string, error: unknown, cwd?: string): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  if (code === 'ENOENT') return cwd === undefined ? `${command} is not installed` : `${command} is not installed, or ${cwd} is not there`;
  return `${command} could not be started: ${code}`;
}

function text(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('utf8');
}

/** Milliseconds as seconds with one decimal. */
function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
