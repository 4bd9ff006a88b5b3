import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { isSeparator, isSpace, skipSpace, trimEnd } from './space.js';

/** A logical line cut into keyword, flags and the rest; all spans are offsets into the joined text. */
export interface CommandLine {
  readonly keyword: Span;
  readonly flags: readonly FlagWord[];
  readonly args: Span;
}

export interface FlagWord {
  readonly span: Span;
  /** With the dashes, quotes and escapes removed. */
  readonly text: string;
  /** Where the value stands, quotes included; null without `=`. */
  readonly value: Span | null;
}

/** BuildKit's splitCommand (parser/split_command.go) over `joined` from `start` to `end`. */
export function splitCommand(joined: string, start: number, end: number, escape: string): Read<CommandLine> {
  const from = skipSpace(joined, start, end);
  const to = trimEnd(joined, from, end);
  let at = from;
  while (at < to && !isSeparator(joined.charCodeAt(at))) at++;
  const keyword = { start: from, end: at };
  while (at < to && isSeparator(joined.charCodeAt(at))) at++;
  const flags = leadingFlags(joined, at, to, escape);
  if (!flags.ok) return flags;
  const args = skipSpace(joined, flags.value.end, to);
  return read({ keyword, flags: flags.value.flags, args: { start: args, end: to } });
}

/**
 * The words that start with `--`, up to the first other one or a lone `--`. BuildKit walks bytes here and would
 * cut or garble characters outside ASCII, so a flag that holds one is refused.
 */
function leadingFlags(joined: string, start: number, end: number, escape: string): Read<{ flags: readonly FlagWord[]; end: number }> {
  const flags: FlagWord[] = [];
  let at = start;
  for (;;) {
    at = skipAsciiSpace(joined, at, end);
    if (!joined.startsWith('--', at) || at + 1 >= end) return read({ flags, end: at });
    const word = flagWord(joined, at, end, escape);
    if (!word) return unreadable('a flag with characters outside ASCII');
    at = word.span.end;
    if (word.text !== '--') flags.push(word);
    else if (at < end) return read({ flags, end: at });
  }
}

function flagWord(joined: string, start: number, end: number, escape: string): FlagWord | null {
  let text = '';
  let quote = '';
  let quotedName = false;
  let value: number | null = null;
  let at = start;
  for (; at < end; at++) {
    let char = joined.charAt(at);
    if (joined.charCodeAt(at) > 0x7f) return null;
    if (quote === '' && isSpace(joined.charCodeAt(at))) break;
    if (char === quote) {
      quote = '';
      continue;
    }
    if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      if (value === null) quotedName = true;
      continue;
    }
    if (char === escape) {
      if (at + 1 === end) continue;
      char = joined.charAt(++at);
      if (char > '\x7f') return null;
    }
    if (char === '=' && value === null) value = at + 1;
    text += char;
  }
  const span = { start, end: at };
  return { span, text, value: value === null || quotedName ? null : { start: value, end: at } };
}

function skipAsciiSpace(joined: string, start: number, end: number): number {
  let at = start;
  while (at < end && joined.charCodeAt(at) < 0x80 && isSpace(joined.charCodeAt(at))) at++;
  return at;
}
