import type { ComposeEntry, ComposeList, ComposeMap, ComposeText, ComposeTree } from './tree.js';
import { entryOf, valueAt } from './tree.js';

// Keys whose value is replaced as a whole, and those that are lists or maps of `name=value` by turns
// (override/merge.go in github.com/compose-spec/compose-go).
const REPLACED: readonly string[] = ['command', 'entrypoint', 'healthcheck.test'];
const NAMED: readonly string[] = ['environment', 'build.args', 'build.additional_contexts', 'labels', 'annotations', 'build.labels', 'deploy.labels', 'sysctls'];
const LISTS: readonly string[] = ['env_file', 'dns', 'dns_opt', 'dns_search', 'label_file', 'tmpfs'];
const NAMES: readonly string[] = ['networks', 'depends_on'];

/** `over` laid on `base`, as compose merges a service of several files or one that `extends` another. */
export function mergeService(base: ComposeTree, over: ComposeTree): ComposeTree {
  return merge(base, over, '');
}

/** Without what a `!reset` takes away, for a service that nothing more is laid on. */
export function withoutResets(tree: ComposeTree): ComposeTree {
  if (tree.kind === 'text') return tree;
  if (tree.kind === 'list') return { ...tree, items: tree.items.filter(({ mark }) => mark !== 'reset').map(withoutResets) };
  const kept = [...tree.entries].filter(([, { value }]) => value.mark !== 'reset');
  return { ...tree, entries: new Map(kept.map(([key, { at, value }]) => [key, { at, value: withoutResets(value) }])) };
}

function merge(base: ComposeTree, over: ComposeTree, path: string): ComposeTree {
  if (over.mark !== null || base.mark === 'reset') return over;
  if (path === 'build') return mergeMaps(asBuild(base), asBuild(over), path);
  if (REPLACED.includes(path)) return over;
  if (NAMED.includes(path)) return mergeMaps(asNamed(base), asNamed(over), path);
  if (LISTS.includes(path)) return append(asList(base), asList(over));
  if (over.kind === 'text' && over.empty) return base;
  if (NAMES.includes(path)) return mergeMaps(asNames(base), asNames(over), path);
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over, path);
  if (base.kind === 'list' && over.kind === 'list') return append(base, over);
  return over;
}

function mergeMaps(base: ComposeMap, over: ComposeMap, path: string): ComposeMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = base.entries.get(key);
    const value = before ? merge(before.value, entry.value, path === '' ? key : `${path}.${key}`) : entry.value;
    entries.set(key, { at: value === before?.value ? before.at : entry.at, value });
  }
  return { kind: 'map', at: base.at, mark: base.mark, entries };
}

function append(base: ComposeList, over: ComposeList): ComposeList {
  return { ...base, items: [...base.items, ...over.items] };
}

function asList(tree: ComposeTree): ComposeList {
  if (tree.kind === 'list') return tree;
  const items = tree.kind === 'text' && tree.empty ? [] : [tree];
  return { kind: 'list', at: tree.at, mark: tree.mark, items };
}

/** `build: ./folder` is short for its context. */
export function asBuild(tree: ComposeTree): ComposeMap {
  if (tree.kind === 'map') return tree;
  const entries = tree.kind === 'text' && !tree.empty ? [['context', { at: tree.at, value: tree }] as const] : [];
  return { kind: 'map', at: tree.at, mark: tree.mark, entries: new Map(entries) };
}

/** `A=b` items as the map that they are short for; an item without `=` is a key without a value. The last of a name counts. */
export function asNamed(tree: ComposeTree): ComposeMap {
  if (tree.kind === 'map') return tree;
  const entries = new Map<string, ComposeEntry>();
  for (const item of asList(tree).items) {
    if (item.kind !== 'text') continue;
    const equals = item.text.indexOf('=');
    const name = equals < 0 ? item.text : item.text.slice(0, equals);
    const text = equals < 0 ? '' : item.text.slice(equals + 1);
    entries.set(name, { at: item.at, value: { ...item, text, asText: text, empty: equals < 0, span: null } });
  }
  return { kind: 'map', at: tree.at, mark: tree.mark, entries };
}

function asNames(tree: ComposeTree): ComposeMap {
  if (tree.kind === 'map') return tree;
  const named = asList(tree).items.filter((item): item is ComposeText => item.kind === 'text');
  return { kind: 'map', at: tree.at, mark: tree.mark, entries: new Map(named.map((item) => [item.text, { at: item.at, value: { ...item, text: '', empty: true, span: null } }])) };
}

/**
 * The items of a list where a later item takes the place of an earlier one with the same key, as
 * compose does after merging (override/uncity.go). Null as key: the item stands for itself.
 */
export function unique(items: readonly ComposeTree[], keyOf: (item: ComposeTree) => string | null): readonly ComposeTree[] {
  const kept = new Map<string | ComposeTree, ComposeTree>();
  for (const item of items) kept.set(keyOf(item) ?? item, item);
  return [...kept.values()];
}

/** Whether a service says where its image comes from, or would if what it extends could be read. */
export function hasOrigin(service: ComposeTree): boolean {
  return ['image', 'provider', 'extends'].some((key) => valueAt(service, key) !== null) || entryOf(service, 'build') !== null;
}
