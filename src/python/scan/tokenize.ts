import { CLASS, CLOSING, COLON_SIGN, COMMA_SIGN, DIGIT, HASH, LETTER, NEWLINE, NUL, OPENING, POINT, PREFIX, QUOTE, SPACE, WORD_BYTE } from './characters.js';
import { type Cutter, type Problem, SPARE } from './cutter.js';
import { beginFormat, readText } from './format-strings.js';
import { intern } from './names.js';
import { readNumber, readOperator } from './operators.js';
import { beginsStatement, finish, giveUpBrackets } from './recovery.js';
import { linesPassed, singleEnd, tripleEnd } from './string-ends.js';
import { BRACE, BYTES, CLOSE, COLON, COMMA, DOT, FIELD, growTokens, LINE, NAME, OPEN, RAW, SQUARE, STRING, type Tokens } from './tokens.js';

/**
 * Cuts `length` bytes of `tokens.bytes` into tokens, as CPython's tokenizer does (Parser/tokenizer.c of 2.7 to 3.15: f-strings
 * by PEP 701, t-strings by PEP 750). What CPython refuses is read on: a line that only a statement can begin closes every
 * bracket that is still open. One pass; every byte is looked at a bounded number of times.
 */
export function tokenize(tokens: Tokens, length: number, problems: Problem[]): void {
  const { bytes } = tokens;
  const classes = CLASS;
  const inWord = WORD_BYTE;
  const cutter: Cutter = { tokens, length, problems, at: 0, count: 0, row: 1, brackets: [], depth: 0, formats: [] };
  const { brackets } = cutter;
  let { kind, start, end, line, link } = tokens;
  let room = kind.length - SPARE;
  let count = 0;
  let row = 1;
  let depth = 0;
  let fresh = true;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < length) {
    if (count >= room) {
      tokens.count = count;
      if (room + SPARE === tokens.kind.length) growTokens(tokens);
      ({ kind, start, end, line, link } = tokens);
      room = kind.length - SPARE;
    }
    let byte = bytes[at] as number;
    if (fresh) {
      let column = 0;
      for (; ; byte = bytes[++at] as number) {
        if (byte === 32) column++;
        else if (byte === 9) column = (column | 7) + 1;
        else if (byte === 12) column = 0;
        else break;
      }
      if (byte === 10 || byte === 13) {
        at += byte === 13 && bytes[at + 1] === 10 ? 2 : 1;
        row++;
        continue;
      }
      if (byte === 35) {
        at = lineEnd(bytes, at, length);
        continue;
      }
      if (at >= length) break;
      kind[count] = LINE;
      start[count] = at;
      line[count] = row;
      link[count++] = column;
      fresh = false;
    }
    switch (classes[byte]) {
      case LETTER: {
        let hash = Math.imul(byte, 0x01000193);
        let to = at + 1;
        let next = bytes[to] as number;
        while (inWord[next] === 1) {
          hash = Math.imul(hash ^ next, 0x01000193);
          next = bytes[++to] as number;
        }
        if ((next !== 34 && next !== 39) || to - at > 2) {
          kind[count] = NAME;
          start[count] = at;
          end[count] = to;
          line[count] = row;
          link[count++] = intern(bytes, at, to, hash);
          at = to;
          continue;
        }
        break;
      }
      case SPACE:
        at++;
        continue;
      case POINT:
        if (classes[bytes[at + 1] as number] === DIGIT) break;
        kind[count] = DOT;
        start[count] = at++;
        line[count++] = row;
        continue;
      case COMMA_SIGN:
        kind[count] = COMMA;
        start[count] = at++;
        line[count++] = row;
        continue;
      case OPENING:
        kind[count] = byte === 40 ? OPEN : byte === 91 ? SQUARE : BRACE;
        start[count] = at++;
        line[count] = row;
        brackets[depth++] = count++;
        continue;
      case CLOSING:
        if (depth === 0) {
          at++;
          continue;
        }
        if (kind[brackets[depth - 1] as number] === FIELD) break;
        kind[count] = CLOSE;
        start[count] = at++;
        line[count] = row;
        link[brackets[--depth] as number] = count++;
        continue;
      case COLON_SIGN:
        if (bytes[at + 1] === 61 || (depth > 0 && kind[brackets[depth - 1] as number] === FIELD)) break;
        kind[count] = COLON;
        start[count] = at++;
        line[count++] = row;
        continue;
      case NEWLINE:
        at += byte === 13 && bytes[at + 1] === 10 ? 2 : 1;
        row++;
        if (depth === 0) fresh = true;
        else if (beginsStatement(bytes, at)) {
          cutter.count = count;
          cutter.depth = depth;
          giveUpBrackets(cutter);
          depth = 0;
          fresh = true;
        }
        continue;
      case HASH:
        at = lineEnd(bytes, at, length);
        continue;
      default:
    }
    cutter.at = at;
    cutter.count = count;
    cutter.row = row;
    cutter.depth = depth;
    readOther(cutter, byte);
    if (cutter.count > count && tokens.kind !== kind) room = 0;
    at = cutter.at;
    count = cutter.count;
    row = cutter.row;
    depth = cutter.depth;
  }
  cutter.count = count;
  cutter.row = row;
  cutter.depth = depth;
  finish(cutter);
}

/** Reads what is rarer than names, brackets and commas. */
function readOther(cutter: Cutter, byte: number): void {
  switch (CLASS[byte]) {
    case QUOTE:
      return readString(cutter, cutter.at, 0);
    case LETTER:
      return readPrefixed(cutter, byte);
    case DIGIT:
    case POINT:
      return readNumber(cutter);
    case CLOSING:
      return closeField(cutter, byte);
    case NUL:
      if (cutter.problems.every(({ reason }) => reason !== 'null bytes')) cutter.problems.push({ line: cutter.row, reason: 'null bytes' });
      cutter.at++;
      return;
    case COLON_SIGN:
      if (!isInField(cutter)) return readOperator(cutter, byte);
      cutter.at++;
      return readText(cutter);
    default:
      return readOperator(cutter, byte);
  }
}

function isInField({ tokens, brackets, depth }: Cutter): boolean {
  return depth > 0 && tokens.kind[brackets[depth - 1] as number] === FIELD;
}

/** A closing bracket right in a field: `}` ends it, any other one is too many. */
function closeField(cutter: Cutter, byte: number): void {
  const { kind, start, line, link } = cutter.tokens;
  const from = cutter.at++;
  if (byte !== 125) return;
  kind[cutter.count] = CLOSE;
  start[cutter.count] = from;
  line[cutter.count] = cutter.row;
  link[cutter.brackets[--cutter.depth] as number] = cutter.count++;
  readText(cutter);
}

/** One or two letters before a quote: the prefix of a string, or a name of its own. */
function readPrefixed(cutter: Cutter, byte: number): void {
  const { bytes, kind, start, end, line, link } = cutter.tokens;
  const from = cutter.at;
  const quoteAt = WORD_BYTE[bytes[from + 1] as number] === 1 ? from + 2 : from + 1;
  const first = PREFIX[byte] as number;
  const second = quoteAt === from + 2 ? (PREFIX[bytes[from + 1] as number] as number) : first;
  if (first !== 0 && second !== 0) return readString(cutter, quoteAt, first | second);
  let hash = Math.imul(byte, 0x01000193);
  if (quoteAt === from + 2) hash = Math.imul(hash ^ (bytes[from + 1] as number), 0x01000193);
  kind[cutter.count] = NAME;
  start[cutter.count] = from;
  end[cutter.count] = quoteAt;
  line[cutter.count] = cutter.row;
  link[cutter.count++] = intern(bytes, from, quoteAt, hash);
  cutter.at = quoteAt;
}

function readString(cutter: Cutter, quoteAt: number, flags: number): void {
  const { bytes, kind, start, end, line, link } = cutter.tokens;
  const quote = bytes[quoteAt] as number;
  const triple = bytes[quoteAt + 1] === quote && bytes[quoteAt + 2] === quote;
  const from = quoteAt + (triple ? 3 : 1);
  if ((flags & 4) !== 0) {
    cutter.at = from;
    return beginFormat(cutter, quote, triple, (flags & 1) !== 0);
  }
  const to = triple ? tripleEnd(bytes, from, quote, cutter.length) : singleEnd(bytes, from, quote, cutter.length);
  const complete = to < cutter.length && bytes[to] === quote;
  if (!complete) cutter.problems.push({ line: cutter.row, reason: 'a string without an end' });
  kind[cutter.count] = STRING;
  start[cutter.count] = from;
  end[cutter.count] = to;
  line[cutter.count] = cutter.row;
  link[cutter.count++] = flags & (RAW | BYTES);
  cutter.row += linesPassed();
  cutter.at = complete ? to + (triple ? 3 : 1) : to;
}

function lineEnd(bytes: Uint8Array, from: number, length: number): number {
  let at = from;
  while (at < length && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}
