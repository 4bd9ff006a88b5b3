import { availableParallelism } from 'node:os';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';

/** Other threads of this process, which tell what they find while they work: a value that is passed in; who is given none works in its own. */
export interface ConversationIo {
  /** How many threads are worth starting beside this one. */
  readonly count: number;
  /**
   * Calls the function `work` that a module of this package (`#python/…`) exports in a thread of its own, with a way to tell
   * something. This process does not wait for it to end.
   */
  converse(module: `#${string}`, input: unknown): Conversation;
}

/** What a thread tells while it works. */
export interface Conversation {
  /** All that came since it was last asked for, without waiting for more. */
  told(): readonly unknown[];
}

/** Whether this is what was built: a thread loads nothing else, since Node 20 gives the loaders of TypeScript to the main thread alone. */
const BUILT = import.meta.url.endsWith('.js');

/** Where a thread begins. Found by its name, since the bundle of the command puts this module elsewhere (esbuild.config.js). */
function mainUrl(): URL {
  return new URL(import.meta.resolve('#io/worker-main.js'));
}

/** The threads of this machine: one less than its processors, at most 3. */
export const workerIo: ConversationIo = { count: BUILT ? Math.min(availableParallelism() - 1, 3) : 0, converse };

function converse(module: `#${string}`, input: unknown): Conversation {
  const { port1, port2 } = new MessageChannel();
  try {
    // Flags of this process (`--input-type`, `--cpu-prof`) are not meant for the thread, and some would keep it from starting.
    const worker = new Worker(mainUrl(), { workerData: { url: import.meta.resolve(module), input, port: port2 }, transferList: [port2], execArgv: [], stdout: true, stderr: true });
    worker.unref();
    // Nobody listens to a failure: what a thread does not tell is found out without it.
    worker.on('error', () => {});
  } catch {
    return { told: () => [] };
  }
  port1.unref();
  return {
    told: () => {
      const all: unknown[] = [];
      for (let next = receiveMessageOnPort(port1); next !== undefined; next = receiveMessageOnPort(port1)) all.push(next.message);
      return all;
    },
  };
}
