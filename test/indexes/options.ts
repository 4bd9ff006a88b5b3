/** How good or bad an index is. Without options it is like PyPI. */
export interface IndexOptions {
  /** Where its pages are: `/whl/cpu/`. Default `/simple/`. */
  readonly base?: string;
  /** Default `127.0.0.1`: this machine alone. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default both. The index of torch has HTML alone, and with it no sizes. */
  readonly formats?: 'json and html' | 'html';
  /**
   * What JSON says of sizes: `served` (default) the bytes that come, `real` those of the real file, so that a test sees real figures
   * without real downloads.
   */
  readonly sizes?: 'served' | 'real' | 'none';
  /** Metadata beside wheels (PEP 658). Default true. */
  readonly metadata?: boolean;
  /** Answers to `Range`: default `yes`; `ignored`: always 200 and the whole; `refused`: 501. */
  readonly ranges?: 'yes' | 'ignored' | 'refused';
  readonly faults?: readonly Fault[];
}

/** What goes wrong. The first that fits a request holds. */
export interface Fault {
  /** The page of a project, a wheel or source archive, the metadata beside it. */
  readonly on: 'page' | 'file' | 'metadata';
  /** Normalised; of all projects without. */
  readonly project?: string;
  /** Only the first so many requests that fit; all without. */
  readonly times?: number;
  readonly does: FaultKind;
}

/**
 * - `unavailable`: 503. `missing`: 404, though the page lists it. `forbidden`: 403.
 * - `dies`: half of the answer, then the connection is cut.
 * - `hangs`: no answer, ever. `slow`: a second's wait before it.
 * - `redirects-forever`: 302 to ever new addresses of this index.
 * - `wrong-hash`: the page promises another sha256.
 * - `lying-length`: ten times the bytes are promised in Content-Length and Content-Range; then the connection is cut.
 * - `huge-directory`: a zip directory of 65,000 files with long names, 29 MB.
 * - `lying-directory`: the end record claims a directory of 4 GB beyond the file.
 * - `not-a-zip`: bytes without any zip structure.
 */
export type FaultKind =
  | 'unavailable'
  | 'missing'
  | 'forbidden'
  | 'dies'
  | 'hangs'
  | 'slow'
  | 'redirects-forever'
  | 'wrong-hash'
  | 'lying-length'
  | 'huge-directory'
  | 'lying-directory'
  | 'not-a-zip';

/** What was asked for and what came, in order. */
export interface Answered {
  readonly method: string;
  /** With the base: `/simple/torch/`. */
  readonly path: string;
  readonly range: string | null;
  readonly status: number;
  /** Bytes of the body that were handed to the network. */
  readonly bytes: number;
}
