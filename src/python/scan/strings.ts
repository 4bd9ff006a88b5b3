import type { Named } from '../source.js';
import { stringRun } from './literals.js';
import { hashOf, intern, nameText } from './names.js';
import { COLON, END, FORMAT, LINE, STATEMENT, STRING, type Tokens } from './tokens.js';

/** Longest literal without white space that is kept, and longest with an address. */
const LONGEST_WORD = 200;
const LONGEST_ADDRESS = 2_000;

/** String literals as they are found. */
export interface Strings {
  readonly found: Named[];
  readonly seen: Set<string>;
}

/** 1: a byte that a plain word cannot hold: white space, a backslash, what is not ASCII. */
const ODD = new Uint8Array(256).map((_, byte) => (byte <= 32 || byte === 92 || byte >= 127 ? 1 : 0));

export function newStrings(): Strings {
  return { found: [], seen: new Set() };
}

/** Takes the literals that begin at `at` and stand beside each other, unless they are a statement of their own (a docstring). */
export function takeString(tokens: Tokens, at: number, to: Strings): void {
  const { bytes, kind, start, end, line } = tokens;
  const next = kind[at + 1] as number;
  if (kind[at] === STRING && next !== STRING && next !== FORMAT) {
    const from = start[at] as number;
    const until = end[at] as number;
    if (until === from || isStatement(kind, at, at + 1)) return;
    const odd = until - from > LONGEST_WORD ? from : oddByte(bytes, from, until);
    if (odd === until) {
      keep(to, nameText(intern(bytes, from, until, hashOf(bytes, from, until))), line[at] as number);
      return;
    }
    if (bytes[odd] !== 92 && (bytes[odd] as number) < 127 && !hasAddress(bytes, from, Math.min(until, from + LONGEST_ADDRESS))) return;
  }
  const run = stringRun(tokens, at);
  if (run.text === null || run.text === '' || isStatement(kind, at, run.next)) return;
  if (run.text.includes('://') || (run.whole && run.text.length <= LONGEST_WORD && !/\s/.test(run.text))) keep(to, run.text, line[at] as number);
}

function keep(to: Strings, name: string, line: number): void {
  if (to.seen.has(name)) return;
  to.seen.add(name);
  to.found.push({ name, line });
}

function isStatement(kind: Uint8Array, at: number, next: number): boolean {
  const before = kind[at - 1] as number;
  const after = kind[next] as number;
  return (before === LINE || before === STATEMENT || before === COLON) && (after === LINE || after === STATEMENT || after === END);
}

function oddByte(bytes: Uint8Array, from: number, until: number): number {
  let at = from;
  while (at < until && ODD[bytes[at] as number] === 0) at++;
  return at;
}

function hasAddress(bytes: Uint8Array, from: number, until: number): boolean {
  for (let at = from; at + 2 < until; at++) if (bytes[at] === 58 && bytes[at + 1] === 47 && bytes[at + 2] === 47) return true;
  return false;
}
