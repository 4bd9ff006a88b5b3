import {
  BACKSLASH, CLASS, CLOSING, COLON_SIGN, COMMA_SIGN, DIGIT, HASH, LETTER, NEWLINE, NUL, OPENING, POINT, PREFIX, QUOTE, SEMICOLON, SPACE, WORD_BYTE,
} from './characters.js';
import { hashOf, intern, LAST_STATEMENT_WORD, WORD } from './names.js';
import {
  ASSIGN, AUGMENT, BRACE, BYTES, CLOSE, COLON, COMMA, DOT, END, FIELD, FORMAT, FORMAT_END, growTokens, LINE, NAME, NUMBER, OPEN,
  OPERATOR, RAW, SQUARE, STAR, STATEMENT, STRING, type Tokens,
} from './tokens.js';

export interface Problem {
  readonly line: number;
  readonly reason: string;
}

/** Lines that the string passed over last goes on for. */
let passed = 0;

/**
 * Cuts `length` bytes of `tokens.bytes` into tokens, as CPython's tokenizer does (Parser/tokenizer.c of 2.7 to 3.15: f-strings
 * by PEP 701, t-strings by PEP 750). What CPython refuses is read on: a line that only a statement can begin closes every
 * bracket that is still open. One pass; every byte is looked at a bounded number of times.
 */
export function tokenize(tokens: Tokens, length: number, problems: Problem[]): void {
  const bytes = tokens.bytes;
  let { kind, start, end, line, link } = tokens;
  let room = kind.length - 8;
  let count = 0;
  let row = 1;
  /** Open brackets, as indices of tokens. */
  const brackets: number[] = [];
  let depth = 0;
  /** Open f-strings: token, number of brackets before, and `quote | triple | raw` as one number. */
  const formats: number[] = [];
  const formatDepths: number[] = [];
  const formatKinds: number[] = [];
  let inText = false;
  let fresh = true;
  let nulSeen = false;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;

  scan: for (;;) {
    if (count >= room) {
      tokens.count = count;
      growTokens(tokens);
      ({ kind, start, end, line, link } = tokens);
      room = kind.length - 8;
    }
    if (inText) {
      const top = formats.length - 1;
      const base = formatDepths[top] as number;
      const how = formatKinds[top] as number;
      const inSpecification = depth > base;
      const from = at;
      at = textEnd(bytes, at, length, how, inSpecification);
      row += passed;
      if (kind[count - 1] === FORMAT && start[count - 1] === from) end[count - 1] = at;
      inText = false;
      const byte = bytes[at] as number;
      if (byte === 123 && at < length) {
        kind[count] = FIELD;
        line[count] = row;
        brackets[depth++] = count++;
        at++;
      } else if (byte === 125 && at < length) {
        const open = brackets[--depth] as number;
        kind[count] = CLOSE;
        link[open] = count++;
        at++;
        inText = true;
      } else {
        const complete = byte === (how & 127) && at < length;
        if (!complete) problems.push({ line: line[formats[top] as number] as number, reason: 'a string without an end' });
        while (depth > base) link[brackets[--depth] as number] = count;
        kind[count] = FORMAT_END;
        line[count] = row;
        link[formats[top] as number] = count++;
        formats.pop();
        formatDepths.pop();
        formatKinds.pop();
        if (complete) at += (how & 128) !== 0 ? 3 : 1;
      }
      continue;
    }
    if (fresh) {
      let column = 0;
      let byte = 0;
      for (; ; at++) {
        byte = bytes[at] as number;
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
        if (at < length) continue;
      }
      if (at >= length) break scan;
      kind[count] = LINE;
      start[count] = at;
      line[count] = row;
      link[count++] = column;
      fresh = false;
    }
    const byte = bytes[at] as number;
    switch (CLASS[byte]) {
      case LETTER: {
        let hash = Math.imul(byte, 0x01000193);
        let to = at + 1;
        let next = bytes[to] as number;
        while (WORD_BYTE[next] === 1) {
          hash = Math.imul(hash ^ next, 0x01000193);
          next = bytes[++to] as number;
        }
        if ((next === 34 || next === 39) && to - at <= 2) {
          const first = PREFIX[byte] as number;
          const second = to - at === 2 ? (PREFIX[bytes[at + 1] as number] as number) : first;
          if (first !== 0 && second !== 0) {
            const flags = first | second;
            const triple = bytes[to + 1] === next && bytes[to + 2] === next;
            const from = to + (triple ? 3 : 1);
            start[count] = from;
            line[count] = row;
            if ((flags & 4) !== 0) {
              kind[count] = FORMAT;
              end[count] = from;
              formats.push(count++);
              formatDepths.push(depth);
              formatKinds.push(next | (triple ? 128 : 0) | ((flags & 1) !== 0 ? 256 : 0));
              at = from;
              inText = true;
              break;
            }
            at = triple ? tripleEnd(bytes, from, next, length) : singleEnd(bytes, from, next, length);
            kind[count] = STRING;
            end[count] = at;
            link[count++] = flags & (RAW | BYTES);
            if (bytes[at] === next && at < length) at += triple ? 3 : 1;
            else problems.push({ line: row, reason: 'a string without an end' });
            row += passed;
            break;
          }
        }
        kind[count] = NAME;
        start[count] = at;
        end[count] = to;
        line[count] = row;
        link[count++] = intern(bytes, at, to, hash);
        at = to;
        break;
      }
      case SPACE:
        at++;
        break;
      case POINT:
      case DIGIT: {
        if (byte === 46 && CLASS[bytes[at + 1] as number] !== DIGIT) {
          kind[count] = DOT;
          start[count] = at++;
          line[count++] = row;
          break;
        }
        let to = at + 1;
        for (;;) {
          const next = bytes[to] as number;
          if (WORD_BYTE[next] === 1 || next === 46) to++;
          else if ((next === 43 || next === 45) && ((bytes[to - 1] as number) | 32) === 101 && isDecimal(bytes, at)) to++;
          else break;
        }
        kind[count] = NUMBER;
        start[count] = at;
        end[count] = to;
        line[count++] = row;
        at = to;
        break;
      }
      case QUOTE: {
        const triple = bytes[at + 1] === byte && bytes[at + 2] === byte;
        const from = at + (triple ? 3 : 1);
        at = triple ? tripleEnd(bytes, from, byte, length) : singleEnd(bytes, from, byte, length);
        kind[count] = STRING;
        start[count] = from;
        end[count] = at;
        line[count] = row;
        link[count++] = 0;
        if (bytes[at] === byte && at < length) at += triple ? 3 : 1;
        else problems.push({ line: row, reason: 'a string without an end' });
        row += passed;
        break;
      }
      case HASH:
        at = lineEnd(bytes, at, length);
        break;
      case NEWLINE:
        at += byte === 13 && bytes[at + 1] === 10 ? 2 : 1;
        row++;
        if (depth === 0) fresh = true;
        else if (beginsStatement(bytes, at)) {
          problems.push({ line: line[brackets[depth - 1] as number] as number, reason: 'a bracket without an end' });
          while (depth > 0) link[brackets[--depth] as number] = count;
          for (const format of formats) link[format] = count;
          formats.length = 0;
          formatDepths.length = 0;
          formatKinds.length = 0;
          fresh = true;
        }
        break;
      case OPENING:
        kind[count] = byte === 40 ? OPEN : byte === 91 ? SQUARE : BRACE;
        start[count] = at++;
        line[count] = row;
        brackets[depth++] = count++;
        break;
      case CLOSING:
        if (depth > (formats.length > 0 ? (formatDepths[formats.length - 1] as number) : 0)) {
          const open = brackets[depth - 1] as number;
          const isField = kind[open] === FIELD;
          if (!isField || byte === 125) {
            depth--;
            kind[count] = CLOSE;
            start[count] = at;
            line[count] = row;
            link[open] = count++;
            inText = isField;
          }
        }
        at++;
        break;
      case BACKSLASH: {
        const next = bytes[at + 1] as number;
        at++;
        if (next === 10 || next === 13) {
          at += next === 13 && bytes[at + 1] === 10 ? 2 : 1;
          row++;
        }
        break;
      }
      case COLON_SIGN:
        if (depth > 0 && kind[brackets[depth - 1] as number] === FIELD) {
          inText = true;
          at++;
        } else if (bytes[at + 1] === 61) {
          kind[count] = OPERATOR;
          start[count] = at;
          end[count] = at + 2;
          line[count] = row;
          link[count++] = 58;
          at += 2;
        } else {
          kind[count] = COLON;
          start[count] = at++;
          line[count++] = row;
        }
        break;
      case SEMICOLON:
        if (depth === 0) {
          kind[count] = STATEMENT;
          start[count] = at;
          line[count++] = row;
        }
        at++;
        break;
      case COMMA_SIGN:
        kind[count] = COMMA;
        start[count] = at++;
        line[count++] = row;
        break;
      case NUL:
        if (at >= length) break scan;
        if (!nulSeen) problems.push({ line: row, reason: 'null bytes' });
        nulSeen = true;
        at++;
        break;
      default: {
        const next = bytes[at + 1] as number;
        if (byte === 33 && next !== 61 && depth > 0 && kind[brackets[depth - 1] as number] === FIELD) {
          // A conversion: `!r`.
          at++;
          while (WORD_BYTE[bytes[at] as number] === 1) at++;
          break;
        }
        let width = 1;
        let is = OPERATOR;
        if (byte === 61) {
          if (next === 61) width = 2;
          else is = ASSIGN;
        } else {
          if (next === byte && (byte === 42 || byte === 47 || byte === 60 || byte === 62)) width = 2;
          else if (byte === 45 && next === 62) width = 2;
          if (byte === 42) is = STAR;
          if (bytes[at + width] === 61 && !(byte === 45 && width === 2)) {
            if (width === 2 || (byte !== 33 && byte !== 60 && byte !== 62)) is = AUGMENT;
            width++;
          }
        }
        kind[count] = is;
        start[count] = at;
        end[count] = at + width;
        line[count] = row;
        link[count++] = byte;
        at += width;
      }
    }
  }
  if (depth > 0) problems.push({ line: line[brackets[depth - 1] as number] as number, reason: 'a bracket without an end' });
  for (let index = 0; index < depth; index++) link[brackets[index] as number] = count;
  for (const format of formats) link[format] = count;
  for (let index = count; index < count + 4; index++) kind[index] = END;
  line[count] = row;
  start[count] = length;
  tokens.count = count;
}

function lineEnd(bytes: Uint8Array, at: number, length: number): number {
  while (at < length && bytes[at] !== 10 && bytes[at] !== 13) at++;
  return at;
}

/** The closing quotes of a triple-quoted string, or the end of the file. */
function tripleEnd(bytes: Uint8Array, at: number, quote: number, length: number): number {
  passed = 0;
  for (; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      if (bytes[at + 1] === quote && bytes[at + 2] === quote) return at;
    } else if (byte === 10) passed++;
    else if (byte === 13) {
      if (bytes[at + 1] !== 10) passed++;
    } else if (byte === 92 && bytes[at + 1] !== 10 && bytes[at + 1] !== 13) at++;
  }
  return length;
}

/** The closing quote of a string on one line, or the end of the line. */
function singleEnd(bytes: Uint8Array, at: number, quote: number, length: number): number {
  passed = 0;
  for (; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote || byte === 10 || byte === 13) return at;
    if (byte === 92) {
      at++;
      if (bytes[at] === 10) passed++;
      else if (bytes[at] === 13) {
        passed++;
        if (bytes[at + 1] === 10) at++;
      }
    }
  }
  return length;
}

/** The place in the text of an f-string where a field begins or ends, or its quote, or where it breaks off. */
function textEnd(bytes: Uint8Array, at: number, length: number, how: number, inSpecification: boolean): number {
  const quote = how & 127;
  const triple = (how & 128) !== 0;
  const raw = (how & 256) !== 0;
  passed = 0;
  for (; at < length; at++) {
    const byte = bytes[at] as number;
    if (byte === quote) {
      if (!triple || (bytes[at + 1] === quote && bytes[at + 2] === quote)) return at;
    } else if (byte === 123) {
      if (inSpecification || bytes[at + 1] !== 123) return at;
      at++;
    } else if (byte === 125) {
      if (inSpecification) return at;
    } else if (byte === 10 || byte === 13) {
      if (!triple) return at;
      if (byte === 10 || bytes[at + 1] !== 10) passed++;
    } else if (byte === 92) {
      const next = bytes[at + 1] as number;
      if (next === 123 || next === 125) continue;
      if (!raw && next === 78 && bytes[at + 2] === 123) at = characterNameEnd(bytes, at + 3, quote);
      else if (next === 10 || next === 13) {
        if (!triple) {
          passed++;
          at += next === 13 && bytes[at + 2] === 10 ? 2 : 1;
        }
      } else at++;
    }
  }
  return length;
}

/** The last character of `\N{EM DASH}` in an f-string. */
function characterNameEnd(bytes: Uint8Array, at: number, quote: number): number {
  while (WORD_BYTE[bytes[at] as number] === 1 || bytes[at] === 32 || bytes[at] === 45) at++;
  return bytes[at] === 125 && quote !== 125 ? at : at - 1;
}

/** Whether the line at `at` begins as only a statement can: then an open bracket before it was forgotten. */
function beginsStatement(bytes: Uint8Array, at: number): boolean {
  let from = at;
  while (CLASS[bytes[from] as number] === SPACE) from++;
  const first = bytes[from] as number;
  if (first < 97 || first > 119) return false;
  let to = from;
  while (WORD_BYTE[bytes[to] as number] === 1 && to - from < 9) to++;
  const next = bytes[to] as number;
  if (to - from < 3 || to - from > 8 || !(next === 32 || next === 10 || next === 13 || next === 58)) return false;
  const word = intern(bytes, from, to, hashOf(bytes, from, to));
  if (word > LAST_STATEMENT_WORD) return false;
  if (word === WORD.from) return isFromImport(bytes, to);
  if (word === WORD.async) return isKeyword(bytes, to + 1, 'def ') || isKeyword(bytes, to + 1, 'with ');
  if (word === WORD.try || word === WORD.finally) return next === 58;
  return word !== WORD.else && word !== WORD.for && word !== WORD.if;
}

function isFromImport(bytes: Uint8Array, at: number): boolean {
  for (; ; at++) {
    const byte = bytes[at] as number;
    if (byte === 105 && bytes[at - 1] === 32 && isKeyword(bytes, at, 'import') && (bytes[at + 6] === 32 || bytes[at + 6] === 40)) return true;
    if (WORD_BYTE[byte] !== 1 && byte !== 46 && byte !== 32) return false;
  }
}

function isKeyword(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word.charCodeAt(index)) return false;
  return true;
}

/** Whether the number at `at` may have an exponent: `1e-5`, not `0x1e-5`. */
function isDecimal(bytes: Uint8Array, at: number): boolean {
  return bytes[at] !== 48 || ((bytes[at + 1] as number) | 32) !== 120;
}
