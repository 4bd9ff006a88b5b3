/** Lines that the string passed over last goes on for. */
let passed = 0;

export function linesPassed(): number {
  return passed;
}

/** The closing quotes of a triple-quoted string, or the end of the file. */
export function tripleEnd(bytes: Uint8Array, from: number, quote: number, length: number): number {
  passed = 0;
  for (let at = from; at < length; at++) {
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
export function singleEnd(bytes: Uint8Array, from: number, quote: number, length: number): number {
  passed = 0;
  for (let at = from; at < length; at++) {
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

/** What ends the text of an f-string. */
export interface TextEnd {
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
}

/** The place in the text of an f-string where a field begins or ends, or its quote, or where it breaks off. */
export function textEnd(bytes: Uint8Array, from: number, length: number, { quote, triple, raw }: TextEnd, inSpecification: boolean): number {
  passed = 0;
  for (let at = from; at < length; at++) {
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
    } else if (byte === 92) at = escapeEnd(bytes, at, triple, raw);
  }
  return length;
}

/** The last byte of what a backslash in an f-string stands before. */
function escapeEnd(bytes: Uint8Array, at: number, triple: boolean, raw: boolean): number {
  const next = bytes[at + 1] as number;
  if (next === 123 || next === 125) return at;
  if (!raw && next === 78 && bytes[at + 2] === 123) return characterNameEnd(bytes, at + 3);
  if (next !== 10 && next !== 13) return at + 1;
  if (triple) return at;
  passed++;
  return at + (next === 13 && bytes[at + 2] === 10 ? 2 : 1);
}

/** The last byte of `\N{EM DASH}`. */
function characterNameEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (; ; at++) {
    const byte = bytes[at] as number;
    const letter = byte | 32;
    if (!((letter >= 97 && letter <= 122) || (byte >= 48 && byte <= 57) || byte === 32 || byte === 45)) break;
  }
  return bytes[at] === 125 ? at : at - 1;
}
