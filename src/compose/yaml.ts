import { type Alias, type CST, Composer, type Document, LineCounter, type Node, type Pair, Parser, Scalar, isAlias, isMap, isScalar, isSeq } from 'yaml';
import { type Read, read, unreadable } from '#text/read.js';
import { yamlEntries, type YamlEntry, type YamlNode, type YamlScalar } from './yaml-node.js';

export * from './yaml-node.js';

export interface YamlDocument {
  /** Null: an empty document. */
  readonly root: YamlNode | null;
  /** What is wrong in it without making it unreadable: a key that is given twice (the last one counts). */
  readonly problems: readonly YamlProblem[];
}

export interface YamlProblem {
  readonly line: number;
  readonly reason: string;
}

const LONGEST = 1_000_000;
const MOST_NODES = 300_000;
const DEEPEST = 200;

/**
 * All documents of a file (`---` between them), each read or with its reason and line. An empty file has none. `leavesOut`: of
 * the text of a document, whether it is passed over without a look at what it says.
 */
export function readYamlDocuments(text: string, leavesOut?: (document: string) => boolean): readonly Read<YamlDocument>[] {
  if (text.length > LONGEST) return [unreadable(`the file has more than ${LONGEST} characters`)];
  const lines = new LineCounter();
  const tokens: CST.Token[] = [];
  for (const token of new Parser(lines.addNewLine).parse(leavesOut ? without(text, leavesOut) : text)) {
    // The composer recurses; the parser does not, so the depth is looked at between them.
    const deep = deeperThan(token, DEEPEST);
    if (deep !== null) return [unreadable(`more than ${DEEPEST} values inside each other`, lines.linePos(deep).line)];
    tokens.push(token);
  }
  const composer = new Composer({ lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  return [...composer.compose(tokens)].map((document) => readDocument(document, lines));
}

/** The text with empty lines for what is left out. A line that begins with `---` stands in no value (YAML 1.2.2, 9.1.2). */
function without(text: string, leavesOut: (document: string) => boolean): string {
  return text.split(/^(?=---(?:\s|$))/m).map((part) => (leavesOut(part) ? part.replace(/[^\n]+/g, '') : part)).join('');
}

/** The first document of a file; an empty file is an empty document. */
export function readYaml(text: string): Read<YamlDocument> {
  return readYamlDocuments(text)[0] ?? read({ root: null, problems: [] });
}

interface Walk {
  readonly lines: LineCounter;
  readonly anchors: Map<string, YamlNode | 'open'>;
  /** What each finished node comes to when its aliases are followed: how many nodes, and how deep. */
  readonly extents: Map<YamlNode, { readonly size: number; readonly height: number }>;
  readonly problems: YamlProblem[];
  /** The first thing that makes the document unreadable. */
  failure: YamlProblem | null;
  /** Entries written, those that merge keys copy among them. */
  work: number;
}

function readDocument(document: Document.Parsed, lines: LineCounter): Read<YamlDocument> {
  const [error] = document.errors;
  if (error) return unreadable(`not valid YAML: ${error.message.slice(0, 200)}`, lines.linePos(error.pos[0]).line);
  const walk: Walk = { lines, anchors: new Map(), extents: new Map(), problems: [], failure: null, work: 0 };
  const root = document.contents === null ? null : readNode(document.contents, walk);
  if (walk.failure) return unreadable(walk.failure.reason, walk.failure.line);
  const empty = root?.kind === 'scalar' && root.type === 'null' && root.text === '';
  return read({ root: empty ? null : root, problems: walk.problems });
}

function readNode(node: unknown, walk: Walk): YamlNode {
  if (isAlias(node)) return followAlias(node, walk);
  const line = lineOf(node, walk);
  if (walk.failure) return nothing(line);
  const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  const made = makeNode(node, walk, line);
  if (anchor !== undefined) walk.anchors.set(anchor, made);
  return made;
}

function makeNode(node: unknown, walk: Walk, line: number): YamlNode {
  if (isMap(node)) return readMap(node.items, tagOf(node), walk, line);
  if (isSeq(node)) {
    const items = node.items.map((item) => readNode(item, walk));
    return counted(walk, { kind: 'list', line, tag: tagOf(node), items }, items);
  }
  return counted(walk, isScalar(node) ? readScalar(node, line) : nothing(line), []);
}

function readMap(pairs: readonly Pair<unknown, unknown>[], tag: string | null, walk: Walk, line: number): YamlNode {
  const own = new Map<string, YamlEntry>();
  const merged: YamlNode[] = [];
  for (const { key, value } of pairs) {
    const at = isAlias(key) || key === null ? line : lineOf(key, walk);
    const name = keyText(key, walk, at);
    const entry = { key: name, line: at, value: value === null ? counted(walk, nothing(at), []) : readNode(value, walk) };
    if (walk.failure) break;
    if (name === '<<' && isScalar(key) && key.type === Scalar.PLAIN) merged.push(...(entry.value.kind === 'list' ? entry.value.items : [entry.value]));
    else {
      const before = own.get(name);
      if (before) walk.problems.push({ line: at, reason: `the key ${name} is given twice, first in line ${before.line}` });
      own.set(name, entry);
    }
  }
  // Own keys win wherever the merge key stands, and of several maps the first that has the key (yaml.org/type/merge.html).
  for (const from of merged) {
    if (from.kind !== 'map') walk.problems.push({ line: from.line, reason: 'a merge key (<<) that names no mapping' });
    for (const entry of yamlEntries(from)) {
      if (!own.has(entry.key)) own.set(entry.key, entry);
      if (++walk.work > MOST_NODES) fail(walk, line, tooMany());
    }
    if (walk.failure) break;
  }
  const entries = [...own.values()];
  return counted(walk, { kind: 'map', line, tag, entries }, entries.map(({ value }) => value));
}

function keyText(key: unknown, walk: Walk, line: number): string {
  const node = isAlias(key) ? followAlias(key, walk) : key;
  if (isScalar(node)) return typeof node.value === 'string' ? node.value : (node.source ?? '');
  if (isYamlScalar(node)) return node.text;
  if (node !== null) walk.problems.push({ line, reason: 'a key that is a list or a mapping' });
  return '';
}

function isYamlScalar(node: unknown): node is YamlScalar {
  return typeof node === 'object' && node !== null && 'kind' in node && node.kind === 'scalar';
}

function followAlias(alias: Alias, walk: Walk): YamlNode {
  const line = lineOf(alias, walk);
  const found = walk.anchors.get(alias.source);
  if (found === undefined) fail(walk, line, `the alias *${alias.source} has no anchor before it`);
  else if (found === 'open') fail(walk, line, `the alias *${alias.source} stands inside its own anchor`);
  else return found;
  return nothing(line);
}

function readScalar(node: Scalar, line: number): YamlScalar {
  const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  const plain = node.type === Scalar.PLAIN || node.type === undefined || node.type === null;
  const style = plain ? 'plain' : node.type === Scalar.BLOCK_LITERAL ? 'literal' : node.type === Scalar.BLOCK_FOLDED ? 'folded' : 'quoted';
  const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
  return { kind: 'scalar', line, tag: tagOf(node), text, type: typeOf(node.value), style, textLine: block ? line + 1 : line, span: node.range ? { start: node.range[0], end: node.range[1] } : null };
}

function typeOf(value: unknown): YamlScalar['type'] {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}

function nothing(line: number): YamlScalar {
  return { kind: 'scalar', line, tag: null, text: '', type: 'null', style: 'plain', textLine: line, span: null };
}

function counted(walk: Walk, node: YamlNode, parts: readonly YamlNode[]): YamlNode {
  let size = 1;
  let height = 1;
  for (const part of parts) {
    const extent = walk.extents.get(part);
    size += extent?.size ?? 1;
    height = Math.max(height, (extent?.height ?? 1) + 1);
  }
  if (size > MOST_NODES) fail(walk, node.line, tooMany());
  if (height > DEEPEST) fail(walk, node.line, `more than ${DEEPEST} values inside each other`);
  walk.extents.set(node, { size, height });
  return node;
}

function tooMany(): string {
  return `more than ${MOST_NODES} values when its aliases are followed`;
}

function fail(walk: Walk, line: number, reason: string): void {
  walk.failure ??= { line, reason };
}

function lineOf(node: unknown, walk: Walk): number {
  const range = typeof node === 'object' && node !== null ? (node as Node).range : null;
  return range ? walk.lines.linePos(range[0]).line : 1;
}

function tagOf(node: Node): string | null {
  return node.tag ?? null;
}

/** The offset of a token that has more than `limit` collections around it; null: there is none. */
function deeperThan(token: CST.Token, limit: number): number | null {
  const waiting: { readonly token: CST.Token; readonly depth: number }[] = [{ token, depth: 0 }];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    const { token: at, depth } = one;
    if (depth > limit) return at.offset;
    if (at.type === 'document' && at.value) waiting.push({ token: at.value, depth });
    if (at.type !== 'block-map' && at.type !== 'block-seq' && at.type !== 'flow-collection') continue;
    for (const { key, value } of at.items) {
      if (key) waiting.push({ token: key, depth: depth + 1 });
      if (value) waiting.push({ token: value, depth: depth + 1 });
    }
  }
  return null;
}
