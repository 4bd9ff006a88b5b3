import { closureOf } from '#needs/edges/closure.js';
import type { Closure, ClosureAsked } from '#needs/edges/closure-types.js';
import type { Asked } from '#needs/types.js';
import type { Judged } from './judged.js';

/** What these of the asked-for requirements bring along, at the versions that any of the lines holds it at. */
export function closureFor({ asked, environment, edges }: Pick<Judged, 'asked' | 'environment' | 'edges'>, names: ReadonlySet<string>): Closure {
  const wanted = new Map<string, ClosureAsked>();
  const held = new Map<string, string>();
  for (const one of asked) {
    const version = pinnedVersion(one);
    if (version !== null && !names.has(one.name)) held.set(one.name, version);
    // What a compiled file lists beside its sources is there for something else's sake.
    if (!names.has(one.name)) continue;
    const known = wanted.get(one.name);
    const extras = [...new Set([...(known?.extras ?? []), ...one.extras])];
    wanted.set(one.name, { name: one.name, extras, version: known?.version ?? pinnedVersion(one) });
  }
  return closureOf([...wanted.values()], environment, edges, held);
}

/** `==1.2.3`: the version that comes; null for a range. */
export function pinnedVersion({ specifiers }: Pick<Asked, 'specifiers'>): string | null {
  return /^={2,3}\s*([^,*\s]+)$/.exec(specifiers)?.[1] ?? null;
}

/** The asked-for requirements through which something comes, all of them; itself, where it is one. */
export function bringersOf(closure: Closure, name: string): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const todo = [name];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const one = closure.comes.get(next);
    if (!one) continue;
    if (one.asked) found.push(next);
    todo.push(...one.parents.map((parent) => parent.name));
  }
  return found;
}
