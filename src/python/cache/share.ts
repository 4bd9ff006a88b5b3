import { hash } from 'node:crypto';
import type { FileReader } from '#io/file-reader.js';
import { scanUses } from '../scan/scan.js';
import { createRecorder, type Records } from './records.js';

/** Files that several threads scan, each taking the next few when it is done with those before. */
export interface Shared {
  readonly paths: readonly string[];
  /** Shared memory: the next chunk, then by chunk the number of the thread that took it. */
  readonly taken: Int32Array<SharedArrayBuffer>;
  /** Contents that need not be scanned; null: files are not told apart by content. */
  readonly known: ReadonlySet<string> | null;
}

/** What one thread found. */
export interface Scanned {
  readonly records: Records;
  /** By file two numbers: its place among the paths, and that of its record; `KNOWN`, `UNREADABLE`. */
  readonly places: Int32Array<ArrayBuffer>;
  /** By file its content, or why it could not be read. */
  readonly contents: readonly string[];
}

export const KNOWN = -1;
export const UNREADABLE = -2;

/** Files that are taken at once. */
export const CHUNK = 64;

export function shareOut(paths: readonly string[], known: ReadonlySet<string> | null): Shared {
  const chunks = Math.ceil(paths.length / CHUNK);
  return { paths, taken: new Int32Array(new SharedArrayBuffer((chunks + 1) * 4)), known };
}

/** Scans until nothing is left to take; `thread` is not 0. */
export function scanShare({ paths, taken, known }: Shared, thread: number, reader: FileReader): Scanned {
  const recorder = createRecorder();
  const places: number[] = [];
  const contents: string[] = [];
  for (let chunk = Atomics.add(taken, 0, 1); chunk * CHUNK < paths.length; chunk = Atomics.add(taken, 0, 1)) {
    Atomics.store(taken, chunk + 1, thread);
    for (let index = chunk * CHUNK; index < Math.min((chunk + 1) * CHUNK, paths.length); index++) {
      const bytes = reader.bytes(paths[index] as string);
      const content = !bytes.ok ? bytes.reason : known === null ? '' : contentOf(bytes.value);
      places.push(index, !bytes.ok ? UNREADABLE : known?.has(content) === true ? KNOWN : recorder.add(scanUses(bytes.value)));
      contents.push(content);
    }
  }
  return { records: recorder.done(), places: Int32Array.from(places), contents };
}

/** 192 bits of SHA-256: no two files of anybody have the same. */
function contentOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64').slice(0, 32);
}
