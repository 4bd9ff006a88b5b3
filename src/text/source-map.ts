import type { Span } from '#text/span.js';

/**
 * Where a joined text (a logical line, a shell script inside RUN) comes from in its file:
 * pieces sorted by `at`, none empty, each a stretch that stands in the file as it is.
 */
export type SourceMap = readonly SourcePiece[];

export interface SourcePiece {
  /** Offset in the joined text. */
  readonly at: number;
  /** Offset in the file. */
  readonly start: number;
  readonly length: number;
}

/** The file offset of one character of the joined text, or null when no piece holds it. */
export function toSource(map: SourceMap, offset: number): number | null {
  const piece = map[pieceAt(map, offset)];
  return piece && offset < piece.at + piece.length ? piece.start + offset - piece.at : null;
}

/** Index of the last piece that starts at or before an offset of the joined text, or -1. */
function pieceAt(map: SourceMap, offset: number): number {
  let low = -1;
  let high = map.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map[middle]?.at ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The file span of a stretch of the joined text, or null when the stretch is not one piece in the
 * file (split by a continuation, or made up by joining): such a stretch cannot be edited.
 */
export function spanToSource(map: SourceMap, span: Span): Span | null {
  let index = pieceAt(map, span.start);
  const first = map[index];
  if (!first || span.start > first.at + first.length) return null;
  if (span.start === span.end) return shifted(span, first);
  if (span.start === first.at + first.length) return null;
  let covered = first.at + first.length;
  let end = first.start + first.length;
  while (covered < span.end) {
    const next = map[++index];
    if (!next || next.at !== covered || next.start !== end) return null;
    covered += next.length;
    end += next.length;
  }
  return { start: first.start + span.start - first.at, end: end - (covered - span.end) };
}

/** The source map of a stretch of a joined text, seen as a text of its own. */
export function sliceMap(map: SourceMap, span: Span): SourceMap {
  const pieces: SourcePiece[] = [];
  for (const { at, start, length } of map) {
    const from = Math.max(at, span.start);
    const to = Math.min(at + length, span.end);
    if (from < to) pieces.push({ at: from - span.start, start: start + from - at, length: to - from });
  }
  return pieces;
}

function shifted(span: Span, piece: SourcePiece): Span {
  const by = piece.start - piece.at;
  return { start: span.start + by, end: span.end + by };
}
