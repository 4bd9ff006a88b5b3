import type { Span } from '#text/span.js';

/** Replace `span` of a text by `text`. An empty span inserts, an empty text removes. */
export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

/** How one version of a text became the next: sorted, not overlapping. */
export type EditMap = readonly MappedEdit[];

export interface MappedEdit {
  readonly before: Span;
  readonly after: Span;
}

export interface Edited {
  readonly text: string;
  readonly map: EditMap;
}

/**
 * Applies edits that were all stated against the same text. Several insertions at one
 * place keep the order in which they are given.
 *
 * @throws RangeError when edits overlap or leave the text: ask {@link overlap} first.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): Edited {
  const sorted = sortEdits(edits);
  const pieces: string[] = [];
  const map: MappedEdit[] = [];
  let at = 0;
  let length = 0;
  for (const { span, text: inserted } of sorted) {
    if (span.start < at || span.end < span.start || span.end > text.length) {
      throw new RangeError(`edit ${span.start}-${span.end} overlaps another one or leaves the text`);
    }
    pieces.push(text.slice(at, span.start), inserted);
    length += span.start - at;
    map.push({ before: span, after: { start: length, end: length + inserted.length } });
    length += inserted.length;
    at = span.end;
  }
  pieces.push(text.slice(at));
  return { text: pieces.join(''), map };
}

/** Edits in the order of their places; insertions before replacements that start there. */
export function sortEdits(edits: readonly TextEdit[]): readonly TextEdit[] {
  return edits
    .map((edit, order) => ({ edit, order }))
    .sort((a, b) => a.edit.span.start - b.edit.span.start || a.edit.span.end - b.edit.span.end || a.order - b.order)
    .map(({ edit }) => edit);
}

/** Insertions, those at one place as one, in their order. */
export function joinedInsertions(edits: readonly TextEdit[]): readonly TextEdit[] {
  const byPlace = new Map<number, string>();
  for (const { span, text } of edits) byPlace.set(span.start, (byPlace.get(span.start) ?? '') + text);
  return [...byPlace].toSorted(([a], [b]) => a - b).map(([start, text]) => ({ span: { start, end: start }, text }));
}

/**
 * Whether two sets of edits, made independently, cannot both be applied: they share
 * characters, one inserts inside what the other replaces, or both insert at one place
 * (their order would then decide the result).
 */
export function overlap(left: readonly TextEdit[], right: readonly TextEdit[]): boolean {
  return left.some((a) => right.some((b) => clash(a.span, b.span)));
}

function clash(a: Span, b: Span): boolean {
  if (a.start === a.end && b.start === b.end) return a.start === b.start;
  if (a.start === a.end) return b.start < a.start && a.start < b.end;
  if (b.start === b.end) return a.start < b.start && b.start < a.end;
  return a.start < b.end && b.start < a.end;
}

/** An offset of the earlier text in the later one; inside a replaced part: the start of what replaced it. */
export function toAfter(map: EditMap, offset: number): number {
  let shift = 0;
  for (const { before, after } of map) {
    if (before.start > offset || (before.start === offset && before.end > offset)) break;
    if (before.end > offset) return after.start;
    shift = after.end - before.end;
  }
  return offset + shift;
}

/** A span of the earlier text in the later one, or null when an edit touched it. */
export function spanToAfter(map: EditMap, span: Span): Span | null {
  for (const { before } of map) {
    if (clash(before, span)) return null;
  }
  let shift = 0;
  for (const { before, after } of map) {
    if (before.start > span.start || before.end > span.start) break;
    shift = after.end - before.end;
  }
  return { start: span.start + shift, end: span.end + shift };
}

/** Where an offset of the later text stood in the earlier one, and whether an edit put it there. */
export interface Origin {
  readonly offset: number;
  readonly inserted: boolean;
}

export function toBefore(map: EditMap, offset: number): Origin {
  let shift = 0;
  for (const { before, after } of map) {
    if (after.start > offset) break;
    if (offset < after.end) return { offset: before.start, inserted: true };
    shift = before.end - after.end;
  }
  return { offset: offset + shift, inserted: false };
}
