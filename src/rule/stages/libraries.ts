import { broughtBy, suitesMeant } from '#knowledge/apt-needs.js';
import { buildPackages, fullImage, nativeNeeds, type BuildPackage } from '#knowledge/index.js';
import { assumed, type Answer, type Evidence } from '#answer/answer.js';
import { unheard } from '#answer/ledger.js';
import type { Installed } from './closure.js';

/** What stays needed of all that would leave. */
export interface Libraries {
  /** By package that leaves: what stands in its place. */
  readonly instead: ReadonlyMap<string, readonly string[]>;
  /** What no package that leaves stands for: what compilers brought along, or a full image. */
  readonly more: readonly string[];
  /** Why it cannot be told. */
  readonly against: readonly string[];
  readonly answer: Answer<readonly string[]>;
}

export interface Leaving {
  readonly packages: readonly BuildPackage[];
  /** The full image leaves too. */
  readonly full: boolean;
  /** Null: the tag moves from release to release. */
  readonly suite: string | null;
}

/**
 * The libraries that containers load of those that leave. A library of a `-dev` package stays unless every distribution has
 * wheels on record, none of them is known to load it, and Python code does not load it by name.
 */
export function librariesFor({ packages, full, suite }: Leaving, installed: Installed, asked: ReadonlySet<string>): Libraries {
  const native = unheard(() => nativeNeeds(installed.names, suite));
  const against: string[] = [];
  // What is known to be compiled on install is known to need neither OpenMP nor Fortran but by its own entry.
  const told = new Set(native.value.filter(({ built }) => built).map(({ name }) => name));
  const open = installed.unproven.filter(({ name }) => !told.has(name));
  const proven = open.length === 0 && told.size === 0;
  const loaded = new Set<string>();
  for (const { name, compiles, libraries } of native.value) {
    if (compiles !== null) against.push(`${name} is installed: ${compiles}`);
    for (const library of libraries ?? []) loaded.add(library);
  }
  const instead = new Map<string, readonly string[]>();
  const taken = new Set(asked);
  for (const { name, leaves, loaded: byName } of packages) {
    const safe = (name.endsWith('-dev') ? proven : open.length === 0) && !byName;
    if (leaves === null && !safe) against.push(suite === null ? `FROM moves from release to release, and what ${name} leaves there differs` : `which library of ${name} containers load on ${suite} is not known`);
    const stay = (leaves ?? []).filter((library) => !taken.has(library) && (!safe || loaded.has(library)));
    for (const library of stay) taken.add(library);
    instead.set(name, stay);
  }
  if (full) against.push(...installed.unproven.slice(0, 3).map(({ because }) => `${because}: it may be compiled against libraries of the full image`));
  const sources = [...packages.map(({ name }) => name), ...(full ? unheard(() => fullImage()).value.packages : [])];
  const brought = new Set(suitesMeant(suite).flatMap((one) => [...broughtBy(sources, one)]));
  const more: string[] = [];
  for (const { name, libraries, built } of native.value) {
    if (libraries === null && (built || full)) against.push(`FROM moves from release to release, and what ${name} loads is called otherwise there`);
    if (full && built) against.push(`${name} is compiled on install, against libraries of the full image`);
    more.push(...(libraries ?? []).filter((library) => brought.has(library) && !taken.has(library) && !more.includes(library)));
  }
  const value = [...new Set([...instead.values()].flat()), ...more];
  const evidence: Evidence[] = [...native.evidence, ...unheard(() => buildPackages(packages.map(({ name }) => name), suite)).evidence];
  const says = proven ? 'every distribution that is installed has a wheel on record, so nothing is compiled' : `${open[0]?.because ?? `${[...told].join(', ')} is compiled on install`}: libraries of what leaves stay`;
  return { instead, more, against: [...new Set(against)], answer: assumed(value, says, evidence) };
}
