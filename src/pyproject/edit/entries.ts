import type { AST } from 'toml-eslint-parser';
import { normalizeName } from '#pep/name.js';
import { grouped } from '#text/grouped.js';
import type { Span } from '#text/span.js';
import type { ProjectRequirement, PythonProject } from '../types.js';
import { spanOf, startsAt, type TomlHeader, type TomlPair, type TomlPlaces } from './toml-places.js';

/** A requirement and what of the text makes it. */
export interface ProjectEntry {
  readonly requirement: ProjectRequirement;
  /** The list or table that it stands in, from the root: `project`, `dependencies`. */
  readonly list: readonly string[];
  readonly place: EntryPlace;
}

export type EntryPlace =
  /** An element of a list of PEP 508 texts. `name`: where its text stands between the quotes; null where escapes hide it. */
  | { readonly kind: 'element'; readonly array: AST.TOMLArray; readonly index: number; readonly content: Span | null; readonly value: string }
  /** A key of Poetry's: one pair, several with dotted keys, or a table of its own. */
  | { readonly kind: 'key'; readonly key: string; readonly pairs: readonly TomlPair[]; readonly header: TomlHeader | null };

/** The requirements of a project that stand in lists and tables which are edited here. Those of the build system are not. */
export function projectEntries(places: TomlPlaces, project: PythonProject): readonly ProjectEntry[] {
  const used = new Set<ProjectRequirement>();
  const byPlace = grouped(project.requirements, (one) => `${one.line} ${one.name} ${groupKey(one)}`);
  const byName = grouped(project.requirements, ({ name }) => name);
  const take = (name: string, line: number, group: string): ProjectRequirement | null => {
    const [next, ...others] = byPlace.get(`${line} ${name} ${group}`) ?? [];
    byPlace.set(`${line} ${name} ${group}`, others);
    if (next) used.add(next);
    return next ?? null;
  };
  const found: (ProjectEntry & { readonly start: number })[] = [];
  for (const { keys, node } of places.pairs) {
    const list = listOf(keys);
    if (list === null || node.value.type !== 'TOMLArray') continue;
    for (const [index, element] of node.value.elements.entries()) {
      if (element.type !== 'TOMLValue' || element.kind !== 'string') continue;
      const name = normalizeName(/^\s*([A-Za-z0-9][A-Za-z0-9._-]*)/.exec(element.value)?.[1] ?? '');
      const requirement = take(name.replace(/-$/, ''), element.loc.start.line, list.group);
      if (requirement) found.push({ requirement, list: list.path, place: { kind: 'element', array: node.value, index, content: contentOf(places.text, element), value: element.value }, start: element.range[0] });
    }
  }
  for (const table of poetryTables(places)) {
    const inside = grouped(places.pairs.filter(({ keys }) => startsAt(keys, table.path)), ({ keys }) => keys[table.path.length]);
    const headed = new Map(places.headers.filter(({ keys }) => startsAt(keys, table.path)).toReversed().map((one) => [one.keys[table.path.length], one]));
    for (const key of new Set([...inside.keys(), ...headed.keys()])) {
      if (typeof key !== 'string') continue;
      const way = [...table.path, key];
      const pairs = inside.get(key) ?? [];
      const header = headed.get(key) ?? null;
      const outer = pairs.filter(({ inline, keys }) => inline === null || keys.length === way.length);
      const start = Math.min(...outer.map(({ node }) => node.range[0]), header?.node.range[0] ?? Number.POSITIVE_INFINITY);
      const own = (byName.get(normalizeName(key)) ?? []).filter((one) => !used.has(one) && (groupKey(one) === table.group || (table.group === '' && one.group?.kind === 'extra')));
      const [requirement] = own;
      if (!requirement) continue;
      for (const one of own) used.add(one);
      found.push({ requirement, list: table.path, place: { kind: 'key', key, pairs: outer, header }, start });
    }
  }
  return found.toSorted((a, b) => a.start - b.start).map(({ requirement, list, place }) => ({ requirement, list, place }));
}

/** Which part of the project a list belongs to, in the words that tell requirements of one name apart. */
function groupKey({ group }: ProjectRequirement): string {
  return group === null ? '' : `${group.kind} ${group.name}`;
}

interface ListOf {
  readonly path: readonly string[];
  readonly group: string;
}

/** `project.dependencies`, `project.optional-dependencies.x`, `dependency-groups.x`, the older tables of uv and PDM. */
function listOf(keys: TomlPair['keys']): ListOf | null {
  const path = keys.map(String);
  const [first, second, third, fourth] = path;
  if (keys.some((key) => typeof key === 'number')) return null;
  if (path.length === 2 && first === 'project' && second === 'dependencies') return { path, group: '' };
  if (path.length === 3 && first === 'project' && second === 'optional-dependencies') return { path, group: `extra ${normalizeName(third ?? '')}` };
  if (path.length === 2 && first === 'dependency-groups') return { path, group: `group ${normalizeName(second ?? '')}` };
  if (path.length === 3 && first === 'tool' && second === 'uv' && third === 'dev-dependencies') return { path, group: 'dev dev' };
  if (path.length === 4 && first === 'tool' && second === 'pdm' && third === 'dev-dependencies') return { path, group: `dev ${normalizeName(fourth ?? '')}` };
  return null;
}

function poetryTables({ pairs, headers }: TomlPlaces): readonly ListOf[] {
  const keys = [...headers, ...pairs].map((one) => one.keys.map(String)).filter(([first, second]) => first === 'tool' && second === 'poetry');
  const groups = new Set(keys.flatMap(([, , third, name, fifth]) => (third === 'group' && name !== undefined && fifth === 'dependencies' ? [name] : [])));
  return [
    { path: ['tool', 'poetry', 'dependencies'], group: '' },
    { path: ['tool', 'poetry', 'dev-dependencies'], group: 'dev dev' },
    ...[...groups].map((name) => ({ path: ['tool', 'poetry', 'group', name, 'dependencies'], group: `group ${normalizeName(name)}` })),
  ];
}

/** Where the text of a string stands between its quotes; null where it is written otherwise than it reads. */
export function contentOf(text: string, node: AST.TOMLStringValue): Span | null {
  const { start, end } = spanOf(node);
  const quotes = node.multiline ? 3 : 1;
  const span = { start: start + quotes, end: end - quotes };
  return text.slice(span.start, span.end) === node.value ? span : null;
}
