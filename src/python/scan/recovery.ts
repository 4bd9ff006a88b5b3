import { CLASS, SPACE, WORD_BYTE } from './characters.js';
import type { Cutter } from './cutter.js';
import { hashOf, intern, LAST_STATEMENT_WORD, WORD } from './names.js';
import { END } from './tokens.js';

/** Gives up all open brackets and f-strings: they end at the next token. */
export function giveUpBrackets(cutter: Cutter): void {
  const { line, link } = cutter.tokens;
  if (cutter.depth > 0) {
    cutter.problems.push({ line: line[cutter.brackets[cutter.depth - 1] as number] as number, reason: 'a bracket without an end' });
  }
  for (let index = 0; index < cutter.depth; index++) link[cutter.brackets[index] as number] = cutter.count;
  for (const { token } of cutter.formats) link[token] = cutter.count;
  cutter.depth = 0;
  cutter.formats.length = 0;
}

/** Ends the file. */
export function finish(cutter: Cutter): void {
  const { tokens, count } = cutter;
  giveUpBrackets(cutter);
  for (let index = count; index < count + 4; index++) tokens.kind[index] = END;
  tokens.line[count] = cutter.row;
  tokens.start[count] = cutter.length;
  tokens.count = count;
}

/** Whether the line at `at` begins as only a statement can: then an open bracket before it was forgotten. */
export function beginsStatement(bytes: Uint8Array, at: number): boolean {
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
  if (word === WORD.async) return isText(bytes, to + 1, 'def ') || isText(bytes, to + 1, 'with ');
  if (word === WORD.try || word === WORD.finally) return next === 58;
  return word !== WORD.else && word !== WORD.for && word !== WORD.if;
}

function isFromImport(bytes: Uint8Array, from: number): boolean {
  for (let at = from; ; at++) {
    const byte = bytes[at] as number;
    if (byte === 105 && bytes[at - 1] === 32 && isText(bytes, at, 'import') && (bytes[at + 6] === 32 || bytes[at + 6] === 40)) return true;
    if (WORD_BYTE[byte] !== 1 && byte !== 46 && byte !== 32) return false;
  }
}

function isText(bytes: Uint8Array, at: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word.charCodeAt(index)) return false;
  return true;
}
