import { normalizeName } from '#pep/name.js';
import { tomlAt, tomlFlag, tomlItems, tomlText, type TomlNode, type TomlTable } from '../toml.js';
import type { Lock, LockedPackage, LockedSource } from './types.js';

/**
 * pylock.toml (PEP 751, lock-version 1.0). `packages.dependencies` is optional and tells names alone; where no
 * package of the file has it, nothing is told, which differs from requiring nothing.
 */
export function readPylock(path: string, root: TomlTable): Lock {
  const items = tomlItems(tomlAt(root, 'packages'));
  const told = items.some((item) => tomlAt(item, 'dependencies') !== null);
  const packages = items.map((item) => packageOf(item, told)).filter((one) => one !== null);
  return { kind: 'pylock', path, requiresPython: tomlText(tomlAt(root, 'requires-python')), packages, forked: false, roots: [] };
}

function packageOf(item: TomlNode, told: boolean): LockedPackage | null {
  const name = tomlText(tomlAt(item, 'name'));
  if (name === null) return null;
  const names = tomlItems(tomlAt(item, 'dependencies')).map((one) => tomlText(tomlAt(one, 'name'))).filter((one) => one !== null);
  return {
    name: normalizeName(name),
    version: tomlText(tomlAt(item, 'version')),
    source: sourceOf(item),
    requires: told ? names.map((one) => ({ name: normalizeName(one), extras: [], marker: null })) : null,
    optional: new Map(),
    marker: tomlText(tomlAt(item, 'marker')),
    groups: [],
    line: item.line,
  };
}

function sourceOf(item: TomlNode): LockedSource {
  const vcs = tomlAt(item, 'vcs');
  if (vcs !== null) return { kind: 'git', where: tomlText(tomlAt(vcs, 'url')) ?? tomlText(tomlAt(vcs, 'path')) };
  const directory = tomlAt(item, 'directory');
  if (directory !== null) return { kind: tomlFlag(tomlAt(directory, 'editable')) === true ? 'editable' : 'path', where: tomlText(tomlAt(directory, 'path')) };
  const archive = tomlAt(item, 'archive');
  if (archive === null) return { kind: 'registry', where: tomlText(tomlAt(item, 'index')) };
  const url = tomlText(tomlAt(archive, 'url'));
  return url === null ? { kind: 'path', where: tomlText(tomlAt(archive, 'path')) } : { kind: 'url', where: url };
}
