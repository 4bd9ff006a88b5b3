import { requirementsAt } from '#files/snapshot.js';
import { whyNotThere, type Hold } from '#plan/holds.js';
import { limitBetween } from '#sizes/proof/rises.js';
import type { Rise, Root } from '#sizes/proof/types.js';
import type { Resolution } from '#sizes/types.js';
import { compareVersions, parseSpecifiers, satisfies } from '#pep/versions.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Case } from './types.js';

/** A package that would rise in one environment of an image. */
export interface Risen {
  readonly about: Case;
  readonly rise: Rise;
}

/** What one environment that a fix touches comes to with it. */
export interface Outcome {
  readonly about: Case;
  readonly now: Resolution;
}

/** What a limit has to mind. */
export interface Minded {
  /** Every environment that the fix touches, those that rise and those that do not. */
  readonly outcomes: readonly Outcome[];
  readonly untouchable: ReadonlyMap<string, string>;
  /** The images that install a file now, whether or not the fix touches them. */
  readonly users: (path: string) => readonly string[];
}

/**
 * Where limits go that keep what would rise: into as few files as hold it in every image. `before`: limits that the fix comes with
 * already; what rises in spite of one is held at its very version. Not read: why some cannot be held, with what a person could write.
 */
export function placeHolds(risen: readonly Risen[], before: readonly Hold[], minded: Minded): Read<readonly Hold[]> {
  let holds = before;
  for (const [name, own] of byName(risen)) {
    const placed = holds.some((hold) => hold.name === name) ? pinned(holds, name, own) : placedFor(name, own, minded);
    if (!placed.ok) return placed;
    holds = [...holds.filter((hold) => hold.name !== name), ...placed.value];
  }
  return read(holds);
}

function byName(risen: readonly Risen[]): readonly (readonly [string, readonly Risen[]])[] {
  const names = [...new Set(risen.map(({ rise }) => rise.name))].toSorted();
  return names.map((name) => [name, risen.filter(({ rise }) => rise.name === name)]);
}

/** A limit that leaves room for another version still: then the version itself. */
function pinned(holds: readonly Hold[], name: string, own: readonly Risen[]): Read<readonly Hold[]> {
  const old = holds.filter((hold) => hold.name === name);
  const versions = new Set(own.map(({ rise }) => rise.from));
  const [version] = versions;
  if (versions.size !== 1 || version === undefined || old.some(({ specifier }) => specifier.startsWith('=='))) return unreadable(`a limit on ${name} does not keep it`);
  return read(old.map((hold) => ({ ...hold, specifier: `==${version}` })));
}

function placedFor(name: string, own: readonly Risen[], minded: Minded): Read<readonly Hold[]> {
  const specifier = limitOf(own);
  if (specifier === null) return unreadable(`no one version of ${name} is that of every image`);
  const [change] = own;
  if (!change) return read([]);
  const { from, to } = change.rise;
  const holds: Hold[] = [];
  let open = own;
  while (open.length > 0) {
    const best = bestRoot(open, specifier, minded);
    if (!best) {
      const [root] = open.flatMap(({ rise }) => rise.roots);
      const where = root ? ` where ${root.name} is asked for (${root.at.path}:${root.at.line})` : '';
      return unreadable(`ask for ${name}${specifier}${where}, and it can go`);
    }
    const served = open.filter((one) => usable(one, minded).some(({ at }) => at.path === best.at.path));
    holds.push({ name, specifier, path: best.at.path, root: best.name, from, to, beside: besideAll(served) });
    open = open.filter((one) => !served.includes(one));
  }
  return read(holds);
}

/** What leaves every one of these images; where that is nothing, what leaves any. */
function besideAll(served: readonly Risen[]): readonly string[] {
  const any = [...new Set(served.flatMap(({ rise }) => rise.beside))].toSorted();
  const all = any.filter((name) => served.every(({ rise }) => rise.beside.includes(name)));
  return all.length > 0 ? all : any;
}

/**
 * Of several limits the lowest: what rises from 1.2 in one image and from 2.0 in another is below 2 in both. Where a line of its own
 * leaves, the version itself: that line had said it.
 */
function limitOf(own: readonly Risen[]): string | null {
  const limits = [...new Set(own.map(({ rise }) => (rise.beside.length === 0 ? `==${rise.from}` : limitBetween(rise))))];
  if (limits.length > 1 && limits.some((limit) => limit.startsWith('=='))) return null;
  return limits.toSorted((a, b) => compareVersions(a.slice(1), b.slice(1)) ?? 0)[0] ?? null;
}

/**
 * The place in a file that no other image installs, or that serves the most of them; among such the requirement that is nearest to
 * what it brings. A file where the limit would lower what another image installs is no place for it.
 */
function bestRoot(open: readonly Risen[], specifier: string, minded: Minded): Root | null {
  const paths = [...new Set(open.flatMap((one) => usable(one, minded).map(({ at }) => at.path)))];
  const places = paths.flatMap((path) => {
    const serving = open.flatMap((one) => {
      const roots = usable(one, minded);
      const near = roots.findIndex(({ at }) => at.path === path);
      const root = roots[near];
      return root ? [{ root, near }] : [];
    });
    const [first] = serving.toSorted((a, b) => a.near - b.near);
    const others = first && strangers(path, open, specifier, minded);
    return first && others !== null && others !== undefined ? [{ ...first, path, others, count: serving.length }] : [];
  });
  const [best] = places.toSorted((a, b) => a.others - b.others || b.count - a.count || a.near - b.near || (a.path < b.path ? -1 : 1));
  return best?.root ?? null;
}

/** How many images install a file that the fix does not touch; null: one that it touches would have another version by the limit. */
function strangers(path: string, open: readonly Risen[], specifier: string, { outcomes, users }: Minded): number | null {
  const [name] = open.map(({ rise }) => rise.name);
  const limit = parseSpecifiers(specifier);
  const installing = outcomes.filter(({ about }) => about.after.some(({ lines }) => lines.some(({ at }) => at.path === path)));
  const rising = new Set(open.map(({ about }) => about));
  for (const { about, now } of installing) {
    if (rising.has(about)) continue;
    const version = now.packages.get(name ?? '')?.version ?? null;
    if (version === null || !limit.ok || !satisfies(version, limit.value)) return null;
  }
  const touched = new Set(outcomes.map(({ about }) => about.build.id));
  return users(path).filter((image) => !touched.has(image)).length;
}

function usable({ about, rise }: Risen, { untouchable }: Minded): readonly Root[] {
  return rise.roots.filter(({ name, at }) => !untouchable.has(at.path) && whyNotThere(requirementsAt(about.moment, at.path), name, name === rise.name) === null);
}
