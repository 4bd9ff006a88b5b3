import { compareVersions, parseVersion } from '#pep/versions.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';
import type { Change, Declared, Difference, Rise, Root } from './types.js';

/**
 * What of an undeclared difference a line could undo: packages that rise since one that required them leaves, or their own line,
 * while they still come. What rises or falls in their wake is not among them, and is told when they are held. Empty where there are
 * none, or where the fix itself would be undone: a line that leaves a file cannot be held in that file.
 */
export function risesIn(old: Resolution, now: Resolution, { changed }: Difference, { removes }: Declared, after: readonly InstallRequest[]): readonly Rise[] {
  const rises = changed.flatMap((change): readonly Rise[] => {
    const beside = (old.packages.get(change.name)?.parents ?? []).filter((parent) => !now.packages.has(parent)).toSorted();
    const isFreed = beside.length > 0 || removes.has(change.name);
    return isFreed && (compareVersions(change.from, change.to) ?? 0) < 0 ? [{ ...change, beside, roots: rootsOf(change.name, now, after) }] : [];
  });
  const apart = rises.map((rise) => (removes.has(rise.name) ? { ...rise, roots: rise.roots.filter(({ at }) => !asksIn(old, rise.name, at.path)) } : rise));
  return apart.some(({ name, roots }) => removes.has(name) && roots.length === 0) ? [] : apart;
}

function asksIn({ packages }: Resolution, name: string, path: string): boolean {
  return packages.get(name)?.asked.some((place) => place.path === path) ?? false;
}

/**
 * The widest limit that keeps a version and not the later one: `<3` of 2.9.0 and 4.0.0, `<2.1` of 2.0.2 and 2.4.6. The version itself
 * (`==1.0rc1`) where no number of its release tells them apart.
 */
export function limitBetween({ from, to }: Change): string {
  const [low, high] = [parseVersion(from), parseVersion(to)];
  if (!low || !high || low.epoch !== 0 || high.epoch !== 0) return `==${from}`;
  const at = Array.from({ length: Math.max(low.release.length, high.release.length) }, (_, index) => index).find((index) => (low.release[index] ?? 0) < (high.release[index] ?? 0));
  if (at === undefined) return `==${from}`;
  const series = Array.from({ length: at }, (_, index) => low.release[index] ?? 0);
  return `<${[...series, (low.release[at] ?? 0) + 1].join('.')}`;
}

/** An install that comes later finds it there already: the first one that brings it decides. */
function rootsOf(name: string, now: Resolution, after: readonly InstallRequest[]): readonly Root[] {
  const distance = distances(name, now);
  for (const { lines } of after) {
    const bringing = lines.filter((line) => distance.has(line.name)).map((line): Root => ({ name: line.name, at: line.at }));
    const own = bringing.filter((root) => root.name === name);
    if (own.length > 0) return own;
    if (bringing.length > 0) return bringing.toSorted((a, b) => (distance.get(a.name) ?? 0) - (distance.get(b.name) ?? 0));
  }
  return [];
}

/** It and all that require it, straight or through others, by the number of steps. */
function distances(name: string, { packages }: Resolution): ReadonlyMap<string, number> {
  const found = new Map([[name, 0]]);
  for (const [one, steps] of found) {
    for (const parent of packages.get(one)?.parents ?? []) if (!found.has(parent)) found.set(parent, steps + 1);
  }
  return found;
}
