/**
 * What a transaction is about to do, on the disk before any file is touched; afterwards the record
 * of the last apply. With it alone every file can be put back. Paths are relative to the base (the
 * git work tree, else the workspace), so that a moved folder can still be put back.
 */
export interface Journal {
  readonly version: 1;
  readonly kind: 'apply' | 'undo';
  /** When it began, ISO 8601. */
  readonly at: string;
  readonly pid: number;
  readonly host: string;
  /** The workspace, seen from the base: '' or ending in `/`. */
  readonly workspace: string;
  readonly entries: readonly Entry[];
  /** Folders that it makes, the outer one first. */
  readonly folders: readonly string[];
  /** Folders that it takes away if they are empty then, the outer one first. */
  readonly removes: readonly string[];
}

/** One file before and after. */
export interface Entry {
  readonly path: string;
  /** Null: it is created. */
  readonly before: Content | null;
  /** Null: it is deleted. */
  readonly after: Trace | null;
}

/** A file with all that is needed to make it again. */
export interface Content extends Trace {
  readonly base64: string;
  readonly uid: number;
  readonly gid: number;
}

/** How a file is known again. */
export interface Trace {
  /** Hexadecimal. */
  readonly sha256: string;
  /** Permission bits. */
  readonly mode: number;
}
