import type { Edge } from '#knowledge/edge-types.js';
import { normalizeName } from '#pep/name.js';
import { tomlAt, tomlEntries, tomlItems, tomlText, tomlTexts, type TomlNode, type TomlTable } from '../toml.js';
import type { Lock, LockedPackage, LockedRoot, LockedSource } from './types.js';

/**
 * uv.lock (uv's own format, versions 1; crates/uv-resolver/src/lock of uv 0.9). Edges are those of the
 * project's resolution: an extra stands here where something uses it, and a marker holds what uv made
 * of it, with encoded names of extras where the project declares conflicts (those cannot be decided).
 */
export function readUvLock(path: string, root: TomlTable): Lock {
  const items = tomlItems(tomlAt(root, 'package'));
  const packages = items.map(packageOf).filter((one) => one !== null);
  const members = new Set(tomlTexts(tomlAt(root, 'manifest', 'members')).map(({ text }) => normalizeName(text)));
  const roots = items.map((item) => rootOf(item, members)).filter((one) => one !== null);
  const forked = ['resolution-markers', 'supported-markers', 'conflicts'].some((key) => tomlAt(root, key) !== null);
  return { kind: 'uv', path, requiresPython: tomlText(tomlAt(root, 'requires-python')), forked, packages, roots };
}

function packageOf(item: TomlNode): LockedPackage | null {
  const name = tomlText(tomlAt(item, 'name'));
  if (name === null) return null;
  return {
    name: normalizeName(name),
    version: tomlText(tomlAt(item, 'version')),
    source: sourceOf(tomlAt(item, 'source')),
    requires: edgesOf(tomlAt(item, 'dependencies')),
    optional: tableOf(tomlAt(item, 'optional-dependencies')),
    marker: null,
    groups: [],
    line: item.line,
  };
}

/** The members of a workspace; of a single project, the package in the lock's own folder. */
function rootOf(item: TomlNode, members: ReadonlySet<string>): LockedRoot | null {
  const one = packageOf(item);
  if (one === null) return null;
  const { kind, where } = one.source;
  const own = members.size > 0 ? members.has(one.name) : (kind === 'editable' || kind === 'virtual') && where === '.';
  if (!own) return null;
  const { name, line, optional } = one;
  return { name, line, requires: one.requires ?? [], optional, groups: tableOf(tomlAt(item, 'dev-dependencies')) };
}

function sourceOf(node: TomlNode | null): LockedSource {
  const [entry] = tomlEntries(node).filter(({ key }) => key !== 'subdirectory');
  const where = entry === undefined ? null : tomlText(entry.value);
  switch (entry?.key) {
    case 'git':
    case 'url':
    case 'editable':
    case 'virtual':
      return { kind: entry.key, where };
    case 'path':
    case 'directory':
      return { kind: 'path', where };
    default:
      return { kind: 'registry', where };
  }
}

function tableOf(node: TomlNode | null): ReadonlyMap<string, readonly Edge[]> {
  return new Map(tomlEntries(node).map(({ key, value }) => [normalizeName(key), edgesOf(value)]));
}

function edgesOf(node: TomlNode | null): readonly Edge[] {
  return tomlItems(node).flatMap((item) => {
    const name = tomlText(tomlAt(item, 'name'));
    if (name === null) return [];
    const extras = tomlTexts(tomlAt(item, 'extra')).map(({ text }) => normalizeName(text));
    return [{ name: normalizeName(name), extras, marker: tomlText(tomlAt(item, 'marker')) }];
  });
}
