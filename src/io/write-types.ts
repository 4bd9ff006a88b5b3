import type { Read } from '#text/read.js';

/**
 * What writing needs of the machine, one call per operation, so that a test can fail any of them.
 * Paths are absolute; links are never followed at the last name. Operations without a result throw
 * the system's own error.
 */
export interface WriteIo {
  readFile(path: string): Read<Uint8Array>;
  /** The same of a file of any size: what slimify wrote itself. */
  readWhole(path: string): Read<Uint8Array>;
  /** What lies at a path; null where nothing does. */
  look(path: string): LookedAt | null;
  /** The path with every link resolved; null where nothing lies there. */
  realPath(path: string): string | null;
  /** Whether names can be made and taken away in a folder: not by its permissions alone, a disk may be mounted for reading. */
  canWriteIn(folder: string): boolean;
  /** Makes a file that was not there (else it fails), and opens it for writing. */
  create(path: string): number;
  /** Makes a file or empties the one that is there, and opens it for writing: a report that the user names, a pipe. */
  open(path: string): number;
  write(file: number, bytes: Uint8Array): void;
  /** What was written is on the disk when this returns. */
  sync(file: number): void;
  close(file: number): void;
  /** Names that were made or renamed in a folder are on the disk when this returns. */
  syncFolder(path: string): void;
  rename(from: string, to: string): void;
  chmod(path: string, mode: number): void;
  chown(path: string, uid: number, gid: number): void;
  unlink(path: string): void;
  /** One folder; the one above it is there. */
  makeFolder(path: string): void;
  /** An empty folder. */
  removeFolder(path: string): void;
}

export interface LookedAt {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** How many names it has (hard links). */
  readonly names: number;
  /** The same for two names of one file. */
  readonly identity: string;
  /** When its content changed last, in milliseconds since 1970. */
  readonly changed: number;
}
