import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { parseMarker } from './marker-syntax.js';
import { readSpecifiers, skipBlanks } from './specifiers.js';
import type { Pep508, Specifier } from './types.js';

// packaging's identifier ends at a word boundary of Python, so `foo_` is a name and `foo-` is not.
const IDENTIFIER = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?(?![\p{L}\p{N}_])/uy;
const URL = /[^ \t]+/y;

interface Details {
  readonly specifiers: readonly Specifier[];
  readonly specifierSpan: Span | null;
  readonly url: string | null;
  readonly urlSpan: Span | null;
  /** Where the marker's semicolon must stand, if anything is left. */
  readonly end: number;
}

/**
 * A requirement (PEP 508), exactly as packaging 26 accepts it: specifiers in parentheses or not, `===`,
 * `name @ url ; marker` with a blank before the semicolon, a comma behind the last specifier.
 */
export function parsePep508(text: string): Read<Pep508> {
  const start = skipBlanks(text, 0);
  const name = identifier(text, start);
  if (name === null) return unreadable(text.trim() === '' ? 'no name of a distribution' : `not a name of a distribution: ${text.trim()}`);
  const nameSpan = { start, end: start + name.length };
  const extras = parseExtras(text, skipBlanks(text, nameSpan.end));
  if (!extras.ok) return extras;
  const at = skipBlanks(text, extras.value.end);
  const details = text[at] === '@' ? parseUrl(text, at + 1) : parseVersions(text, at);
  if (!details.ok) return details;
  const { end, ...rest } = details.value;
  const marker = parseTail(text, end);
  if (!marker.ok) return marker;
  return read({ name, nameSpan, extras: extras.value.names, extrasSpan: extras.value.span, ...rest, ...marker.value });
}

function identifier(text: string, at: number): string | null {
  IDENTIFIER.lastIndex = at;
  return IDENTIFIER.exec(text)?.[0] ?? null;
}

function parseExtras(text: string, start: number): Read<{ readonly names: readonly string[]; readonly span: Span | null; readonly end: number }> {
  if (text[start] !== '[') return read({ names: [], span: null, end: start });
  const names: string[] = [];
  let at = skipBlanks(text, start + 1);
  while (text[at] !== ']') {
    const name = identifier(text, at);
    if (name === null) return unreadable(`not a list of extras: ${text.slice(start)}`);
    names.push(name);
    at = skipBlanks(text, at + name.length);
    if (text[at] === ']') break;
    if (text[at] !== ',') return unreadable(`extras that are not separated by commas: ${text.slice(start)}`);
    at = skipBlanks(text, at + 1);
    if (text[at] === ']') return unreadable(`a comma without an extra behind it: ${text.slice(start)}`);
  }
  return read({ names, span: { start, end: at + 1 }, end: at + 1 });
}

function parseUrl(text: string, start: number): Read<Details> {
  const at = skipBlanks(text, start);
  URL.lastIndex = at;
  const url = URL.exec(text)?.[0];
  if (url === undefined) return unreadable('no URL behind the @');
  return read({ specifiers: [], specifierSpan: null, url, urlSpan: { start: at, end: at + url.length }, end: at + url.length });
}

function parseVersions(text: string, start: number): Read<Details> {
  const open = text[start] === '(';
  const list = readSpecifiers(text, skipBlanks(text, open ? start + 1 : start));
  if (!list.ok) return list;
  const { specifiers } = list.value;
  let end = skipBlanks(text, list.value.end);
  if (open) {
    if (text[end] !== ')') return unreadable(`a parenthesis that is not closed: ${text.slice(start)}`);
    end++;
  }
  const [first, last] = [specifiers[0], specifiers.at(-1)];
  const specifierSpan = first && last ? { start: first.span.start, end: last.span.end } : null;
  return read({ specifiers, specifierSpan, url: null, urlSpan: null, end });
}

/** What follows the versions or the URL: nothing, or `;` and a marker. */
function parseTail(text: string, start: number): Read<Pick<Pep508, 'marker' | 'markerSpan'>> {
  const at = skipBlanks(text, start);
  if (at >= text.length) return read({ marker: null, markerSpan: null });
  if (text[at] !== ';') return unreadable(unexpected(text.slice(at)));
  const from = skipBlanks(text, at + 1);
  const marker = text.slice(from).replace(/[ \t]+$/, '');
  const parsed = parseMarker(marker);
  if (!parsed.ok) return parsed;
  return read({ marker, markerSpan: { start: from, end: from + marker.length } });
}

function unexpected(rest: string): string {
  return /^=(?!=)/.test(rest) ? `\`=\` is not an operator, \`==\` is: ${rest}` : `not expected behind the requirement: ${rest}`;
}
