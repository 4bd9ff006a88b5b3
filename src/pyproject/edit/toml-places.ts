import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { read, unreadable, type Read } from '#text/read.js';
import type { Span } from '#text/span.js';
import { tooDeepAt } from '../toml-depth.js';

/** A TOML text with the exact place of everything in it, for those who edit it (docs/decisions/007). */
export interface TomlPlaces {
  readonly text: string;
  /** Every `key = value`, those of inline tables too, in the order of the text. */
  readonly pairs: readonly TomlPair[];
  /** Every `[table]` and `[[table]]`, in the order of the text. */
  readonly headers: readonly TomlHeader[];
  readonly commas: readonly number[];
  readonly comments: readonly Span[];
}

export interface TomlPair {
  /** The whole way from the root; a number counts the tables of an array. */
  readonly keys: readonly (string | number)[];
  readonly node: AST.TOMLKeyValue;
  /** The inline table that it stands in; null: it has lines of its own. */
  readonly inline: AST.TOMLInlineTable | null;
}

export interface TomlHeader {
  readonly keys: readonly (string | number)[];
  readonly node: AST.TOMLTable;
}

/** More than any project's file has; the reader refuses the same. */
const LONGEST = 1_000_000;

/** Where everything in a TOML text stands. Unreadable, with its line, where it is no TOML. */
export function tomlPlaces(text: string): Read<TomlPlaces> {
  if (text.length > LONGEST) return unreadable(`more than ${LONGEST.toLocaleString('en')} characters`);
  const deep = tooDeepAt(text);
  if (deep !== null) return unreadable('too many values inside each other', deep);
  try {
    // The parser takes a byte order mark for a character; a blank in its place keeps every offset.
    return read(placesOf(text, parseTOML(text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text)));
  } catch (error) {
    if (error instanceof ParseError) return unreadable(`not valid TOML: ${error.message}`, error.lineNumber);
    if (error instanceof RangeError) return unreadable('too many values inside each other');
    throw error;
  }
}

function placesOf(text: string, { body: [top], tokens, comments }: AST.TOMLProgram): TomlPlaces {
  const pairs: TomlPair[] = [];
  const headers: TomlHeader[] = [];
  for (const part of top.body) {
    if (part.type === 'TOMLKeyValue') addPair(pairs, [], part, null);
    else {
      headers.push({ keys: part.resolvedKey, node: part });
      for (const pair of part.body) addPair(pairs, part.resolvedKey, pair, null);
    }
  }
  const commas = tokens.flatMap(({ type, value, range: [start] }) => (type === 'Punctuator' && value === ',' ? [start] : []));
  return { text, pairs, headers, commas, comments: comments.map(spanOf) };
}

function addPair(into: TomlPair[], above: TomlPair['keys'], node: AST.TOMLKeyValue, inline: AST.TOMLInlineTable | null): void {
  const keys = [...above, ...node.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value))];
  into.push({ keys, node, inline });
  addInside(into, keys, node.value);
}

function addInside(into: TomlPair[], keys: TomlPair['keys'], value: AST.TOMLContentNode): void {
  if (value.type === 'TOMLInlineTable') for (const pair of value.body) addPair(into, keys, pair, value);
  if (value.type === 'TOMLArray') for (const [index, element] of value.elements.entries()) addInside(into, [...keys, index], element);
}

export function spanOf({ range: [start, end] }: { readonly range: readonly [number, number] }): Span {
  return { start, end };
}

/** The list behind a way of keys; null where there is none, or another value. */
export function arrayAt(places: TomlPlaces, ...keys: readonly string[]): AST.TOMLArray | null {
  const found = places.pairs.find((pair) => isAt(pair.keys, keys))?.node.value;
  return found?.type === 'TOMLArray' ? found : null;
}

/** The header of a table; null where it has none. */
export function headerAt(places: TomlPlaces, ...keys: readonly string[]): TomlHeader | null {
  return places.headers.find((header) => header.node.kind === 'standard' && isAt(header.keys, keys)) ?? null;
}

/** Whether anything stands behind a way of keys. */
export function isThere(places: TomlPlaces, ...keys: readonly string[]): boolean {
  return [...places.pairs, ...places.headers].some((one) => startsAt(one.keys, keys));
}

/** Whether a way of keys leads through another one. */
export function startsAt(keys: TomlPair['keys'], through: readonly string[]): boolean {
  return through.every((key, index) => keys[index] === key);
}

function isAt(keys: TomlPair['keys'], wanted: readonly string[]): boolean {
  return keys.length === wanted.length && startsAt(keys, wanted);
}
