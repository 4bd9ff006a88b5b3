import type { EnvironmentPackages, PackageWeight } from '#sizes/packages/types.js';

/** An environment from which requirements leave one after the other. */
export interface Leaving {
  /** What goes with these that has not gone yet: themselves, and what nothing else of the rest brings. */
  remove(names: Iterable<string>): readonly PackageWeight[];
}

/** What stands on what is asked for, and falls with it: who brings whom is that of the resolution. */
export function leavingFrom({ packages, requirements }: Pick<EnvironmentPackages, 'packages' | 'requirements'>): Leaving {
  const children = new Map<string, string[]>();
  for (const { name, parents } of packages) for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), name]);
  const asked = new Set(requirements.map(({ name }) => name));
  // What nothing that is asked for is known to bring stays whatever leaves.
  const started = reached(asked);
  const gone = new Set<string>();
  function reached(from: ReadonlySet<string>): ReadonlySet<string> {
    const seen = new Set(from);
    for (const name of seen) for (const child of children.get(name) ?? []) seen.add(child);
    return seen;
  }
  return {
    remove: (names) => {
      const before = asked.size;
      for (const name of names) asked.delete(name);
      if (asked.size === before) return [];
      const stays = reached(asked);
      const now = packages.filter(({ name }) => started.has(name) && !stays.has(name) && !gone.has(name));
      for (const { name } of now) gone.add(name);
      return now;
    },
  };
}
