import { read, unreadable, type Read } from '#text/read.js';
import type { ByteRange } from './http-types.js';

/** A part of something whose bytes are `total`. */
export interface Part {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

/** RFC 9110, section 14.2. */
export function rangeHeader(range: ByteRange): string {
  return 'last' in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end - 1}`;
}

/** What a 206 says it sends, where that is what was asked for: at the same start, no more, and less only at the end of the whole. */
export function partOf(header: string | undefined, asked: ByteRange | undefined): Read<Part> {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/i.exec(header?.trim() ?? '');
  if (asked === undefined) return unreadable('sends a part of what was asked for whole');
  if (match === null) return unreadable('does not say which part it sends');
  const [start, last, total] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const end = 'last' in asked ? total : Math.min(asked.end, total);
  if (start !== ('last' in asked ? Math.max(0, total - asked.last) : asked.start) || last + 1 !== end || start >= end || !Number.isSafeInteger(total)) {
    return unreadable('sends another part than it was asked for');
  }
  return read({ start, end, total });
}
