import type { Ran, RunOptions } from '#io/process-types.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Engine } from './types.js';

/** Milliseconds for questions that an engine answers at once. */
export const QUESTION = 60_000;

/** What is needed to ask an engine, before it is known which it is. */
export type Client = Pick<Engine, 'processes' | 'client' | 'environment'>;

/** Runs a command of the client; one that fails is unreadable, with what the client said. */
export async function docker(client: Client, args: readonly string[], options: Partial<RunOptions> = {}): Promise<Read<Ran>> {
  const ran = await dockerExit(client, args, options);
  if (!ran.ok || ran.value.exit === 0) return ran;
  return unreadable(`docker ${args[0] ?? ''}: ${lastLine(ran.value.stderr) || `exit code ${ran.value.exit}`}`);
}

/** The same where any exit code is an answer. */
export async function dockerExit(client: Client, args: readonly string[], options: Partial<RunOptions> = {}): Promise<Read<Ran>> {
  const { processes, environment } = client;
  return processes.run(client.client, args, { timeout: QUESTION, ...options, env: { LC_ALL: 'C', ...environment, ...options.env } });
}

/** Standard output as JSON, one value a line. */
export function jsonLines(text: string): Read<readonly unknown[]> {
  try {
    return read(text.split('\n').filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown));
  } catch {
    return unreadable('docker did not answer in JSON');
  }
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
