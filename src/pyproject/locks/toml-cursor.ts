import type { TomlScalar } from '../toml.js';
import { decodeBasic } from './basic-string.js';

/** A place in a text that is read once from its start to its end. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** 1-based. */
  line: number;
}

/** What package managers do not write. Thrown while reading, and caught by `readGeneratedToml`. */
export class NotGenerated extends Error {}

/** A string on one line, in either kind of quotes. */
export function stringAt(cursor: Cursor): TomlScalar {
  const { text, at, line } = cursor;
  const quote = text[at] ?? '';
  if (text.startsWith(quote.repeat(3), at)) throw new NotGenerated('a string over several lines');
  let end = text.indexOf(quote, at + 1);
  if (quote === '"') while (end > 0 && escaped(text, end)) end = text.indexOf(quote, end + 1);
  const raw = text.slice(at + 1, end);
  if (end < 0 || raw.includes('\n')) throw new NotGenerated('a string that is not closed on its line');
  const value = quote === '"' ? decodeBasic(raw) : raw;
  if (value === null) throw new NotGenerated(`not valid TOML: an escape in ${raw.slice(0, 40)}`);
  cursor.at = end + 1;
  return { kind: 'scalar', type: 'string', line, text: value, span: { start: at, end: end + 1 } };
}

function escaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** What a sticky pattern finds here; refused where it finds nothing. */
export function word(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0];
  if (found === undefined) throw new NotGenerated(`not valid TOML: ${JSON.stringify(cursor.text.slice(cursor.at, cursor.at + 20))}`);
  cursor.at += found.length;
  return found;
}

/** Steps over a sign that has to come next, and the blanks before it. */
export function expect(cursor: Cursor, text: string): void {
  blanks(cursor);
  if (!cursor.text.startsWith(text, cursor.at)) throw new NotGenerated(`not valid TOML: ${text} is missing`);
  cursor.at += text.length;
}

/** Steps over blanks. */
export function blanks(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++;
}

/** Steps over blanks, comments and line ends. */
export function skipLines(cursor: Cursor): void {
  for (;;) {
    const char = cursor.text[cursor.at];
    if (char === '#') comment(cursor);
    else if (char === '\n' || char === ' ' || char === '\t' || char === '\r') {
      if (char === '\n') cursor.line++;
      cursor.at++;
    } else return;
  }
}

/** Steps to the end of a line that holds nothing more. */
export function endOfLine(cursor: Cursor): void {
  blanks(cursor);
  if (cursor.text[cursor.at] === '#') comment(cursor);
  if (cursor.text[cursor.at] === '\r') cursor.at++;
  if (cursor.at < cursor.text.length && cursor.text[cursor.at] !== '\n') {
    throw new NotGenerated(`not valid TOML: ${JSON.stringify(cursor.text.slice(cursor.at, cursor.at + 20))}`);
  }
}

function comment(cursor: Cursor): void {
  const end = cursor.text.indexOf('\n', cursor.at);
  cursor.at = end < 0 ? cursor.text.length : end;
}
