import { compareVersions } from '#pep/versions.js';
import type { Resolution, ResolvedPackage } from '#sizes/types.js';
import { reachable } from './reach.js';
import type { Change, Declared, Difference } from './types.js';

export interface Comparison {
  readonly difference: Difference;
  /** The part of it that the declared effect does not explain; nothing in it: the effect is exactly what was declared. */
  readonly undeclared: Difference;
}

/**
 * Compares what is installed before a fix and after it. A fix may take away what it removes and what
 * only that brought along, bring what it adds and what comes with it, and, where it declares so, change
 * what it asks for in other words (`reworded`) or takes from another index. All else stays as it is, to
 * the version. Both resolutions are complete, or leave the same open; a version that is not told is taken for the same.
 */
export function compare(before: Resolution, after: Resolution, declared: Declared, reworded: ReadonlySet<string>): Comparison {
  const difference = differenceOf(before, after);
  const rebuilt = difference.changed.filter(({ from, to }) => declared.index && isOtherBuild(from, to)).map(({ name }) => name);
  // What they require may be another thing after than before.
  const free = new Set([...rebuilt, ...(declared.versions ? reworded : [])]);
  const staying = stayingIn(before, after, declared);
  const kept = reachable(before, staying, free);
  // What a removed one requires it may require with an extra (`urllib3[socks]`), and so on down: what the extra brought goes as well.
  const firm = reachable(before, staying, new Set([...free, ...reachable(before, [...declared.removes])]));
  const brought = reachable(after, [...declared.adds, ...free]);
  const mayGo = (name: string): boolean => declared.removes.has(name) || !firm.has(name);
  const mayCome = (name: string): boolean => brought.has(name);
  return {
    difference,
    undeclared: {
      gone: difference.gone.filter((name) => !mayGo(name)),
      come: difference.come.filter((name) => !mayCome(name)),
      // What goes with one thing and comes with another may be of another version.
      changed: difference.changed.filter(({ name }) => !free.has(name) && !(!kept.has(name) && mayCome(name))),
    },
  };
}

export function isEmpty({ gone, come, changed }: Difference): boolean {
  return gone.length + come.length + changed.length === 0;
}

function differenceOf(before: Resolution, after: Resolution): Difference {
  const changed = [...before.packages.values()].flatMap((old): readonly Change[] => {
    const now = after.packages.get(old.name);
    return now === undefined || sameVersion(old, now) ? [] : [{ name: old.name, from: old.version ?? '', to: now.version ?? '' }];
  });
  return {
    gone: [...before.packages.keys()].filter((name) => !after.packages.has(name)).toSorted(),
    come: [...after.packages.keys()].filter((name) => !before.packages.has(name)).toSorted(),
    changed: changed.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** What is asked for before and, as far as the fix says, after. */
function stayingIn(before: Resolution, after: Resolution, { removes }: Declared): readonly string[] {
  const asked = (one: ResolvedPackage | undefined): boolean => (one?.asked.length ?? 0) > 0;
  return [...before.packages.values()].flatMap((one) => (asked(one) && (!removes.has(one.name) || asked(after.packages.get(one.name))) ? one.name : []));
}

function sameVersion(a: ResolvedPackage, b: ResolvedPackage): boolean {
  return a.version === null || b.version === null || compareVersions(a.version, b.version) === 0 || a.version === b.version;
}

/** `2.5.1` and `2.5.1+cpu`: the label behind `+` names the build of one version (PEP 440). */
function isOtherBuild(from: string, to: string): boolean {
  return compareVersions(publicPart(from), publicPart(to)) === 0;
}

function publicPart(version: string): string {
  return version.split('+')[0] ?? '';
}
