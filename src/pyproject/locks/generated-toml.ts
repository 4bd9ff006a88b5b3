import { read, unreadable, type Read } from '#text/read.js';
import type { TomlEntry, TomlNode, TomlTable } from '../toml.js';
import { blanks, endOfLine, expect, NotGenerated, skipLines, stringAt, word, type Cursor } from './toml-cursor.js';

/** Values inside each other; lock files have four. */
const DEEPEST = 40;
const BARE_KEY = /[A-Za-z0-9_-]+/y;
const WORD = /[^\s,\]}#]+/y;
const NUMBER = /^[+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?(?:[eE][+-]?\d+)?|0x[0-9a-fA-F_]+)$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})?)?$/;

interface OpenTable {
  readonly kind: 'table';
  readonly line: number;
  /** Its own header or braces were read; one that only longer names made may still get a header. */
  stated: boolean;
  readonly entries: Map<string, { readonly line: number; readonly value: OpenNode }>;
}

interface OpenList {
  readonly kind: 'tables';
  readonly line: number;
  readonly items: OpenTable[];
}

type OpenNode = OpenTable | OpenList | TomlNode;

/**
 * Reads the TOML that package managers write into lock files, in the nodes that `readToml` gives.
 *
 * A lock of a large project has more than a megabyte, most of it hashes; a parser with a full syntax tree
 * takes ten times as long for it, and `readToml` refuses that size. This one knows tables, arrays of tables, one-line strings, arrays, inline
 * tables, numbers, booleans and dates. What no manager writes (strings over several lines) it refuses.
 */
export function readGeneratedToml(text: string): Read<TomlTable> {
  const cursor: Cursor = { text, at: text.startsWith('\ufeff') ? 1 : 0, line: 1 };
  try {
    return read(closed(document(cursor)));
  } catch (error) {
    if (error instanceof NotGenerated) return unreadable(error.message, cursor.line);
    throw error;
  }
}

function document(cursor: Cursor): OpenTable {
  const root = openTable(1);
  let table = root;
  for (skipLines(cursor); cursor.at < cursor.text.length; skipLines(cursor)) {
    if (cursor.text[cursor.at] === '[') table = header(cursor, root);
    else addPair(cursor, table);
    endOfLine(cursor);
  }
  return root;
}

function header(cursor: Cursor, root: OpenTable): OpenTable {
  const { line } = cursor;
  const many = cursor.text.startsWith('[[', cursor.at);
  cursor.at += many ? 2 : 1;
  const keys = keysOf(cursor);
  const last = keys.pop() ?? '';
  expect(cursor, many ? ']]' : ']');
  const parent = tableAt(root, keys, line);
  const known = parent.entries.get(last)?.value;
  const table = openTable(line, true);
  if (many) {
    if (known === undefined) parent.entries.set(last, { line, value: { kind: 'tables', line, items: [table] } });
    else if (known.kind === 'tables') known.items.push(table);
    else throw new NotGenerated(`not valid TOML: ${last} is no array of tables`);
    return table;
  }
  if (known === undefined) {
    parent.entries.set(last, { line, value: table });
    return table;
  }
  if (known.kind !== 'table' || !('stated' in known) || known.stated) throw new NotGenerated(`not valid TOML: ${last} stands twice`);
  known.stated = true;
  return known;
}

/** The table behind some keys; of an array of tables, its last one. */
function tableAt(from: OpenTable, keys: readonly string[], line: number): OpenTable {
  let at = from;
  for (const key of keys) {
    let next = at.entries.get(key)?.value;
    if (next === undefined) {
      next = openTable(line);
      at.entries.set(key, { line, value: next });
    }
    const table = next.kind === 'tables' ? next.items.at(-1) : next;
    if (table === undefined || table.kind !== 'table' || !('stated' in table)) throw new NotGenerated(`not valid TOML: ${key} is no table`);
    at = table;
  }
  return at;
}

function addPair(cursor: Cursor, table: OpenTable, depth = 0): void {
  const { line } = cursor;
  const keys = keysOf(cursor);
  const last = keys.pop() ?? '';
  expect(cursor, '=');
  const target = tableAt(table, keys, line);
  if (target.entries.has(last)) throw new NotGenerated(`not valid TOML: ${last} stands twice`);
  target.entries.set(last, { line, value: valueAt(cursor, depth) });
}

function keysOf(cursor: Cursor): string[] {
  const keys: string[] = [];
  for (;;) {
    blanks(cursor);
    const first = cursor.text[cursor.at];
    keys.push(first === '"' || first === "'" ? stringAt(cursor).text : word(cursor, BARE_KEY));
    blanks(cursor);
    if (cursor.text[cursor.at] !== '.') return keys;
    if (keys.length > DEEPEST) throw new NotGenerated(`more than ${DEEPEST} values inside each other`);
    cursor.at++;
  }
}

function valueAt(cursor: Cursor, depth: number): TomlNode {
  if (depth > DEEPEST) throw new NotGenerated(`more than ${DEEPEST} values inside each other`);
  blanks(cursor);
  const first = cursor.text[cursor.at];
  if (first === '"' || first === "'") return stringAt(cursor);
  if (first === '[') return listAt(cursor, depth);
  if (first === '{') return inlineTableAt(cursor, depth);
  const { at, line } = cursor;
  const text = word(cursor, WORD);
  const type = text === 'true' || text === 'false' ? 'boolean' : NUMBER.test(text) ? 'number' : DATE.test(text) ? 'date' : null;
  if (type === null) throw new NotGenerated(`not valid TOML: ${text.slice(0, 40)}`);
  return { kind: 'scalar', type, line, text: type === 'number' ? text.replaceAll('_', '') : text, span: { start: at, end: cursor.at } };
}

function listAt(cursor: Cursor, depth: number): TomlNode {
  const { line } = cursor;
  const items: TomlNode[] = [];
  cursor.at++;
  for (;;) {
    skipLines(cursor);
    if (cursor.text[cursor.at] === ']') break;
    items.push(valueAt(cursor, depth + 1));
    skipLines(cursor);
    if (cursor.text[cursor.at] === ']') break;
    expect(cursor, ',');
  }
  cursor.at++;
  return { kind: 'list', line, items };
}

function inlineTableAt(cursor: Cursor, depth: number): TomlNode {
  const table = openTable(cursor.line, true);
  cursor.at++;
  for (;;) {
    skipLines(cursor);
    if (cursor.text[cursor.at] === '}') break;
    addPair(cursor, table, depth + 1);
    skipLines(cursor);
    if (cursor.text[cursor.at] === '}') break;
    expect(cursor, ',');
  }
  cursor.at++;
  return closed(table);
}

function openTable(line: number, stated = false): OpenTable {
  return { kind: 'table', line, stated, entries: new Map() };
}

function closed(table: OpenTable): TomlTable {
  const entries: TomlEntry[] = [];
  for (const [key, { line, value }] of table.entries) entries.push({ key, line, value: closedNode(value) });
  return { kind: 'table', line: table.line, entries };
}

function closedNode(node: OpenNode): TomlNode {
  if (node.kind === 'tables') return { kind: 'list', line: node.line, items: node.items.map(closed) };
  return node.kind === 'table' && 'stated' in node ? closed(node) : node;
}
