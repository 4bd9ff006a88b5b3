import type { FileTree } from '#files/tree.js';
import type { Conversation, ConversationIo } from '#io/workers.js';
import type { Read } from '#text/read.js';
import { isPythonFile } from '../read.js';
import type { PythonSource } from '../source.js';
import { unpack } from './packed.js';
import { type AheadWork, FREE, MAIN, TAKEN, type Told } from './states.js';

/** Fewer Python files are scanned before another thread has begun. */
const WORTH_A_THREAD = 100;
/** Milliseconds to wait for one file: a thread that takes longer has died, or never gets a processor. */
const PATIENCE = 2000;

/** What another thread has found out of a file; null where it has not: it is to be scanned here. */
type Ahead = (path: string) => Read<PythonSource> | null;

const threads = new WeakMap<FileTree, Ahead>();

/**
 * Begins to scan the Python files of a workspace in another thread, while this one reads documents. Every file is scanned by
 * the same code and only once, by whichever thread comes to it first, so that what is found out stays the same.
 */
export function scanAhead(tree: FileTree, workers: ConversationIo): void {
  const paths = tree.paths.filter(isPythonFile);
  if (workers.count === 0 || paths.length < WORTH_A_THREAD) return;
  const states = new Int32Array(new SharedArrayBuffer(paths.length * Int32Array.BYTES_PER_ELEMENT));
  const work: AheadWork = { root: tree.root, paths, states };
  const thread = workers.converse('#python/ahead/worker.js', work);
  threads.set(tree, aheadFrom(thread, paths, states));
}

/** What another thread has found out of a file of this workspace; null: nothing, or there is none. */
export function foundAhead(tree: FileTree, path: string): Read<PythonSource> | null {
  return threads.get(tree)?.(path) ?? null;
}

function aheadFrom(thread: Conversation, paths: readonly string[], states: Int32Array): Ahead {
  const places = new Map(paths.map((path, index) => [path, index]));
  const arrived = new Map<number, string>();
  let isGone = false;
  return (path) => {
    const index = places.get(path);
    if (index === undefined || Atomics.compareExchange(states, index, FREE, MAIN) === FREE) return null;
    if (!isGone && Atomics.wait(states, index, TAKEN, PATIENCE) === 'timed-out') isGone = true;
    for (const [place, source] of thread.told() as readonly Told[]) arrived.set(place, source);
    const source = arrived.get(index);
    arrived.delete(index);
    return source === undefined ? null : unpack(source);
  };
}
