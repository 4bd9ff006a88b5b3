import { interpolate, type Lookup } from './interpolate.js';

/** The variables of a `.env` file. */
export interface EnvFile {
  /** Null: its value rests on a variable that nothing in the workspace sets. */
  readonly values: ReadonlyMap<string, string | null>;
  /** Where reading stopped or a value was refused; the variables before it stand. */
  readonly problems: readonly { readonly line: number; readonly reason: string }[];
}

const KEY = /(?:export[ \t\v\f\r]+)?([\p{L}\p{N}_.[\]-]*)[ \t\v\f\r]*([=:\n]|$)/uy;
const ESCAPES = /\\(?:[abcfnrtv$"\\]|0[0-7]{1,3})/g;
const LETTERS: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * Reads a `.env` file as compose does (dotenv/parser.go in github.com/compose-spec/compose-go):
 * `export`, `A: b` beside `A=b`, ` #` opens a comment, single quotes keep all as it is, double quotes
 * know escapes, quoted values may span lines, and values see the variables before them, then `outer`.
 * A name alone takes its value from the shell that runs compose, so it is left out.
 */
export function readEnvFile(text: string, outer: Lookup = () => undefined): EnvFile {
  const values = new Map<string, string | null>();
  const problems: { line: number; reason: string }[] = [];
  // The shell goes before the file, and an outer file before an included one.
  const lookup: Lookup = (name) => outer(name) ?? values.get(name);
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  let line = 1;
  let at = 0;
  function move(to: number): void {
    for (; at < to; at++) if (source[at] === '\n') line++;
  }
  for (;;) {
    move(skip(source, at));
    if (at >= source.length) return { values, problems };
    KEY.lastIndex = at;
    const key = KEY.exec(source);
    if (!key || key[1] === '') {
      problems.push({ line, reason: `not a variable: ${lineFrom(source, at)}` });
      return { values, problems };
    }
    const started = line;
    const alone = key[2] !== '=' && key[2] !== ':';
    move(at + key[0].length);
    if (alone) continue;
    while (/[ \t\v\f\r]/.test(source[at] ?? '')) at++;
    const value = readValue(source, at);
    if (value === null) {
      problems.push({ line: started, reason: `a quote that is not closed: ${lineFrom(source, at)}` });
      return { values, problems };
    }
    const filled = value.fills ? interpolate(value.text, lookup) : { text: value.text, unset: [], problem: null };
    if (filled.problem !== null) problems.push({ line: started, reason: filled.problem });
    values.set(key[1] ?? '', filled.unset.length > 0 || filled.problem !== null ? null : filled.text);
    move(value.end);
  }
}

/** The start of the next statement: behind blank lines and comments. */
function skip(source: string, start: number): number {
  let at = start;
  for (;;) {
    while (at < source.length && /\s/.test(source[at] ?? '')) at++;
    if (source[at] !== '#') return at;
    at = endOfLine(source, at);
  }
}

interface RawValue {
  readonly text: string;
  readonly end: number;
  readonly fills: boolean;
}

function readValue(source: string, start: number): RawValue | null {
  const quote = source[start];
  if (quote !== '"' && quote !== "'") {
    const end = endOfLine(source, start);
    return { text: (source.slice(start, end).split(' #')[0] ?? '').trimEnd(), end, fills: true };
  }
  const characters: string[] = [];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === quote) {
      const text = characters.join('');
      return { text: quote === '"' ? text.replace(ESCAPES, unescape) : text, end: at + 1, fills: quote === '"' };
    }
    // A backslash keeps the quote behind it; before anything else it stays.
    if (source[at] === '\\' && at + 1 < source.length) {
      at++;
      if (source[at] !== quote) characters.push('\\');
    }
    characters.push(source[at] ?? '');
  }
  return null;
}

function unescape(match: string): string {
  const letter = match[1] ?? '';
  if (letter === '$') return '$$';
  if (letter === '0') return String.fromCodePoint(Number.parseInt(match.slice(2), 8));
  return LETTERS[letter] ?? letter;
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end < 0 ? source.length : end;
}

function lineFrom(source: string, at: number): string {
  return source.slice(at, Math.min(endOfLine(source, at), at + 80));
}
