import type { Span } from '#text/span.js';
import type { Lines, LogicalLine, PhysicalLine } from './logical-lines.js';

/** The comment lines around a logical line. */
export interface Belongings {
  readonly leading: Span | null;
  readonly via: Span | null;
}

const INDENTED = /^[ \t]+#/;
const VIA = /^[ \t]+#[ \t]*(?:via\b|from https?:)/;

/**
 * The comments of each logical line. Below it: indented lines that begin with `# via` or, from uv, `# from` an index.
 * Above it: the comment lines that touch it and are not the `# via` lines of the one before.
 */
export function belongings(text: string, { physical, logical }: Lines): readonly Belongings[] {
  const result: Belongings[] = [];
  let free = 0;
  for (const [index, line] of logical.entries()) {
    const until = logical[index + 1]?.first ?? physical.length;
    const via = viaBlock(text, physical, line, until);
    result.push({ leading: blockSpan(physical, leadingStart(text, physical, line, free), line.first), via: blockSpan(physical, line.last + 1, via) });
    free = Math.max(line.last + 1, via);
  }
  return result;
}

/** The index behind the last `# via` line below a logical line. */
function viaBlock(text: string, physical: readonly PhysicalLine[], { last }: LogicalLine, until: number): number {
  const first = physical[last + 1];
  if (last + 1 >= until || !first || !VIA.test(lineText(text, first))) return last + 1;
  let end = last + 2;
  while (end < until && isIndentedComment(text, physical[end])) end++;
  return end;
}

function isIndentedComment(text: string, line: PhysicalLine | undefined): boolean {
  return line !== undefined && INDENTED.test(lineText(text, line));
}

function leadingStart(text: string, physical: readonly PhysicalLine[], { first }: LogicalLine, free: number): number {
  let start = first;
  while (start > free && physical[start - 1]?.kind === 'comment') start--;
  // A comment below a continued line ends that line, even one that says nothing: without it the next line would be joined.
  const above = physical[start - 1];
  const ends = start < first && above?.kind === 'content' && lineText(text, above).endsWith('\\');
  return ends ? start + 1 : start;
}

function blockSpan(physical: readonly PhysicalLine[], from: number, to: number): Span | null {
  const [first, last] = [physical[from], physical[to - 1]];
  return from < to && first && last ? { start: first.span.start, end: last.span.end } : null;
}

function lineText(text: string, { span }: PhysicalLine): string {
  return text.slice(span.start, span.end);
}
