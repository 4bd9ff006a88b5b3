import type { Place } from '#answer/answer.js';
import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { interpolate, type Lookup } from '#compose/interpolate.js';
import type { YamlNode } from '#compose/yaml.js';

/** A part of a compose file with its variables filled in, which still knows the file that it came from. */
export type ComposeTree = ComposeMap | ComposeList | ComposeText;

interface Origin {
  readonly at: Place;
  /** `!reset`: what stood here before is taken away; `!override`: it is replaced as a whole. */
  readonly mark: 'reset' | 'override' | null;
}

export interface ComposeMap extends Origin {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, ComposeEntry>;
}

export interface ComposeEntry {
  /** Where the key stands. */
  readonly at: Place;
  readonly value: ComposeTree;
}

export interface ComposeList extends Origin {
  readonly kind: 'list';
  readonly items: readonly ComposeTree[];
}

export interface ComposeText extends Origin {
  readonly kind: 'text';
  readonly text: string;
  /** True: the key has no value at all. */
  readonly empty: boolean;
  /** What compose makes of it where it wants a text: a plain `3.10` is a number, and so `3.1`. */
  readonly asText: string;
  /** The line of the first line of a `|` block; null for other texts, which do not keep their lines. */
  readonly blockLine: number | null;
  /** Where it stands in `at.path`; null: it is a part of what stands there, or nothing is written. */
  readonly span: Span | null;
  /** Why it cannot be told; none: it can. */
  readonly unset: readonly string[];
  /** The folder that a relative path starts from. */
  readonly folder: string;
}

/** What a file of compose is read with. */
export interface Scope {
  readonly path: string;
  /** The project directory; for a file that `extends` names, the folder of that file. */
  readonly folder: string;
  readonly lookup: Lookup;
  readonly problem: (at: Place, reason: string) => void;
}

export function composeTree(node: YamlNode, scope: Scope): ComposeTree {
  return toTree(node, scope, new Map());
}

/** `done`: what an alias names again is made once. */
function toTree(node: YamlNode, scope: Scope, done: Map<YamlNode, ComposeTree>): ComposeTree {
  const before = done.get(node);
  if (before) return before;
  const made = makeTree(node, scope, done);
  done.set(node, made);
  return made;
}

function makeTree(node: YamlNode, scope: Scope, done: Map<YamlNode, ComposeTree>): ComposeTree {
  const at = { path: scope.path, line: node.line };
  const mark = node.tag === '!reset' ? 'reset' : node.tag === '!override' ? 'override' : null;
  if (node.kind === 'list') return { kind: 'list', at, mark, items: node.items.map((item) => toTree(item, scope, done)) };
  if (node.kind === 'map') {
    const entries = node.entries.map(({ key, line, value }) => [key, { at: { path: scope.path, line }, value: toTree(value, scope, done) }] as const);
    return { kind: 'map', at, mark, entries: new Map(entries) };
  }
  const { text, unset, problem } = node.type === 'string' ? interpolate(node.text, scope.lookup) : { text: node.text, unset: [], problem: null };
  if (problem !== null) scope.problem(at, problem);
  return {
    kind: 'text',
    at,
    mark,
    text,
    span: node.span,
    blockLine: node.style === 'literal' ? node.textLine : null,
    empty: node.type === 'null',
    asText: node.type === 'number' ? asGoNumber(text) : node.type === 'boolean' ? text.toLowerCase() : text,
    unset: problem === null ? unset : [problem],
    folder: scope.folder,
  };
}

/** A number as compose writes it out: Go's `%v` of what its YAML reader makes of it, so `0755` is 493 and `3.10` is 3.1. */
function asGoNumber(text: string): string {
  const whole = text.replaceAll('_', '');
  if (/^[-+]?0[0-7]+$/.test(whole)) return String(Number.parseInt(whole, 8));
  if (/^[-+]?\d+$/.test(whole)) return BigInt(whole.replace(/^\+/, '')).toString();
  const value = Number(whole);
  if (Number.isNaN(value)) return text;
  // Go turns to exponents below 1e-4 and writes them with two digits.
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  return String(value);
}

/** A text that decides something: unreadable where a variable in it has no value. */
export function known(text: ComposeText): Read<string> {
  const [reason] = text.unset;
  return reason === undefined ? read(text.text) : unreadable(reason, text.at.line);
}

export function entryOf(tree: ComposeTree | null | undefined, key: string): ComposeEntry | null {
  return (tree?.kind === 'map' ? tree.entries.get(key) : undefined) ?? null;
}

/** What stands behind a path of keys; null: nothing, or a key without a value. */
export function valueAt(tree: ComposeTree | null | undefined, ...keys: readonly string[]): ComposeTree | null {
  const found = keys.reduce<ComposeTree | null>((at, key) => entryOf(at, key)?.value ?? null, tree ?? null);
  return found?.kind === 'text' && found.empty ? null : found;
}

export function textAt(tree: ComposeTree | null | undefined, ...keys: readonly string[]): ComposeText | null {
  const found = valueAt(tree, ...keys);
  return found?.kind === 'text' ? found : null;
}

/** The items of a list; a single value stands for a list of one. */
export function itemsAt(tree: ComposeTree | null | undefined, ...keys: readonly string[]): readonly ComposeTree[] {
  const found = valueAt(tree, ...keys);
  if (found === null) return [];
  return found.kind === 'list' ? found.items : [found];
}

export function textsAt(tree: ComposeTree | null | undefined, ...keys: readonly string[]): readonly ComposeText[] {
  return itemsAt(tree, ...keys).filter((item) => item.kind === 'text');
}

/** A part of a file on one line, for people: `driver: nvidia, capabilities: [gpu]`. */
export function shownTree(tree: ComposeTree): string {
  if (tree.kind === 'text') return tree.text;
  if (tree.kind === 'list') return `[${tree.items.map(shownTree).join(', ')}]`;
  return [...tree.entries].map(([key, { value }]) => `${key}: ${shownTree(value)}`).join(', ');
}
