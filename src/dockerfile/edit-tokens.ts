import type { TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import type { DockerfileDocument } from './types.js';

/** What a builder gives back: edits against the document's text, or why there are none. */
export type Edits = Read<readonly TextEdit[]>;

export const SPLIT = 'a line continuation splits it';

/** Puts `text` in the place of a word, a flag or a flag's value. */
export function replaceSpan(span: Span | null, text: string): Edits {
  if (!span) return unreadable(SPLIT);
  if (/[\r\n]/.test(text)) return unreadable('a line break in the new text');
  return read([{ span, text }]);
}

/**
 * Takes a word or a flag away with the blanks that set it off. A token that has a continued line for itself takes
 * the line with it; one on the last line takes the continuation above.
 */
export function removeToken({ text, escape }: DockerfileDocument, span: Span | null): Edits {
  if (!span) return unreadable(SPLIT);
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const feed = text.indexOf('\n', span.end);
  const lineEnd = feed < 0 ? text.length : feed;
  const before = text.slice(lineStart, span.start);
  const rest = /^[ \t]*/.exec(text.slice(span.end, lineEnd))?.[0].length ?? 0;
  const after = text.slice(span.end + rest, lineEnd);
  const continued = after.startsWith(escape) && isLineEnd(after.slice(1));
  if (!isBlank(before)) {
    const ends = continued || isLineEnd(after);
    const start = ends ? span.start - trailingBlanks(before) : span.start;
    return read([{ span: { start, end: ends ? span.end : span.end + rest }, text: '' }]);
  }
  if (continued) return read([{ span: { start: lineStart, end: Math.min(lineEnd + 1, text.length) }, text: '' }]);
  if (!isLineEnd(after)) return read([{ span: { start: span.start, end: span.end + rest }, text: '' }]);
  return removeLast(text, escape, lineStart, span);
}

/** The token is all that stands on the last line: the line above must end with its continuation. */
function removeLast(text: string, escape: string, lineStart: number, span: Span): Edits {
  const aboveStart = text.lastIndexOf('\n', lineStart - 2) + 1;
  const above = lineStart > 0 ? text.slice(aboveStart, lineStart) : '';
  const content = above.replace(/[ \t\r\n]*$/, '');
  if (!content.endsWith(escape) || content.trimStart().startsWith('#')) {
    return unreadable('the line above does not end with a continuation');
  }
  const kept = content.slice(0, -1).replace(/[ \t]*$/, '');
  if (isBlank(kept)) return unreadable('the line above holds nothing but a continuation');
  return read([{ span: { start: aboveStart + kept.length, end: span.end }, text: '' }]);
}

function isLineEnd(text: string): boolean {
  return /^[ \t]*\r*$/.test(text);
}

/** Only what the shell and BuildKit both take for blanks. */
function isBlank(text: string): boolean {
  return /^[ \t]*$/.test(text);
}

function trailingBlanks(text: string): number {
  return /[ \t]*$/.exec(text)?.[0].length ?? 0;
}
