import type { Resolution } from '#sizes/types.js';

/** What some packages of a resolution bring along, themselves included. What `closed` ones require is not looked at. */
export function reachable({ packages }: Resolution, from: readonly string[], closed: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const { name, parents } of packages.values()) {
    for (const parent of parents) {
      const list = children.get(parent);
      if (list) list.push(name);
      else children.set(parent, [name]);
    }
  }
  const seen = new Set<string>();
  const open = from.filter((name) => packages.has(name));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (!closed.has(name)) open.push(...(children.get(name) ?? []));
  }
  return seen;
}
