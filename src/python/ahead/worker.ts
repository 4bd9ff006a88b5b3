import { createContextFiles } from '#files/context-files.js';
import { nodeIo } from '#io/node.js';
import { createRecorder } from '../records.js';
import { type FileRead, readSource } from '../source-of-bytes.js';
import { type AheadWork, FREE, KNOWN, TAKEN, TOLD, type Told } from './states.js';

/** More is not told ahead (bytes of records and letters of texts): nobody may ask for it, and it waits in memory. Enough for some 60,000 files. */
const MOST_TOLD = 50_000_000;
/** Files that are told at once: a message is as dear as what one file says. */
const TOGETHER = 16;

/** Scans the files that the main thread has not come to, in their order, and tells a few as soon as they are known. */
export function work(input: unknown, tell: (message: unknown) => void): void {
  const { root, paths, states, known } = input as AheadWork;
  const files = createContextFiles(nodeIo, root);
  const recorder = createRecorder();
  const [indexes, records, looks]: [number[], number[], Pick<FileRead, 'stamp' | 'content'>[]] = [[], [], []];
  let size = 0;
  function tellAll(): void {
    size += recorder.size();
    const { bytes, texts } = recorder.take();
    const told: Told = { files: indexes, records, bytes, texts, looks };
    tell(told);
    for (const index of indexes) {
      Atomics.store(states, index, TOLD);
      Atomics.notify(states, index);
    }
    for (const list of [indexes, records, looks]) list.length = 0;
  }
  for (let index = 0; index < paths.length && size < MOST_TOLD; index++) {
    if (Atomics.compareExchange(states, index, FREE, TAKEN) !== FREE) continue;
    const { source, stamp, content } = readSource(files, paths[index] as string, known);
    records.push(source === null ? KNOWN : recorder.add(source));
    if (known !== null) looks.push({ stamp, content });
    if (indexes.push(index) === TOGETHER) tellAll();
  }
  tellAll();
}
