import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';

/** A word as Python's `shlex.split` gives it, with where each of its characters stands in the line. */
export interface ShellWord {
  readonly value: string;
  /** Offset in the line of each UTF-16 unit of `value`. */
  readonly places: readonly number[];
  /** The whole word with its quotes. */
  readonly span: Span;
}

/** `shlex.split(text[start:])` in POSIX mode without comments. */
export function shellWords(text: string, start: number): Read<readonly ShellWord[]> {
  const words: ShellWord[] = [];
  let at = start;
  for (;;) {
    while (at < text.length && isBlank(text[at])) at++;
    if (at >= text.length) return read(words);
    const word = readWord(text, at);
    if (!word.ok) return word;
    words.push(word.value);
    at = word.value.span.end;
  }
}

function readWord(text: string, start: number): Read<ShellWord> {
  const places: number[] = [];
  let at = start;
  let quote: string | null = null;
  for (; at < text.length && (quote !== null || !isBlank(text[at])); at++) {
    const character = text[at];
    if (character === quote) quote = null;
    else if (quote === null && (character === '"' || character === "'")) quote = character;
    else if (character === '\\' && quote !== "'") {
      if (++at >= text.length) return unreadable('a backslash with nothing behind it');
      // Inside double quotes a backslash escapes only itself and the quote.
      if (quote === '"' && text[at] !== '"' && text[at] !== '\\') places.push(at - 1);
      places.push(at);
    } else places.push(at);
  }
  if (quote !== null) return unreadable(`a quote that is not closed: ${text.slice(start)}`);
  return read({ value: places.map((place) => text[place]).join(''), places, span: { start, end: at } });
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
