import type { Argument } from '../source.js';
import { nameText, WORD } from './names.js';
import { bytesText, literalText, stringText } from './text.js';
import {
  ASSIGN, behind, BRACE, CLOSE, COMMA, END, FORMAT, FORMAT_END, NAME, NUMBER, OPEN, OPERATOR, SQUARE, STAR, STRING, type Tokens,
} from './tokens.js';

/** Text of a literal that is kept, in bytes; a longer one counts as text without a value. */
const LONGEST = 2_000;
/** Elements of one list that become arguments of their own. */
const MOST_ELEMENTS = 500;

interface Literal {
  readonly value: string | null;
  readonly text: boolean;
}

/** What a run of adjacent string literals says: `whole`, or only the part before the first field of an f-string. */
export interface Run {
  readonly text: string | null;
  readonly whole: boolean;
  /** The token behind the run. */
  readonly next: number;
}

/** Reads the string literals that stand beside each other from `at` on; Python joins them (Language Reference 2.4.2). */
export function stringRun(tokens: Tokens, at: number): Run {
  const { kind, start, end } = tokens;
  let text: string | null = '';
  let whole = true;
  let next = at;
  let size = 0;
  while (kind[next] === STRING || kind[next] === FORMAT) {
    size += (end[next] as number) - (start[next] as number);
    if (size > LONGEST) text = null;
    if (whole && text !== null) text += kind[next] === STRING ? stringText(tokens, next) : formatText(tokens, next);
    if (kind[next] === FORMAT && kind[next + 1] !== FORMAT_END) whole = false;
    next = behind(tokens, next);
  }
  return { text, whole, next };
}

/** The text of an f-string up to its first field. */
export function formatText({ bytes, start, end }: Tokens, at: number): string {
  const text = literalText(bytes, start[at] as number, end[at] as number, false);
  return text.includes('{') || text.includes('}') ? text.replaceAll('{{', '{').replaceAll('}}', '}') : text;
}

/** Whether any argument of the call with its bracket at `open` may be a literal, cheaply. */
function mayHaveLiteral(tokens: Tokens, open: number): boolean {
  const { kind, link } = tokens;
  const last = link[open] as number;
  for (let at = open + 1; at < last; at = behind(tokens, at)) {
    const is = kind[at] as number;
    if (is === STRING || is === NUMBER || is === SQUARE || is === OPEN || is === BRACE || is === FORMAT) return true;
    if (is === NAME && (link[at] as number) >= WORD.None && (link[at] as number) <= WORD.False) return true;
  }
  return false;
}

/**
 * The arguments of the call with its bracket at `open`; null where none is a literal. Elements of a list, tuple or set that is
 * an argument are arguments with its name.
 */
export function literalArguments(tokens: Tokens, open: number): readonly Argument[] | null {
  if (!mayHaveLiteral(tokens, open)) return null;
  const found = allArguments(tokens, open);
  return found.some(({ value, text }) => value !== null || text) ? found : null;
}

export function allArguments(tokens: Tokens, open: number): readonly Argument[] {
  const { kind, line, link } = tokens;
  const last = link[open] as number;
  const found: Argument[] = [];
  let position = 0;
  for (let at = open + 1; at < last && kind[at] !== END; ) {
    let name: string | number = position;
    let from = at;
    if (kind[at] === NAME && kind[at + 1] === ASSIGN) {
      name = nameText(link[at] as number);
      from = at + 2;
    } else position++;
    const to = itemEnd(tokens, from, last);
    addArgument(tokens, name, from, to, line[at] as number, found);
    at = to + 1;
  }
  // As long as it is: what grew by `push` keeps room for 16 more, and nearly all calls have one or two.
  return found.slice();
}

function addArgument(tokens: Tokens, name: string | number, from: number, to: number, line: number, found: Argument[]): void {
  const is = tokens.kind[from] as number;
  if (is >= OPEN && is <= BRACE && behind(tokens, from) === to && tokens.kind[to - 1] === CLOSE) {
    addElements(tokens, name, from, found);
    return;
  }
  const literal = is === STAR ? null : literalBetween(tokens, from, to);
  const start = literal === null && is !== STAR ? constantStart(tokens, from) : null;
  const value = literal === null ? null : literal.value;
  const text = literal !== null && literal.text;
  // One shape for nearly all of them: objects that are put together from others are slow to make.
  found.push(start === null || start === '' ? { name, value, text, line } : { name, value, text, start, line });
}

/** What a computed text begins with; `{name}` for `__name__` and `__package__`. */
function constantStart(tokens: Tokens, from: number): string | null {
  const { kind, link } = tokens;
  if (kind[from] === NAME) {
    return isOwn(link[from] as number) && kind[from + 1] === OPERATOR ? '{name}' : null;
  }
  if (kind[from] !== STRING && kind[from] !== FORMAT) return null;
  const { text } = stringRun(tokens, from);
  if (text !== '' || kind[from] !== FORMAT || kind[from + 2] !== NAME) return text;
  return isOwn(link[from + 2] as number) ? '{name}' : text;
}

/** `__name__`, `__package__` */
function isOwn(word: number): boolean {
  return word === WORD.ownName || word === WORD.ownPackage;
}

function addElements(tokens: Tokens, name: string | number, open: number, found: Argument[]): void {
  const last = tokens.link[open] as number;
  const before = found.length;
  for (let at = open + 1; at < last && found.length - before < MOST_ELEMENTS; ) {
    const to = itemEnd(tokens, at, last);
    const literal = literalBetween(tokens, at, to);
    if (literal !== null) found.push({ name, value: literal.value, text: literal.text, line: tokens.line[at] as number });
    at = to + 1;
  }
  if (found.length === before) found.push({ name, value: null, text: false, line: tokens.line[open] as number });
}

/** The comma behind an item, or the end of its bracket. */
export function itemEnd(tokens: Tokens, from: number, last: number): number {
  let at = from;
  while (at < last && tokens.kind[at] !== COMMA) at = behind(tokens, at);
  return Math.min(at, last);
}

/** The literal that makes up everything between two tokens; null for anything else. */
function literalBetween(tokens: Tokens, from: number, to: number): Literal | null {
  const { kind, link } = tokens;
  const is = kind[from] as number;
  if (is === STRING || is === FORMAT) {
    const run = stringRun(tokens, from);
    return run.next === to && run.whole ? { value: run.text, text: true } : null;
  }
  if (to - from === 1 && is === NUMBER) return { value: numberText(tokens, from), text: false };
  if (to - from === 2 && kind[from + 1] === NUMBER && is === OPERATOR && link[from] === 45) return { value: `-${numberText(tokens, from + 1)}`, text: false };
  if (to - from !== 1 || is !== NAME) return null;
  const word = link[from] as number;
  return word >= WORD.None && word <= WORD.False ? { value: nameText(word), text: false } : null;
}

function numberText({ bytes, start, end }: Tokens, at: number): string {
  return bytesText(bytes, start[at] as number, Math.min(end[at] as number, (start[at] as number) + 100));
}

