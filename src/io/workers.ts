import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { read, unreadable, type Read } from '#text/read.js';

/** Other threads of this process: a value that is passed in; who is given none works in its own. */
export interface WorkerIo {
  /** How many threads are worth starting beside this one. */
  readonly count: number;
  /**
   * Calls the function `work` that the module at `url` exports in a thread of its own. Unreadable: the thread could not be
   * started, or ended before it answered.
   */
  start(url: string, input: unknown): StartedWork;
}

export interface StartedWork {
  readonly answer: Promise<Read<unknown>>;
  /** Ends it without waiting for an answer. */
  stop(): void;
}

/** What `work` gives back: `moved` are handed over, not copied. */
export interface WorkDone {
  readonly answer: unknown;
  readonly moved: readonly ArrayBuffer[];
}

/** Whether this is what was built: a thread loads nothing else, since Node 20 gives the loaders of TypeScript to the main thread alone. */
const BUILT = import.meta.url.endsWith('.js');

/** The threads of this machine: one less than its processors, at most 3. */
export const workerIo: WorkerIo = { count: BUILT ? Math.min(availableParallelism() - 1, 3) : 0, start };

function start(url: string, input: unknown): StartedWork {
  try {
    // Flags of this process (`--input-type`, `--cpu-prof`) are not meant for the thread, and some would keep it from starting.
    const worker = new Worker(new URL('./worker-main.js', import.meta.url), { workerData: { url, input }, execArgv: [], stdout: true, stderr: true });
    const answer = new Promise<Read<unknown>>((resolve) => {
      worker.once('message', (message: unknown) => resolve(read(message)));
      worker.once('error', (error) => resolve(unreadable(String(error))));
      worker.once('exit', () => resolve(unreadable('the thread ended before it answered')));
    });
    return { answer, stop: () => void worker.terminate() };
  } catch (error) {
    return { answer: Promise.resolve(unreadable(String(error))), stop: () => {} };
  }
}
