import { parseTree, type Node, type ParseError } from 'jsonc-parser';
import { normalizeName } from '#pep/name.js';
import { lineAt, lineTable, type LineTable } from '#text/lines.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Lock, LockedPackage, LockedSource } from './types.js';

/** A pathological file nests deeper than any lock and would end the stack of the parser. */
const DEEPEST = 100;

/** Pipfile.lock (pipenv, `pipfile-spec` 6): versions by category (`default`, `develop`), and nothing of who requires whom. */
export function readPipfileLock(path: string, text: string): Read<Lock> {
  if (deeperThan(text, DEEPEST)) return unreadable(`more than ${DEEPEST} values inside each other`);
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\ufeff/, ' '), errors, { allowTrailingComma: false, disallowComments: true });
  const lines = lineTable(text);
  const [error] = errors;
  if (error !== undefined) return unreadable('not valid JSON', lineAt(lines, error.offset));
  if (root?.type !== 'object') return unreadable('no JSON object');
  const python = valueAt(valueAt(valueAt(root, '_meta'), 'requires'), 'python_version')?.value as unknown;
  const packages = pairs(root).flatMap(({ key, value }) => (key === '_meta' ? [] : pairs(value).map((pair) => packageOf(key, pair, lines))));
  return read({ kind: 'pipfile', path, requiresPython: typeof python === 'string' ? `==${python}.*` : null, packages, forked: false, roots: [] });
}

interface Pair {
  readonly key: string;
  readonly offset: number;
  readonly value: Node | undefined;
}

function packageOf(group: string, { key, offset, value }: Pair, lines: LineTable): LockedPackage {
  return {
    name: normalizeName(key),
    version: textAt(value, 'version')?.replace(/^={2,3}/, '') ?? null,
    source: sourceOf(value),
    requires: null,
    optional: new Map(),
    marker: textAt(value, 'markers'),
    groups: [group],
    line: lineAt(lines, offset),
  };
}

function sourceOf(node: Node | undefined): LockedSource {
  const git = textAt(node, 'git');
  if (git !== null) return { kind: 'git', where: git };
  const path = textAt(node, 'path');
  if (path !== null) return { kind: valueAt(node, 'editable')?.value === true ? 'editable' : 'path', where: path };
  const file = textAt(node, 'file');
  return file === null ? { kind: 'registry', where: textAt(node, 'index') } : { kind: 'url', where: file };
}

function pairs(node: Node | undefined): readonly Pair[] {
  if (node?.type !== 'object') return [];
  return (node.children ?? []).flatMap(({ children, offset }) => {
    const [key, value] = children ?? [];
    return typeof key?.value === 'string' ? [{ key: key.value, offset, value }] : [];
  });
}

function valueAt(node: Node | undefined, key: string): Node | undefined {
  return pairs(node).find((pair) => pair.key === key)?.value;
}

function textAt(node: Node | undefined, key: string): string | null {
  const value: unknown = valueAt(node, key)?.value;
  return typeof value === 'string' ? value : null;
}

function deeperThan(text: string, most: number): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > most) return true;
  }
  return false;
}
