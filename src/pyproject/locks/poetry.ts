import type { Edge } from '#knowledge/edge-types.js';
import { normalizeName } from '#pep/name.js';
import { tomlAt, tomlEntries, tomlFlag, tomlItems, tomlText, tomlTexts, type TomlNode, type TomlTable } from '../toml.js';
import { byExtra, listUnder } from './extra-marker.js';
import type { Lock, LockedPackage, LockedSource } from './types.js';

/**
 * poetry.lock (poetry's own format, versions 1.0 to 2.1; src/poetry/packages/locker.py of poetry 2.2):
 * all edges and all extras of each package, with the markers of its metadata. It does not tell what
 * the project itself asks for, except by `groups` since poetry 2.
 */
export function readPoetryLock(path: string, root: TomlTable): Lock {
  const packages = tomlItems(tomlAt(root, 'package')).map(packageOf).filter((one) => one !== null);
  return { kind: 'poetry', path, requiresPython: tomlText(tomlAt(root, 'metadata', 'python-versions')), packages, forked: false, roots: [] };
}

function packageOf(item: TomlNode): LockedPackage | null {
  const name = tomlText(tomlAt(item, 'name'));
  if (name === null) return null;
  const { requires, optional } = dependenciesOf(tomlAt(item, 'dependencies'));
  for (const { key, value } of tomlEntries(tomlAt(item, 'extras'))) addExtra(optional, normalizeName(key), tomlTexts(value).map(({ text }) => text));
  const category = tomlText(tomlAt(item, 'category'));
  const groups = tomlTexts(tomlAt(item, 'groups')).map(({ text }) => text);
  return {
    name: normalizeName(name),
    version: tomlText(tomlAt(item, 'version')),
    source: sourceOf(tomlAt(item, 'source'), tomlFlag(tomlAt(item, 'develop')) ?? false),
    requires,
    optional,
    marker: tomlText(tomlAt(item, 'markers')),
    groups: groups.length > 0 || category === null ? groups : [category],
    line: item.line,
  };
}

interface Dependencies {
  readonly requires: readonly Edge[];
  readonly optional: Map<string, Edge[]>;
}

function dependenciesOf(node: TomlNode | null): Dependencies {
  const requires: Edge[] = [];
  const optional = new Map<string, Edge[]>();
  for (const { key, value } of tomlEntries(node)) {
    const name = normalizeName(key);
    for (const one of value.kind === 'list' ? value.items : [value]) {
      const extras = tomlTexts(tomlAt(one, 'extras')).map(({ text }) => normalizeName(text));
      for (const { extra, marker } of byExtra(tomlText(tomlAt(one, 'markers')))) {
        if (extra !== null) listUnder(optional, extra, { name, extras, marker });
        // An optional one whose marker names no extra is listed under [package.extras].
        else if (tomlFlag(tomlAt(one, 'optional')) !== true) requires.push({ name, extras, marker });
      }
    }
  }
  return { requires, optional };
}

/** `jschema[toml] (>=1.2) ; python_version < "3.11"`; what the dependencies told already is not added again. */
function addExtra(optional: Map<string, Edge[]>, extra: string, texts: readonly string[]): void {
  const edges = optional.get(extra) ?? [];
  const told = new Set(edges.map(({ name }) => name));
  for (const text of texts) {
    const [, name = '', brackets, marker] = /^([\w.-]+)(?:\[([^\]]*)\])?[^;]*(?:;\s*(.+))?$/.exec(text.trim()) ?? [];
    if (name === '' || told.has(normalizeName(name))) continue;
    const extras = brackets === undefined ? [] : brackets.split(',').map((one) => normalizeName(one.trim()));
    edges.push({ name: normalizeName(name), extras, marker: marker ?? null });
  }
  optional.set(extra, edges);
}

function sourceOf(node: TomlNode | null, develop: boolean): LockedSource {
  const where = tomlText(tomlAt(node, 'url'));
  switch (tomlText(tomlAt(node, 'type'))) {
    case 'git':
      return { kind: 'git', where };
    case 'directory':
      return { kind: develop ? 'editable' : 'path', where };
    case 'file':
      return { kind: 'path', where };
    case 'url':
      return { kind: 'url', where };
    default:
      return { kind: 'registry', where };
  }
}
