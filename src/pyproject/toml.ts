import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import { read, unreadable, type Read } from '#text/read.js';
import type { Span } from '#text/span.js';
import { DEEPEST, tooDeepAt } from './toml-depth.js';

/** A TOML document as its readers need it, with 1-based lines and the places of its values. */
export type TomlNode = TomlTable | TomlList | TomlScalar;

export interface TomlTable {
  readonly kind: 'table';
  /** Of its header or its brace; a table that only names inside others make has the line of the first. */
  readonly line: number;
  readonly entries: readonly TomlEntry[];
}

export interface TomlEntry {
  readonly key: string;
  readonly line: number;
  readonly value: TomlNode;
}

export interface TomlList {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly TomlNode[];
}

export interface TomlScalar {
  readonly kind: 'scalar';
  readonly type: 'string' | 'number' | 'boolean' | 'date';
  readonly line: number;
  /** The value as text, quotes and escapes gone. */
  readonly text: string;
  readonly span: Span;
}

interface OpenTable {
  readonly kind: 'table';
  readonly line: number;
  readonly entries: Map<string, { readonly line: number; readonly value: OpenNode }>;
}

interface OpenList {
  readonly kind: 'list';
  readonly line: number;
  readonly items: OpenNode[];
}

type OpenNode = OpenTable | OpenList | TomlScalar;

const LONGEST = 1_000_000;

/** Reads TOML 1.1; the root is a table. */
export function readToml(text: string): Read<TomlTable> {
  if (text.length > LONGEST) return unreadable(`more than ${LONGEST.toLocaleString('en')} characters`);
  const deep = tooDeepAt(text);
  if (deep !== null) return unreadable(`more than ${DEEPEST} values inside each other`, deep);
  // The parser takes a byte order mark for a character; a blank in its place keeps every offset.
  const code = text.startsWith('\ufeff') ? ` ${text.slice(1)}` : text;
  try {
    return read(closed(build(parseTOML(code))));
  } catch (error) {
    if (error instanceof ParseError) return unreadable(`not valid TOML: ${error.message}`, error.lineNumber);
    if (error instanceof RangeError) return unreadable('too many values inside each other');
    throw error;
  }
}

function build(program: AST.TOMLProgram): OpenTable {
  const root = openTable(1);
  for (const part of program.body[0].body) {
    if (part.type === 'TOMLKeyValue') addKeyValue(root, part);
    else for (const pair of part.body) addKeyValue(tableAt(root, part.resolvedKey, part.loc.start.line), pair);
    if (part.type === 'TOMLTable') tableAt(root, part.resolvedKey, part.loc.start.line);
  }
  return root;
}

/** The table of a header; a number in its key counts the tables of an array. */
function tableAt(root: OpenTable, keys: readonly (string | number)[], line: number): OpenTable {
  let at: OpenTable | OpenList = root;
  for (const [index, key] of keys.entries()) {
    const made: OpenTable | OpenList = typeof keys[index + 1] === 'number' ? { kind: 'list', line, items: [] } : openTable(line);
    const known: OpenNode | undefined = at.kind === 'list' ? at.items[Number(key)] : at.entries.get(String(key))?.value;
    const next: OpenTable | OpenList = known === undefined || known.kind === 'scalar' ? made : known;
    if (next === made && at.kind === 'list') at.items[Number(key)] = next;
    else if (next === made && at.kind === 'table') at.entries.set(String(key), { line, value: next });
    at = next;
  }
  return at.kind === 'table' ? at : openTable(line);
}

function addKeyValue(table: OpenTable, pair: AST.TOMLKeyValue): void {
  const { line } = pair.loc.start;
  const keys = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  const last = keys.pop() ?? '';
  tableAt(table, keys, line).entries.set(last, { line, value: valueOf(pair.value) });
}

function valueOf(node: AST.TOMLContentNode): OpenNode {
  const { line } = node.loc.start;
  if (node.type === 'TOMLArray') return { kind: 'list', line, items: node.elements.map(valueOf) };
  if (node.type === 'TOMLInlineTable') {
    const table = openTable(line);
    for (const pair of node.body) addKeyValue(table, pair);
    return table;
  }
  const type = node.kind === 'string' || node.kind === 'boolean' ? node.kind : node.kind === 'integer' || node.kind === 'float' ? 'number' : 'date';
  const text = node.kind === 'integer' || node.kind === 'float' ? node.number : node.kind === 'string' ? node.value : String(node.value);
  return { kind: 'scalar', type, line, text, span: { start: node.range[0], end: node.range[1] } };
}

function openTable(line: number): OpenTable {
  return { kind: 'table', line, entries: new Map() };
}

function closed(table: OpenTable): TomlTable {
  const entries = [...table.entries].map(([key, { line, value }]) => ({ key, line, value: closedNode(value) }));
  return { kind: 'table', line: table.line, entries };
}

function closedNode(node: OpenNode): TomlNode {
  if (node.kind === 'table') return closed(node);
  return node.kind === 'list' ? { kind: 'list', line: node.line, items: node.items.map(closedNode) } : node;
}

/** The value behind a path of keys; null where there is none. */
export function tomlAt(node: TomlNode | null, ...keys: readonly string[]): TomlNode | null {
  return keys.reduce<TomlNode | null>((at, key) => tomlEntries(at).find((entry) => entry.key === key)?.value ?? null, node);
}

/** The entries of a table; none of anything else. */
export function tomlEntries(node: TomlNode | null): readonly TomlEntry[] {
  return node?.kind === 'table' ? node.entries : [];
}

/** The items of a list; none of anything else. */
export function tomlItems(node: TomlNode | null): readonly TomlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

/** The text of a string; null for anything else. */
export function tomlText(node: TomlNode | null): string | null {
  return node?.kind === 'scalar' && node.type === 'string' ? node.text : null;
}

/** A boolean; null for anything else. */
export function tomlFlag(node: TomlNode | null): boolean | null {
  return node?.kind === 'scalar' && node.type === 'boolean' ? node.text === 'true' : null;
}

/** The strings of a list, each with its line; what is no string is left out. */
export function tomlTexts(node: TomlNode | null): readonly Written[] {
  return tomlItems(node).flatMap((item) => (item.kind === 'scalar' && item.type === 'string' ? { text: item.text, line: item.line } : []));
}

/** A text of a file and its line. */
export interface Written {
  readonly text: string;
  readonly line: number;
}

/** A string with its line; null for anything else. */
export function tomlWritten(node: TomlNode | null): Written | null {
  return node?.kind === 'scalar' && node.type === 'string' ? { text: node.text, line: node.line } : null;
}
