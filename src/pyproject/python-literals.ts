import { pythonString } from '#pep/python-string.js';
import { read, unreadable, type Read } from '#text/read.js';

/** A word of Python source, as far as a literal needs them; `other` is an operator or a number. */
export interface PythonToken {
  readonly kind: 'name' | 'string' | 'other' | 'open' | 'close';
  /** Of a string its value; null where it is none that stands there whole (an f-string, bytes). */
  readonly text: string | null;
  readonly line: number;
  /** First on its line, not indented. */
  readonly leads: boolean;
}

const STRING = [
  /"""[^"\\]*(?:(?:\\[^]|"(?!""))[^"\\]*)*"""/,
  /'''[^'\\]*(?:(?:\\[^]|'(?!''))[^'\\]*)*'''/,
  /"(?!"")(?:[^"\\\n]|\\[^])*"|""/,
  /'(?!'')(?:[^'\\\n]|\\[^])*'|''/,
].map(({ source }) => source).join('|');

const WORD = new RegExp(
  `(?<comment>#[^\\n]*)|(?<string>(?<prefix>[A-Za-z]{0,2})(?:${STRING}))|(?<name>[\\p{L}_][\\p{L}\\p{N}_]*)|(?<blank>\\s+|\\\\\\r?\\n)|(?<other>[^])`,
  'uy',
);

const LONGEST = 1_000_000;

/** The words of a Python source; never run. A string that does not end is what Python refuses too. */
export function pythonTokens(source: string): Read<readonly PythonToken[]> {
  if (source.length > LONGEST) return unreadable(`more than ${LONGEST.toLocaleString('en')} characters`);
  const tokens: PythonToken[] = [];
  let line = 1;
  let lineStart = 0;
  WORD.lastIndex = 0;
  for (let found = WORD.exec(source); found; found = WORD.exec(source)) {
    const [word] = found;
    const groups = found.groups ?? {};
    const base = { line, leads: found.index === lineStart };
    if (word === '"' || word === "'") return unreadable('a string that does not end', line);
    if (groups['name'] !== undefined) tokens.push({ kind: 'name', text: word, ...base });
    else if (groups['string'] !== undefined) tokens.push({ kind: 'string', text: stringValue(word, groups['prefix'] ?? ''), ...base });
    else if (groups['other'] !== undefined) tokens.push({ kind: '([{'.includes(word) ? 'open' : ')]}'.includes(word) ? 'close' : 'other', text: word, ...base });
    for (let at = word.indexOf('\n'); at >= 0; at = word.indexOf('\n', at + 1)) {
      line += 1;
      lineStart = found.index + at + 1;
    }
  }
  return read(tokens);
}

function stringValue(word: string, prefix: string): string | null {
  const quotes = /^[A-Za-z]*("""|'''|"|')/.exec(word)?.[1] ?? '"';
  const inside = word.slice(prefix.length + quotes.length, word.length - quotes.length);
  if (/^[rR][uU]?$|^[uU][rR]$/.test(prefix)) return inside;
  return /^[uU]?$/.test(prefix) ? pythonString(`"${inside}"`) : null;
}

/** A literal of Python: a string with its line, a list or tuple, a dict with string keys. */
export type Literal =
  | { readonly kind: 'string'; readonly text: string; readonly line: number }
  | { readonly kind: 'list'; readonly items: readonly Literal[]; readonly line: number }
  | { readonly kind: 'dict'; readonly entries: readonly { readonly key: string; readonly value: Literal }[]; readonly line: number };

const DEEPEST = 20;

/** The literal that starts at a token and ends before a comma, a closing bracket or a new statement. */
export function readLiteral(tokens: readonly PythonToken[], start: number, depth = 0): Read<{ readonly value: Literal; readonly end: number }> {
  const first = tokens[start];
  if (!first || depth > DEEPEST) return unreadable('no literal', first?.line);
  if (first.kind === 'string') return readString(tokens, start);
  if (first.kind !== 'open') return unreadable(`put together by code: ${first.text ?? 'a string'}`, first.line);
  const items: Literal[] = [];
  const entries: { key: string; value: Literal }[] = [];
  let at = start + 1;
  let isTuple = first.text !== '(';
  while (tokens[at] && tokens[at]?.kind !== 'close') {
    const item = readLiteral(tokens, at, depth + 1);
    if (!item.ok) return item;
    at = item.value.end;
    if (first.text === '{' && tokens[at]?.text === ':') {
      const value = readLiteral(tokens, at + 1, depth + 1);
      if (!value.ok) return value;
      if (item.value.value.kind !== 'string') return unreadable('a key that is no string', item.value.value.line);
      entries.push({ key: item.value.value.text, value: value.value.value });
      at = value.value.end;
    } else items.push(item.value.value);
    if (tokens[at]?.text === ',') {
      isTuple = true;
      at += 1;
    } else if (tokens[at]?.kind !== 'close') return unreadable(`put together by code: ${tokens[at]?.text ?? 'the end'}`, tokens[at]?.line ?? first.line);
  }
  if (!tokens[at]) return unreadable('a bracket that is not closed', first.line);
  const [only] = items;
  const value: Literal =
    first.text === '{' && items.length === 0
      ? { kind: 'dict', entries, line: first.line }
      : !isTuple && only
        ? only
        : { kind: 'list', items, line: first.line };
  return ended(tokens, { value, end: at + 1 });
}

/** Strings that stand beside each other are one. */
function readString(tokens: readonly PythonToken[], start: number): Read<{ readonly value: Literal; readonly end: number }> {
  const parts: string[] = [];
  let at = start;
  for (; tokens[at]?.kind === 'string' && (at === start || !tokens[at]?.leads); at++) {
    const text = tokens[at]?.text ?? null;
    if (text === null) return unreadable('a string that is made when the file runs', tokens[at]?.line);
    parts.push(text);
  }
  return ended(tokens, { value: { kind: 'string', text: parts.join(''), line: tokens[start]?.line ?? 1 }, end: at });
}

/** Whatever goes on behind a literal makes another value of it: `[…] + more`, `"%s" % version`, `(…).split()`. */
function ended<T extends { readonly end: number; readonly value: Literal }>(tokens: readonly PythonToken[], found: T): Read<T> {
  const next = tokens[found.end];
  if (!next || next.leads || next.kind === 'close' || [',', ':', ';'].includes(next.text ?? '')) return read(found);
  // A statement that follows on an indented line of its own.
  if (next.kind === 'name' && !['if', 'for', 'or', 'and', 'in', 'is', 'else'].includes(next.text ?? '')) return read(found);
  return unreadable(`put together by code: ${next.text ?? 'a string'}`, next.line);
}
