import type { Installed } from '#files/installed-metadata.js';
import type { PipList } from '#files/pip-list.js';
import { normalizeName } from '#pep/name.js';
import type { Metadata } from './metadata.js';

/** What a virtual environment and lists of `pip list` tell about installed packages; null: neither was given. */
export function givenMetadata(venv: Installed | null, pipLists: ReadonlyMap<string, PipList>): Metadata | null {
  if (venv === null && pipLists.size === 0) return null;
  const distributions = venv?.distributions ?? new Map<string, never>();
  const holders = holdersOf(venv);
  return {
    distributionsOf: (module) => {
      for (let prefix = module; prefix !== ''; prefix = prefix.slice(0, Math.max(0, prefix.lastIndexOf('.')))) {
        const found = holders.get(prefix);
        if (found) return found;
      }
      return [];
    },
    modulesOf: (name) => distributions.get(normalizeName(name))?.modules ?? null,
    scriptsOf: (name) => [...(distributions.get(normalizeName(name))?.scripts.keys() ?? [])],
    edgesOf: (name) => {
      const one = distributions.get(normalizeName(name));
      return one ? { name: one.name, version: one.version, requires: one.requires, optional: one.optional, source: one.path } : null;
    },
    versionOf: (name, services) => {
      const listed = services.flatMap((service) => pipLists.get(service)?.get(normalizeName(name)) ?? []);
      return listed[0] ?? distributions.get(normalizeName(name))?.version ?? null;
    },
  };
}

/** By module, the distributions that hold it: the longest name counts, since a namespace has many. */
function holdersOf(venv: Installed | null): ReadonlyMap<string, readonly string[]> {
  const holders = new Map<string, string[]>();
  for (const { name, modules } of venv?.distributions.values() ?? []) {
    for (const module of modules) holders.set(module, [...(holders.get(module) ?? []), name]);
  }
  return holders;
}
