/** What becomes of a file that either of two threads may scan: who changes `FREE` scans it. */
export const FREE = 0;
/** The other thread scans it. */
export const TAKEN = 1;
/** The other thread has told what it says. */
export const TOLD = 2;
/** The main thread scans it, or has. */
export const MAIN = 3;

/** What the other thread is given. */
export interface AheadWork {
  readonly root: string;
  readonly paths: readonly string[];
  /** The state of each path, on memory that both threads see. */
  readonly states: Int32Array;
}
