import { read, unreadable, type Read } from '#text/read.js';

/** A regular expression as a tree. */
export type Expression =
  | { readonly kind: 'character'; readonly accepts: (code: number) => boolean; readonly literal: string | null }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'either'; readonly parts: readonly Expression[] }
  | { readonly kind: 'repeat'; readonly part: Expression; readonly least: number; readonly most: number };

/** A reason of this start: the expression is good for Go, but not read here. */
export const NOT_READ = 'not read: ';

interface Cursor {
  readonly text: string;
  at: number;
}

/**
 * The part of Go's regular expressions (regexp/syntax/parse.go, flags `Perl`) that patterns of `.dockerignore`
 * come out as. Not read: named and Unicode classes, `\Q`, `\b`, `\A`, `\z`, characters by number.
 */
export function parseExpression(text: string): Read<Expression> {
  const cursor = { text, at: 0 };
  const found = alternatives(cursor, 0);
  if (found.ok && cursor.at < text.length) return unreadable('a parenthesis that nothing opens');
  return found;
}

function alternatives(cursor: Cursor, depth: number): Read<Expression> {
  const found: Expression[] = [];
  for (;;) {
    const one = sequence(cursor, depth);
    if (!one.ok) return one;
    found.push(one.value);
    if (cursor.text[cursor.at] !== '|') break;
    cursor.at += 1;
  }
  return read(found.length === 1 && found[0] ? found[0] : { kind: 'either', parts: found });
}

function sequence(cursor: Cursor, depth: number): Read<Expression> {
  const parts: Expression[] = [];
  let quantified = false;
  while (cursor.at < cursor.text.length && !/[|)]/.test(cursor.text.charAt(cursor.at))) {
    const times = quantifier(cursor);
    if (times && !times.ok) return times;
    if (times) {
      const part = parts.pop();
      if (!part) return unreadable('a repetition of nothing');
      if (quantified) return unreadable('a repetition of a repetition');
      parts.push({ kind: 'repeat', part, ...times.value });
      quantified = true;
      continue;
    }
    const part = atom(cursor, depth);
    if (!part.ok) return part;
    parts.push(part.value);
    quantified = false;
  }
  return read({ kind: 'sequence', parts });
}

/** `*`, `?`, `{2}`, `{2,}`, `{2,3}`; braces that say nothing of the kind are characters. */
function quantifier(cursor: Cursor): Read<{ readonly least: number; readonly most: number }> | null {
  const character = cursor.text[cursor.at];
  if (character === '*' || character === '?') {
    cursor.at += 1;
    return read({ least: 0, most: character === '*' ? Number.POSITIVE_INFINITY : 1 });
  }
  if (character !== '{') return null;
  BRACES.lastIndex = cursor.at;
  const found = BRACES.exec(cursor.text);
  if (!found) return null;
  const least = Number(found[1]);
  const most = found[2] === undefined ? least : found[3] === undefined ? Number.POSITIVE_INFINITY : Number(found[3]);
  if (least > 1000 || (most > 1000 && most !== Number.POSITIVE_INFINITY) || most < least) return unreadable(`not a count: ${found[0]}`);
  cursor.at += found[0].length;
  return read({ least, most });
}

const BRACES = /\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/y;

function atom(cursor: Cursor, depth: number): Read<Expression> {
  const character = next(cursor);
  if (character === '^') return read({ kind: 'start' });
  if (character === '$') return read({ kind: 'end' });
  if (character === '.') return read({ kind: 'character', accepts: (code) => code !== 10, literal: null });
  if (character === '[') return characterClass(cursor);
  if (character === '\\') {
    const escaped = escape(cursor);
    return escaped.ok ? read({ kind: 'character', ...escaped.value }) : escaped;
  }
  if (character !== '(') return read({ kind: 'character', ...one(character) });
  if (depth > 0) return unreadable(`${NOT_READ}a group in a group`);
  const group = alternatives(cursor, depth + 1);
  if (group.ok && next(cursor) !== ')') return unreadable('a parenthesis that is not closed');
  return group;
}

interface Characters {
  readonly accepts: (code: number) => boolean;
  readonly literal: string | null;
}

function one(character: string): Characters {
  const own = character.codePointAt(0);
  return { accepts: (code) => code === own, literal: character };
}

const CONTROLS: Readonly<Record<string, string>> = { a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const CLASSES: Readonly<Record<string, RegExp>> = { d: /[0-9]/, s: /[\t\n\f\r ]/, w: /[0-9A-Za-z_]/ };

/** What stands behind a backslash. */
function escape(cursor: Cursor): Read<Characters> {
  const character = next(cursor);
  if (character === '') return unreadable('a backslash at the end');
  const named = CLASSES[character.toLowerCase()];
  if (named) {
    const wanted = character === character.toLowerCase();
    return read({ accepts: (code) => named.test(String.fromCodePoint(code)) === wanted, literal: null });
  }
  const control = CONTROLS[character];
  if (control !== undefined) return read(one(control));
  if (/[\x00-\x7f]/.test(character) && !/[0-9A-Za-z]/.test(character)) return read(one(character));
  return unreadable(/[0-7xpPQAzbB]/.test(character) ? `${NOT_READ}\\${character}` : `an escape that Go does not know: \\${character}`);
}

/** `[a-z]`, `[^/]`; a `]` at the first place is a member. */
function characterClass(cursor: Cursor): Read<Expression> {
  const negated = cursor.text[cursor.at] === '^';
  if (negated) cursor.at += 1;
  const members: ((code: number) => boolean)[] = [];
  for (let first = true; first || cursor.text[cursor.at] !== ']'; first = false) {
    if (cursor.text.startsWith('[:', cursor.at) && cursor.text.includes(':]', cursor.at + 2)) return unreadable(`${NOT_READ}a named class of characters`);
    const low = member(cursor);
    if (!low.ok) return low;
    if (low.value.literal === null || cursor.text[cursor.at] !== '-' || cursor.text[cursor.at + 1] === ']' || cursor.at + 1 >= cursor.text.length) {
      members.push(low.value.accepts);
      continue;
    }
    cursor.at += 1;
    const high = member(cursor);
    if (!high.ok) return high;
    const [from, to] = [low.value.literal.codePointAt(0) ?? 0, high.value.literal?.codePointAt(0) ?? -1];
    if (to < from) return unreadable('a range of characters from high to low');
    members.push((code) => from <= code && code <= to);
  }
  cursor.at += 1;
  return read({ kind: 'character', accepts: (code) => members.some((accepts) => accepts(code)) !== negated, literal: null });
}

function member(cursor: Cursor): Read<Characters> {
  const character = next(cursor);
  if (character === '') return unreadable('a bracket that is not closed');
  return character === '\\' ? escape(cursor) : read(one(character));
}

/** One character, by code points; '' at the end. */
function next(cursor: Cursor): string {
  const code = cursor.text.codePointAt(cursor.at);
  if (code === undefined) return '';
  const character = String.fromCodePoint(code);
  cursor.at += character.length;
  return character;
}
