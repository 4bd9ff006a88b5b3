import type { Guard } from '../source.js';
import { WORD } from './names.js';
import { sourceText, stringText } from './text.js';
import { CLOSE, NAME, OPEN, OPERATOR, STRING, type Tokens } from './tokens.js';

/** What the condition of an `if` says about when its body runs; `no-typing`: `not TYPE_CHECKING`. */
export type Condition = Guard | 'no-typing' | null;

const LONGEST = 200;
/** Tokens looked at of one condition. */
const MOST_TOKENS = 400;

/** Reads the condition between two tokens. */
export function condition(tokens: Tokens, from: number, to: number): Condition {
  let first = from;
  let last = Math.min(to, from + MOST_TOKENS);
  while (tokens.kind[first] === OPEN && tokens.link[first] === last - 1) {
    first++;
    last--;
  }
  const { kind, link } = tokens;
  let found: 'version' | 'platform' | 'main' | null = null;
  let alternatives = false;
  for (let at = first; at < last; at++) {
    if (kind[at] === OPERATOR && isNotEqual(tokens, at)) alternatives = true;
    if (kind[at] !== NAME) continue;
    const word = link[at] as number;
    if (word === WORD.or || word === WORD.not) alternatives = true;
    if (word === WORD.version_info || ((word === WORD.PY2 || word === WORD.PY3) && last - first <= 4)) found = 'version';
    else if (found !== 'version' && isPlatform(tokens, at)) found = 'platform';
    else if (word === WORD.ownName && found === null && comparesWithMain(tokens, at)) found = 'main';
  }
  if (found === 'main') return alternatives ? null : { kind: 'main' };
  if (found !== null) return { kind: found, test: sourceText(tokens, first, last, LONGEST), negated: false };
  return typing(tokens, first, last);
}

/** The line of the first test of `__name__` against `"__main__"` in a condition; null without. */
export function mainTest(tokens: Tokens, from: number, to: number): boolean {
  for (let at = from; at < to && at < from + MOST_TOKENS; at++) {
    if (tokens.kind[at] === NAME && tokens.link[at] === WORD.ownName && comparesWithMain(tokens, at)) return true;
  }
  return false;
}

/** What the branches behind a condition are guarded by. */
export function negation(condition: Condition): Guard | null {
  if (condition === 'no-typing') return { kind: 'typing' };
  return condition !== null && 'test' in condition ? { ...condition, negated: true } : null;
}

/** `TYPE_CHECKING`, `typing.TYPE_CHECKING`, `not TYPE_CHECKING`, and nothing besides. */
function typing(tokens: Tokens, from: number, to: number): Condition {
  const { kind, link } = tokens;
  const negated = kind[from] === NAME && link[from] === WORD.not;
  let first = negated ? from + 1 : from;
  let last = to;
  while (kind[first] === OPEN && link[first] === last - 1) {
    first++;
    last--;
  }
  const plain = last - first === 1 || (last - first === 3 && kind[first] === NAME);
  if (!plain || kind[last - 1] !== NAME || link[last - 1] !== WORD.TYPE_CHECKING) return null;
  return negated ? 'no-typing' : { kind: 'typing' };
}

/** `sys.platform`, `os.name`, `platform.system()`. */
function isPlatform({ kind, link }: Tokens, at: number): boolean {
  if (link[at] === WORD.platform) return kind[at + 1] !== NAME;
  return link[at] === WORD.name && kind[at - 2] === NAME && link[at - 2] === WORD.os;
}

function comparesWithMain(tokens: Tokens, at: number): boolean {
  return isMainText(tokens, at + 2) || isMainText(tokens, at - 2);
}

function isMainText(tokens: Tokens, at: number): boolean {
  return tokens.kind[at] === STRING && stringText(tokens, at) === '__main__';
}

function isNotEqual({ bytes, start }: Tokens, at: number): boolean {
  return bytes[start[at] as number] === 33 || (bytes[start[at] as number] === 60 && bytes[(start[at] as number) + 1] === 62);
}

/** Whether the tokens of an `except` line catch the failure of an import: its error, what stands above it, or everything. */
export function catchesImportError({ kind, link }: Tokens, from: number, to: number): boolean {
  let named = false;
  for (let at = from; at < to && at < from + MOST_TOKENS; at++) {
    if (kind[at] !== NAME) continue;
    const word = link[at] as number;
    if (word === WORD.as) break;
    if (word >= WORD.ImportError && word <= WORD.BaseException) return true;
    named = true;
  }
  return !named;
}

/** `with suppress(ImportError):` */
export function suppressesImportError({ kind, link }: Tokens, from: number, to: number): boolean {
  for (let at = from; at < to && at < from + MOST_TOKENS; at++) {
    if (kind[at] !== NAME || link[at] !== WORD.suppress || kind[at + 1] !== OPEN) continue;
    for (let inner = at + 2; inner < to && kind[inner] !== CLOSE; inner++) {
      const word = kind[inner] === NAME ? (link[inner] as number) : 0;
      if (word >= WORD.ImportError && word <= WORD.BaseException) return true;
    }
  }
  return false;
}
