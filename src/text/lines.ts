/**
 * Lines as editors and git count them: split at `\n` only, 1-based.
 * pip and BuildKit have line rules of their own; those live with their documents.
 */
export interface LineTable {
  /** Offset of the first character of each line. */
  readonly starts: readonly number[];
  readonly length: number;
}

export type LineEnding = '\n' | '\r\n';

export function lineTable(text: string): LineTable {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return { starts, length: text.length };
}

/** The 1-based line that holds `offset`; an offset at the very end belongs to the last line. */
export function lineAt(table: LineTable, offset: number): number {
  let low = 0;
  let high = table.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((table.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/** Offset of the first character of a 1-based line. */
export function lineStart(table: LineTable, line: number): number {
  return table.starts[line - 1] ?? table.length;
}

/** Offset just behind the line's `\n` (or the end of the text). */
export function lineEnd(table: LineTable, line: number): number {
  return table.starts[line] ?? table.length;
}

/**
 * The line ending to use for text inserted at `offset`: that of the line itself,
 * else of the line before, else `\n`. So a mixed file stays as mixed as it was.
 */
export function endingNear(text: string, offset: number): LineEnding {
  const next = text.indexOf('\n', offset);
  if (next >= 0) return text[next - 1] === '\r' ? '\r\n' : '\n';
  const previous = text.lastIndexOf('\n', offset - 1);
  return previous > 0 && text[previous - 1] === '\r' ? '\r\n' : '\n';
}
