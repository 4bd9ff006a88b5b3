import { createContextFiles } from '#files/context-files.js';
import { nodeIo } from '#io/node.js';
import type { WorkDone } from '#io/workers.js';
import { readSource } from '../source-of-bytes.js';
import { pack } from './packed.js';
import { type AheadWork, FREE, TAKEN, TOLD } from './states.js';

/** More is not told ahead (characters): nobody may ask for it, and it waits in memory. Enough for some 40,000 files. */
const MOST_TOLD = 100_000_000;

/** Scans the files that the main thread has not come to, in their order, and tells each as soon as it is known. */
export function work(input: unknown, tell: (message: unknown) => void): WorkDone {
  const { root, paths, states } = input as AheadWork;
  const files = createContextFiles(nodeIo, root);
  let told = 0;
  for (let index = 0; index < paths.length && told < MOST_TOLD; index++) {
    if (Atomics.compareExchange(states, index, FREE, TAKEN) !== FREE) continue;
    const source = pack(readSource(files, paths[index] as string));
    told += source.length;
    tell([index, source]);
    Atomics.store(states, index, TOLD);
    Atomics.notify(states, index);
  }
  return { answer: null, moved: [] };
}
