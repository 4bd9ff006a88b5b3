import { type Read, read, unreadable } from '#text/read.js';
import { pythonString } from './python-string.js';

/** A parsed environment marker (PEP 508). */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Marker[] }
  | { readonly kind: 'comparison'; readonly left: MarkerOperand; readonly operator: MarkerOperator; readonly right: MarkerOperand };

/** A variable by its present name (`os.name` of old files is `os_name`), or the text of a quoted string. */
export type MarkerOperand =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

export type MarkerOperator = '<=' | '<' | '!=' | '==' | '>=' | '>' | '~=' | '===' | 'in' | 'not in';

// Python's `\b` counts letters of every script; a name may not run on.
const END = '(?![\\p{L}\\p{N}_])';
const BLANKS = /[ \t]*/y;
const VARIABLE = new RegExp(
  '(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)' +
    '|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)' +
    `|extras?|dependency_groups)${END}`,
  'uy',
);
const STRING = /'[^']*'|"[^"]*"/y;
const OPERATOR = /===|==|~=|!=|<=|>=|<|>/y;
const WORD_BEFORE = /[\p{L}\p{N}_]$/u;
const IN = new RegExp(`in${END}`, 'uy');
const NOT_IN = new RegExp(`not${END}[ \\t]+in${END}`, 'uy');
const LOGIC = new RegExp(`(?:or|and)${END}`, 'uy');

/** Markers nested deeper than this are refused, as Python's own recursion limit would. */
const MAX_DEPTH = 100;

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
}

/** A whole marker, such as `python_version < "3.9" and extra == 'test'`, as packaging 26 accepts it. */
export function parseMarker(text: string): Read<Marker> {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const marker = parseOr(cursor);
  if (!marker.ok) return marker;
  take(cursor, BLANKS);
  return cursor.at < text.length ? unreadable(`not expected in a marker: ${text.slice(cursor.at)}`) : marker;
}

function parseOr(cursor: Cursor): Read<Marker> {
  const groups: Marker[][] = [[]];
  for (;;) {
    const atom = parseAtom(cursor);
    if (!atom.ok) return atom;
    groups.at(-1)?.push(atom.value);
    const word = takeWord(cursor, LOGIC);
    if (word === null) break;
    if (word === 'or') groups.push([]);
  }
  const alternatives = groups.map((parts) => joined('and', parts));
  return read(joined('or', alternatives));
}

function joined(kind: 'and' | 'or', parts: readonly Marker[]): Marker {
  const [only] = parts;
  return only && parts.length === 1 ? only : { kind, parts };
}

function parseAtom(cursor: Cursor): Read<Marker> {
  take(cursor, BLANKS);
  if (cursor.text[cursor.at] !== '(') return parseComparison(cursor);
  if (++cursor.depth > MAX_DEPTH) return unreadable('a marker nested too deeply');
  cursor.at++;
  const inner = parseOr(cursor);
  if (!inner.ok) return inner;
  take(cursor, BLANKS);
  if (cursor.text[cursor.at] !== ')') return unreadable('a marker with a parenthesis that is not closed');
  cursor.at++;
  cursor.depth--;
  take(cursor, BLANKS);
  return inner;
}

function parseComparison(cursor: Cursor): Read<Marker> {
  const left = parseOperand(cursor);
  if (!left.ok) return left;
  take(cursor, BLANKS);
  const operator = parseOperator(cursor);
  if (operator === null) return unreadable(`a marker without an operator at: ${rest(cursor)}`);
  take(cursor, BLANKS);
  const right = parseOperand(cursor);
  if (!right.ok) return right;
  take(cursor, BLANKS);
  return read({ kind: 'comparison', left: left.value, operator, right: right.value });
}

function parseOperand(cursor: Cursor): Read<MarkerOperand> {
  const name = takeWord(cursor, VARIABLE)?.replace('.', '_');
  if (name !== undefined) {
    return read({ kind: 'variable', name: name === 'python_implementation' ? 'platform_python_implementation' : name });
  }
  const quoted = take(cursor, STRING);
  if (quoted === null) return unreadable(`not a marker variable or a quoted string: ${rest(cursor)}`);
  const text = pythonString(quoted);
  return text === null ? unreadable(`not a Python string: ${quoted}`) : read({ kind: 'text', text });
}

function parseOperator(cursor: Cursor): MarkerOperator | null {
  if (takeWord(cursor, IN) !== null) return 'in';
  if (takeWord(cursor, NOT_IN) !== null) return 'not in';
  return take(cursor, OPERATOR) as MarkerOperator | null;
}

/** A word counts only where no letter, digit or underscore stands right before it. */
function takeWord(cursor: Cursor, pattern: RegExp): string | null {
  const before = cursor.text.slice(Math.max(0, cursor.at - 2), cursor.at);
  return WORD_BEFORE.test(before) ? null : take(cursor, pattern);
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (!match) return null;
  cursor.at += match[0].length;
  return match[0];
}

function rest(cursor: Cursor): string {
  return cursor.text.slice(cursor.at) || 'the end';
}
