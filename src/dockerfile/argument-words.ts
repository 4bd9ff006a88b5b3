import type { Span } from '#text/span.js';
import { isSeparator, isSpace } from './space.js';

/** Words between separators: FROM, COPY, ADD, EXPOSE, VOLUME (parseStringsWhitespaceDelimited). */
export function plainWords(joined: string, { start, end }: Span): readonly Span[] {
  const words: Span[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    if (at < end && !isSeparator(joined.charCodeAt(at))) continue;
    if (at > from) words.push({ start: from, end: at });
    from = at + 1;
  }
  return words;
}

/**
 * Words in which quotes and escapes hold blanks together: ENV, ARG, LABEL (parseWords in line_parsers.go).
 * Quotes stay part of a word; an escape character at the very end does not.
 */
export function quotedWords(joined: string, { start, end }: Span, escape: string): readonly Span[] {
  const words: Span[] = [];
  let from = -1;
  let quote = '';
  for (let at = start; at < end; at++) {
    const char = joined.charAt(at);
    const blank = quote === '' && isSpace(joined.charCodeAt(at));
    if (blank && from >= 0) words.push({ start: from, end: at });
    if (blank) {
      from = -1;
      continue;
    }
    if (char === escape && quote !== "'") {
      if (at + 1 === end) {
        if (from >= 0) words.push({ start: from, end: at });
        return words;
      }
      if (from < 0) from = at;
      at++;
      continue;
    }
    if (from < 0) from = at;
    if (char === quote) quote = '';
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
  }
  if (from >= 0) words.push({ start: from, end });
  return words;
}

/**
 * The one name and the value of `ENV name value` (and LABEL), or null where there is no value: the first run of
 * separators parts them, and the value is everything behind it.
 */
export function legacyPair(joined: string, { start, end }: Span): { readonly name: Span; readonly value: Span } | null {
  let at = start;
  while (at < end && !isSeparator(joined.charCodeAt(at))) at++;
  if (at === end) return null;
  const name = { start, end: at };
  while (at < end && isSeparator(joined.charCodeAt(at))) at++;
  return { name, value: { start: at, end } };
}
