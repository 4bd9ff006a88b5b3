import type { TextEdit } from '#text/edits.js';

/** Removals as few as possible: those that touch or share characters become one. Edits that put text in stay as they are. */
export function joinSpans(edits: readonly TextEdit[]): readonly TextEdit[] {
  const found: TextEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    const last = found.at(-1);
    const joins = last !== undefined && last.text === '' && edit.text === '' && edit.span.start <= last.span.end && last.span.start < last.span.end;
    if (last && joins) found[found.length - 1] = { span: { start: last.span.start, end: Math.max(last.span.end, edit.span.end) }, text: '' };
    else found.push(edit);
  }
  return found;
}
