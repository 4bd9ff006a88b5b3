import type { Read } from '#text/read.js';

/** What is asked of servers: a value that is passed in, so that a test can fail any request. */
export interface HttpIo {
  /**
   * One GET. Unreadable: no answer, one that is too long, too late, cut off or not understood, or more redirects than 5. An
   * answer with another status than 200 or 206 is an answer, and who asked judges the status. Many may be asked at once: they
   * take turns, and the time of one runs from its turn on. A server that fails three times in a row is not asked again. No reason
   * shows an address' credentials or its query.
   */
  get(url: string, options: GetOptions): Promise<Read<HttpAnswer>>;
}

export interface GetOptions {
  /** Milliseconds for all of it: redirects and body. */
  readonly timeout: number;
  /** Bytes of the body, unpacked, that are taken; a longer one is unreadable. */
  readonly most: number;
  /** A part of the body; a server may send all of it all the same. */
  readonly range?: ByteRange;
  readonly headers?: Readonly<Record<string, string>>;
}

/** From `start` to before `end`; or the last so many bytes. */
export type ByteRange = { readonly start: number; readonly end: number } | { readonly last: number };

export interface HttpAnswer {
  readonly status: number;
  /** By lower-case name; a header that comes several times is joined by `, `. */
  readonly headers: ReadonlyMap<string, string>;
  /** Whole, or the part that is told; empty where the status is neither 200 nor 206. */
  readonly body: Uint8Array;
  /** Which part of how much the body is; null: all of it. */
  readonly part: { readonly start: number; readonly total: number } | null;
  /** Where the answer is from, after redirects, without credentials. */
  readonly url: string;
}
