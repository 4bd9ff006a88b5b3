import { isPythonSpace } from '#pep/space.js';
import { type LineTable, lineAt, lineTable } from '#text/lines.js';
import { type SourceMap, type SourcePiece, sliceMap } from '#text/source-map.js';
import type { Span } from '#text/span.js';

/** One line of the file as Python's `str.splitlines` cuts it, without its ending. */
export interface PhysicalLine {
  readonly span: Span;
  /** Offset behind the line ending. */
  readonly next: number;
  /** 1-based, as editors count. */
  readonly line: number;
  readonly kind: 'blank' | 'comment' | 'content';
}

/** A line that pip looks at: continuations joined, the comment taken off, trimmed; never empty. */
export interface LogicalLine {
  readonly text: string;
  readonly source: SourceMap;
  /** Indices of the first and the last physical line. */
  readonly first: number;
  readonly last: number;
  readonly comment: Span | null;
}

export interface Lines {
  readonly physical: readonly PhysicalLine[];
  readonly logical: readonly LogicalLine[];
}

/** `str.splitlines`: more than `\n`; a form feed or U+2028 ends a line for pip too. */
const ENDING = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/g;

/**
 * The logical lines of a requirements file, as `preprocess` of pip's `req_file.py` makes them. Its traps:
 * a backslash continues only as the very last character, all backslashes around the line go; a comment line never
 * continues and ends a join; `#` begins a comment only at the start or behind white space, and it is looked
 * for after joining, so a comment before a continuation takes what is joined to it.
 */
export function splitLines(text: string): Lines {
  const physical = physicalLines(text);
  const logical: LogicalLine[] = [];
  let joined: Join | null = null;
  for (const [index, { span, kind }] of physical.entries()) {
    joined ??= { first: index, last: index, text: '', pieces: [] };
    joined.last = index;
    const line = text.slice(span.start, span.end);
    const continues = kind !== 'comment' && line.endsWith('\\');
    if (kind === 'comment') joined.text += ' ';
    const [from, to] = continues ? withoutBackslashes(line) : [0, line.length];
    append(joined, line.slice(from, to), span.start + from);
    if (continues && index < physical.length - 1) continue;
    const done = finish(joined, span.end);
    if (done) logical.push(done);
    joined = null;
  }
  return { physical, logical };
}

interface Join {
  readonly first: number;
  last: number;
  text: string;
  readonly pieces: SourcePiece[];
}

function physicalLines(text: string): readonly PhysicalLine[] {
  const lines: PhysicalLine[] = [];
  const table = lineTable(text);
  let start = text.startsWith('\ufeff') ? 1 : 0;
  for (const match of text.matchAll(ENDING)) {
    const next = match.index + match[0].length;
    lines.push(physicalLine(text, table, { start, end: match.index }, next));
    start = next;
  }
  if (start < text.length) lines.push(physicalLine(text, table, { start, end: text.length }, text.length));
  return lines;
}

function physicalLine(text: string, table: LineTable, span: Span, next: number): PhysicalLine {
  let at = span.start;
  while (at < span.end && isPythonSpace(text[at])) at++;
  const kind = at === span.end ? 'blank' : text[at] === '#' ? 'comment' : 'content';
  return { span, next, line: lineAt(table, span.start), kind };
}

function withoutBackslashes(line: string): readonly [number, number] {
  let to = line.length;
  while (to > 0 && line[to - 1] === '\\') to--;
  let from = 0;
  while (from < to && line[from] === '\\') from++;
  return [from, to];
}

function append(join: Join, text: string, start: number): void {
  if (text === '') return;
  join.pieces.push({ at: join.text.length, start, length: text.length });
  join.text += text;
}

function finish(join: Join, end: number): LogicalLine | null {
  const { text, pieces, first, last } = join;
  const hash = commentStart(text);
  let to = hash ?? text.length;
  let from = 0;
  while (from < to && isPythonSpace(text[from])) from++;
  while (to > from && isPythonSpace(text[to - 1])) to--;
  if (from === to) return null;
  const piece = hash === null ? undefined : pieces.findLast(({ at }) => at <= hash);
  const comment = piece && hash !== null ? { start: piece.start + hash - piece.at, end } : null;
  return { text: text.slice(from, to), source: sliceMap(pieces, { start: from, end: to }), first, last, comment };
}

/** The first `#` at the start or behind white space. */
function commentStart(text: string): number | null {
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    if (at === 0 || isPythonSpace(text[at - 1])) return at;
  }
  return null;
}

