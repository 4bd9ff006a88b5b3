import type { WriteIo } from '#io/write-types.js';
import type { Session } from './session.js';

export type { WriteIo } from '#io/write-types.js';

/** What is known of the files before they are checked. */
export interface CheckOptions {
  readonly io: WriteIo;
  /** The workspace, absolute. */
  readonly root: string;
  /** SHA-256 (hex) of each file as it was read, by path relative to the root. */
  readonly hashes: ReadonlyMap<string, string>;
  /** Paths with changes that are not committed. */
  readonly dirty: ReadonlySet<string>;
  /** Paths that git ignores. */
  readonly ignored: ReadonlySet<string>;
  readonly allowDirty: boolean;
  /** Why git could not be asked what is committed, though there is a repository; null: it was, or there is none. */
  readonly gitTrouble?: string | null;
}

export interface WriteOptions extends CheckOptions {
  readonly session: Session;
}

/** A file that is not written, and why. */
export interface Refusal {
  readonly path: string;
  readonly reason: string;
}

/**
 * - `written`: every file holds its new text.
 * - `refused`: nothing was touched; every file that speaks against it is named.
 * - `failed`: the machine failed at `path`. Every file holds its old text again, but for those in
 *   `stuck`, which could not be put back; the journal stays, and the next `apply` or `undo` tries again.
 */
export type WriteResult =
  | { readonly status: 'written'; readonly paths: readonly string[] }
  | { readonly status: 'refused'; readonly refusals: readonly Refusal[] }
  | { readonly status: 'failed'; readonly path: string; readonly reason: string; readonly stuck: readonly Stuck[] };

export interface Stuck {
  readonly path: string;
  readonly reason: string;
}
