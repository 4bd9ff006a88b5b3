import type { Read } from '#text/read.js';

/**
 * Everything slimify does outside its own memory: a value that is passed in, so that a test can
 * fail any operation. Paths are absolute unless they say otherwise.
 */
export interface Io {
  /** The bytes of a regular file. Anything else (a FIFO, a device, a folder) is refused, never opened. */
  readFile(path: string): Read<Uint8Array>;
  /** What lies at a path, links not followed; null where nothing does. */
  stat(path: string): FileInfo | null;
  /** The path with every link resolved; null where nothing lies there. */
  realPath(path: string): string | null;
  /** The names in a folder; empty where it cannot be read. */
  list(path: string): readonly string[];
  /** Whether a folder that is there lets us see all that is in it. */
  isOpen(path: string): boolean;
  /** Runs git without hooks, filters and monitors; its standard output. */
  git(args: readonly string[], folder: string): Read<string>;
}

export interface FileInfo {
  /** `unknown`: it may be there, and cannot be looked at. */
  readonly kind: 'file' | 'folder' | 'link' | 'other' | 'unknown';
  readonly size: number;
  readonly mode: number;
  /** Not given: this disk cannot tell. */
  readonly stamp?: Stamp;
}

/** What changes when a file is written anew; times in milliseconds since 1970. */
export interface Stamp {
  readonly size: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly ino: number;
}
