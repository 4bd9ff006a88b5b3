import type { Span } from '#text/span.js';

/** A line of the file as BuildKit's scanner reads it: split at `\n` only. */
export interface PhysicalLine extends Span {
  /** 1-based. */
  readonly number: number;
}

/** Reads a text line by line. */
export interface LineReader {
  readonly text: string;
  /** Offset of the next line. */
  at: number;
  /** Lines read so far. */
  count: number;
}

/** The longest line that BuildKit reads, in bytes without the line feed (bufio.MaxScanTokenSize - 1). */
export const MAX_LINE_BYTES = 65_535;

export function lineReader(text: string): LineReader {
  return { text, at: 0, count: 0 };
}

/** The next line without its ending (any number of `\r`, `\n`), or null at the end of the text. */
export function nextLine(reader: LineReader): PhysicalLine | null {
  const { text, at: start } = reader;
  if (start >= text.length) return null;
  const feed = text.indexOf('\n', start);
  let end = feed < 0 ? text.length : feed;
  reader.at = feed < 0 ? text.length : feed + 1;
  reader.count++;
  while (end > start && text.charCodeAt(end - 1) === 0x0d) end--;
  return { start, end, number: reader.count };
}

/** The first line that is too long for BuildKit (1-based), or null. */
export function tooLongLine(text: string): number | null {
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const feed = text.indexOf('\n', start);
    const end = feed < 0 ? text.length : feed;
    if ((end - start) * 3 > MAX_LINE_BYTES && byteLength(text, start, end) > MAX_LINE_BYTES) return line;
    start = end + 1;
  }
  return null;
}

function byteLength(text: string, start: number, end: number): number {
  return end - start > MAX_LINE_BYTES ? end - start : new TextEncoder().encode(text.slice(start, end)).length;
}
