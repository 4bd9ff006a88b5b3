import { createContextFiles } from '#files/context-files.js';
import { nodeIo } from '#io/node.js';
import type { WorkDone } from '#io/workers.js';
import { readSource } from '../source-of-bytes.js';
import { createPacker } from './packed.js';
import { type AheadWork, FREE, TAKEN, TOLD } from './states.js';

/** More is not told ahead (bytes): nobody may ask for it, and it waits in memory. Enough for some 40,000 files. */
const MOST_TOLD = 100_000_000;
/** Files that are told at once: a message is as dear as what one file says. */
const TOGETHER = 16;

/** Scans the files that the main thread has not come to, in their order, and tells a few as soon as they are known. */
export function work(input: unknown, tell: (message: unknown) => void): WorkDone {
  const { root, paths, states } = input as AheadWork;
  const files = createContextFiles(nodeIo, root);
  const packer = createPacker();
  const known: number[] = [];
  let told = 0;
  function tellAll(): void {
    const packed = packer.packed();
    told += packed.numbers.byteLength + packed.texts.reduce((sum, text) => sum + text.length, 0);
    tell(packed);
    for (const index of known.splice(0)) {
      Atomics.store(states, index, TOLD);
      Atomics.notify(states, index);
    }
  }
  for (let index = 0; index < paths.length && told < MOST_TOLD; index++) {
    if (Atomics.compareExchange(states, index, FREE, TAKEN) !== FREE) continue;
    packer.add(index, readSource(files, paths[index] as string));
    if (known.push(index) === TOGETHER) tellAll();
  }
  tellAll();
  return { answer: null, moved: [] };
}
