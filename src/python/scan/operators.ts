import { WORD_BYTE } from './characters.js';
import type { Cutter } from './cutter.js';
import { ASSIGN, AUGMENT, FIELD, NUMBER, OPERATOR, STAR, STATEMENT } from './tokens.js';

/** Reads a number: digits, letters, points, and the sign of an exponent. */
export function readNumber(cutter: Cutter): void {
  const { bytes, kind, start, end, line } = cutter.tokens;
  const from = cutter.at;
  const hexadecimal = bytes[from] === 48 && ((bytes[from + 1] as number) | 32) === 120;
  let to = from + 1;
  for (; ; to++) {
    const byte = bytes[to] as number;
    const sign = (byte === 43 || byte === 45) && ((bytes[to - 1] as number) | 32) === 101 && !hexadecimal;
    if (WORD_BYTE[byte] !== 1 && byte !== 46 && !sign) break;
  }
  kind[cutter.count] = NUMBER;
  start[cutter.count] = from;
  end[cutter.count] = to;
  line[cutter.count++] = cutter.row;
  cutter.at = to;
}

/** Reads an operator, a `;`, a backslash at the end of a line, or the conversion of a field. */
export function readOperator(cutter: Cutter, byte: number): void {
  const { bytes } = cutter.tokens;
  const from = cutter.at;
  const next = bytes[from + 1] as number;
  if (byte === 59) {
    cutter.at++;
    if (cutter.depth === 0) push(cutter, STATEMENT, from, byte);
  } else if (byte === 92) readContinuation(cutter, next);
  else if (byte === 33 && next !== 61 && isInField(cutter)) {
    cutter.at++;
    while (WORD_BYTE[bytes[cutter.at] as number] === 1) cutter.at++;
  } else if (byte === 61) {
    cutter.at += next === 61 ? 2 : 1;
    push(cutter, next === 61 ? OPERATOR : ASSIGN, from, byte);
  } else readSigns(cutter, byte, next);
}

function isInField({ tokens, brackets, depth }: Cutter): boolean {
  return depth > 0 && tokens.kind[brackets[depth - 1] as number] === FIELD;
}

function readContinuation(cutter: Cutter, next: number): void {
  cutter.at++;
  if (next !== 10 && next !== 13) return;
  cutter.at += next === 13 && cutter.tokens.bytes[cutter.at + 1] === 10 ? 2 : 1;
  cutter.row++;
}

/** `*`, `**=`, `//`, `->`, `:=`, `<=` and the like. */
function readSigns(cutter: Cutter, byte: number, next: number): void {
  const from = cutter.at;
  const doubled = next === byte && (byte === 42 || byte === 47 || byte === 60 || byte === 62);
  const arrow = byte === 45 && next === 62;
  const width = doubled || arrow ? 2 : 1;
  const assigns = !arrow && cutter.tokens.bytes[from + width] === 61;
  cutter.at += assigns ? width + 1 : width;
  const compares = !doubled && (byte === 33 || byte === 60 || byte === 62 || byte === 58);
  push(cutter, assigns && !compares ? AUGMENT : byte === 42 ? STAR : OPERATOR, from, byte);
}

function push(cutter: Cutter, kind: number, from: number, byte: number): void {
  const { tokens, count } = cutter;
  tokens.kind[count] = kind;
  tokens.start[count] = from;
  tokens.end[count] = cutter.at;
  tokens.line[count] = cutter.row;
  tokens.link[count] = byte;
  cutter.count++;
}
