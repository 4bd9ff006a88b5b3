import type { FileRead } from '../source-of-bytes.js';

/** What becomes of a file that either of two threads may scan: who changes `FREE` scans it. */
export const FREE = 0;
/** The other thread scans it. */
export const TAKEN = 1;
/** The other thread has told what it says. */
export const TOLD = 2;
/** The main thread scans it, or has, or knows it from an earlier run. */
export const MAIN = 3;

/** What the other thread is given. */
export interface AheadWork {
  readonly root: string;
  readonly paths: readonly string[];
  /** The state of each path, on memory that both threads see. */
  readonly states: Int32Array;
  /** Contents that need not be scanned; null: nobody keeps what is found out, and contents are not told apart. */
  readonly known: ReadonlySet<string> | null;
}

/** What the other thread tells of some files. */
export interface Told {
  /** Their places among the paths. */
  readonly files: readonly number[];
  /** By file, where its record begins in `bytes`; `KNOWN`. */
  readonly records: readonly number[];
  readonly bytes: Uint8Array;
  /** Texts that were not told before; they go on counting. */
  readonly texts: readonly string[];
  /** By file; empty where nobody keeps what is found out. */
  readonly looks: readonly Pick<FileRead, 'stamp' | 'content'>[];
}

/** Instead of a record: the content is one of those that need not be scanned. */
export const KNOWN = -1;
