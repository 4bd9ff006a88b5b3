import type { Span } from '#text/span.js';

/** The start of the line that an offset stands on. */
export function lineFrom(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Just behind the line end of the line that an offset stands on, or the end of the text. */
export function lineTo(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

export function isBlank(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

/** The blanks that a line starts with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineFrom(text, offset), offset))?.[0] ?? '';
}

/** The full lines above `start` that are comments, without a gap, down to the line of `floor`; empty: none. */
export function commentAbove(text: string, start: number, floor: number): Span {
  let from = start;
  while (from > floor) {
    const above = lineFrom(text, from - 1);
    if (above < floor || !/^[ \t]*#/.test(text.slice(above, from))) break;
    from = above;
  }
  return { start: from, end: start };
}
