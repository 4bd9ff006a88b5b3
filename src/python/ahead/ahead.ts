import type { FileTree } from '#files/tree.js';
import type { Conversation, ConversationIo } from '#io/workers.js';
import type { Read } from '#text/read.js';
import { isPythonFile } from '../read.js';
import type { PythonSource } from '../source.js';
import { createPacker, createUnpacker, type Packed } from './packed.js';
import { type AheadWork, FREE, MAIN, TAKEN } from './states.js';

/** Fewer Python files are scanned before another thread has begun. */
const WORTH_A_THREAD = 100;
/** Milliseconds to wait for a file and those that are told with it: a thread that takes longer has died, or never gets a processor. */
const PATIENCE = 2000;

/** What a file says, whichever thread reads it; `scan` reads it here. */
type Ahead = (path: string, scan: Scan) => Read<PythonSource>;

type Scan = (path: string) => Read<PythonSource>;

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

/** What a file of this workspace says: as another thread has found it out, or is about to, else by `scan`. */
export function scannedAhead(tree: FileTree, path: string, scan: Scan): Read<PythonSource> {
  return threads.get(tree)?.(path, scan) ?? scan(path);
}

function aheadFrom(thread: Conversation, paths: readonly string[], states: Int32Array): Ahead {
  const places = new Map(paths.map((path, index) => [path, index]));
  const theirs = createUnpacker();
  // What is scanned here before anybody asks for it waits as small as what the other thread tells.
  const packer = createPacker();
  const ours = createUnpacker();
  let last = paths.length;
  let isGone = false;

  /** Whether this thread comes to a file first. */
  function claim(index: number): boolean {
    return Atomics.compareExchange(states, index, FREE, MAIN) === FREE;
  }
  /** Instead of waiting for a file: the other thread goes from the first to the last, this one from the last to the first. */
  function scanMeanwhile(index: number, scan: Scan): void {
    while (last > 0 && Atomics.load(states, index) === TAKEN) {
      last--;
      if (claim(last)) packer.add(last, scan(paths[last] as string));
    }
    ours.add(packer.packed());
  }
  function told(index: number, scan: Scan): Read<PythonSource> | null {
    scanMeanwhile(index, scan);
    if (!isGone && Atomics.wait(states, index, TAKEN, PATIENCE) === 'timed-out') isGone = true;
    for (const packed of thread.told()) theirs.add(packed as Packed);
    return theirs.take(index);
  }
  return (path, scan) => {
    const index = places.get(path);
    if (index === undefined || claim(index)) return scan(path);
    return ours.take(index) ?? told(index, scan) ?? scan(path);
  };
}
