import type { Edge } from '#knowledge/edge-types.js';
import { normalizeName } from '#pep/name.js';
import { tomlAt, tomlFlag, tomlItems, tomlText, tomlTexts, type TomlNode, type TomlTable } from '../toml.js';
import { splitByExtra } from './extra-marker.js';
import type { Lock, LockedPackage, LockedSource } from './types.js';

/**
 * pdm.lock (pdm's own format, versions 4.x; src/pdm/project/lockfile of pdm 2.26). A package that is
 * used with extras stands in it a second time, with `extras` and with what they add; both are one here.
 */
export function readPdmLock(path: string, root: TomlTable): Lock {
  const merged = new Map<string, LockedPackage>();
  for (const item of tomlItems(tomlAt(root, 'package'))) {
    const name = tomlText(tomlAt(item, 'name'));
    if (name === null) continue;
    const one = packageOf(item, normalizeName(name));
    const key = `${one.name}==${one.version ?? ''}`;
    const known = merged.get(key);
    merged.set(key, known === undefined ? one : together(known, one));
  }
  const requiresPython = tomlText(tomlAt(root, 'metadata', 'requires_python')) ?? tomlText(tomlAt(tomlItems(tomlAt(root, 'metadata', 'targets'))[0] ?? null, 'requires_python'));
  return { kind: 'pdm', path, requiresPython, packages: [...merged.values()], forked: false, roots: [] };
}

function packageOf(item: TomlNode, name: string): LockedPackage {
  const edges = splitByExtra(tomlTexts(tomlAt(item, 'dependencies')).map(({ text }) => text)).requires.filter((edge) => edge.name !== name);
  const extras = tomlTexts(tomlAt(item, 'extras')).map(({ text }) => normalizeName(text));
  return {
    name,
    version: tomlText(tomlAt(item, 'version')),
    source: sourceOf(item),
    requires: extras.length === 0 ? edges : null,
    // Several extras of one entry are not told apart: what they add stands under each of them.
    optional: new Map(extras.map((extra) => [extra, edges])),
    marker: tomlText(tomlAt(item, 'marker')),
    groups: tomlTexts(tomlAt(item, 'groups')).map(({ text }) => text),
    line: item.line,
  };
}

function together(first: LockedPackage, second: LockedPackage): LockedPackage {
  const optional = new Map<string, readonly Edge[]>(first.optional);
  for (const [extra, edges] of second.optional) optional.set(extra, [...(optional.get(extra) ?? []), ...edges]);
  const groups = [...new Set([...first.groups, ...second.groups])];
  return { ...first, requires: first.requires ?? second.requires, optional, groups, line: Math.min(first.line, second.line) };
}

function sourceOf(item: TomlNode): LockedSource {
  const git = tomlText(tomlAt(item, 'git'));
  if (git !== null) return { kind: 'git', where: git };
  const path = tomlText(tomlAt(item, 'path'));
  if (path !== null) return { kind: tomlFlag(tomlAt(item, 'editable')) === true ? 'editable' : 'path', where: path };
  const url = tomlText(tomlAt(item, 'url'));
  return url === null ? { kind: 'registry', where: null } : { kind: 'url', where: url };
}
