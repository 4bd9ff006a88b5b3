import { toBefore, type EditMap } from '#text/edits.js';
import { lineAt, lineStart, lineTable } from '#text/lines.js';

/** The edits that a text went through, each with the rule that made it. */
export type History = readonly { readonly rule: string; readonly before: string; readonly after: string; readonly map: EditMap }[];

export interface OriginalLine {
  /** Null: the file did not exist before. */
  readonly line: number | null;
  /** The rule that put the line there; null for a line of the original. */
  readonly insertedBy: string | null;
}

/** Where a line of the current text stood in the original one. */
export function originalLine(history: History, line: number): OriginalLine {
  const last = history.at(-1);
  if (!last) return { line, insertedBy: null };
  let offset = firstCharacter(last.after, line);
  let insertedBy: string | null = null;
  for (const edit of history.toReversed()) {
    const origin = toBefore(edit.map, offset);
    if (origin.inserted) insertedBy = edit.rule;
    offset = origin.offset;
  }
  const [first] = history;
  return { line: lineAt(lineTable(first?.before ?? ''), offset), insertedBy };
}

/** Offset of the first character of a line that is not blank: an indentation may have been edited. */
function firstCharacter(text: string, line: number): number {
  const start = lineStart(lineTable(text), line);
  const blank = /^[ \t]*/.exec(text.slice(start, start + 200))?.[0].length ?? 0;
  return Math.min(start + blank, Math.max(start, text.length - 1));
}
