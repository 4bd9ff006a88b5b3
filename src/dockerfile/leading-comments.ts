import type { Span } from '#text/span.js';

/**
 * The comment lines directly above an instruction, from the first `#` to the end of the last of them.
 * `comments` are whole-line comments in order (no directives), `last` is the index of the nearest one above.
 */
export function leadingComments(text: string, comments: readonly Span[], last: number, start: number): Span | null {
  let first = last + 1;
  let below = start;
  while (first > 0) {
    const comment = comments[first - 1];
    if (!comment || !isDirectlyAbove(text, comment.end, below)) break;
    below = comment.start;
    first--;
  }
  const top = comments[first];
  const bottom = comments[last];
  return top && bottom && first <= last ? { start: top.start, end: bottom.end } : null;
}

/** Only one line ending and indentation between. */
function isDirectlyAbove(text: string, end: number, below: number): boolean {
  const feed = text.indexOf('\n', end);
  if (feed < 0 || feed >= below) return false;
  const next = text.indexOf('\n', feed + 1);
  return (next < 0 || next >= below) && text.slice(end, below).trim() === '';
}
