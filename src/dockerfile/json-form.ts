import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';

/** A string of an exec form; the span holds the quotes and is an offset into the joined text. */
export interface JsonString {
  readonly value: string;
  readonly span: Span;
}

const STRING = /"(?:[^"\\]|\\[^])*"/g;

/**
 * The exec form between two offsets, or null where BuildKit falls back to the shell form (no valid JSON array).
 * An array that holds anything but strings is an error there (parseJSON in line_parsers.go).
 */
export function jsonForm(joined: string, start: number, end: number): Read<readonly JsonString[] | null> {
  if (joined[start] !== '[' || start >= end) return read(null);
  const source = joined.slice(start, end);
  const values = parseArray(source);
  if (!values) return read(null);
  const words: JsonString[] = [];
  STRING.lastIndex = 0;
  for (const value of values) {
    const match = STRING.exec(source);
    if (typeof value !== 'string' || !match) return unreadable('a JSON array that holds more than strings');
    words.push({ value, span: { start: start + match.index, end: start + match.index + match[0].length } });
  }
  return read(words);
}

function parseArray(source: string): readonly unknown[] | null {
  try {
    const value: unknown = JSON.parse(source);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
