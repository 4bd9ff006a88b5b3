import { readLock } from '#pyproject/locks/read-lock.js';
import { compareVersions } from '#pep/versions.js';
import { markersOf } from '#sizes/request/requests.js';
import type { Resolver } from '#sizes/resolve/resolve.js';
import { pinsOf } from '#sizes/resolve/known.js';
import type { Resolution } from '#sizes/types.js';
import { pipClosure, pythonFor, type PipAids, type PipAnswer } from './closures-pip.js';
import type { RequirementSet } from './closures-sets.js';

/** Why the two differ, the first that holds. */
export type Class =
  /** No wheel fits, nor does pip find one: it is built from source, and what it requires is not asked. */
  | 'source only'
  /** The newest release that fits is a source archive: we say that its version is not known; pip, asked for wheels alone, takes an older one. */
  | 'newer source'
  /** pip judged a marker by the Python that runs it; told the image's markers it agrees. */
  | 'marker'
  /** The newest pip refuses what the metadata of a release says, and gives up; uv reads it, and the pip of its days, which is compared then. */
  | 'old metadata'
  /** A release is for older Pythons alone: pip does not take it, uv does not look at upper bounds of Requires-Python. Told to overlook it, pip agrees. */
  | 'upper bound'
  /** Only one of the two takes a version before its release. */
  | 'pre-release'
  /** uv, asked for pip's versions, takes them all: there are several ways to satisfy the lines, and the resolvers went different ones. */
  | 'another way'
  | 'not explained';

export interface Difference {
  readonly name: string;
  /** Null: it is not among its packages; empty: its version is not known. */
  readonly ours: string | null;
  readonly pips: string | null;
  readonly why: Class;
}

export interface Comparison {
  readonly pip: PipAnswer;
  /** Whether the Python that pip runs with is of the image's version. */
  readonly samePython: boolean;
  readonly differences: readonly Difference[];
  /** What uv says of pip's versions where it does not take them. */
  readonly refusal: string | null;
}

/** Our closure of a set against pip's own. */
export async function compared(set: RequirementSet, ours: Resolution, text: (path: string) => string | null, resolver: Resolver, aids: PipAids): Promise<Comparison> {
  const { request } = set;
  const { same } = pythonFor(request.target.python, aids.tools);
  const absent = absentIn(ours);
  const question = { request, pins: lockPins(set, text), absent: [...absent], anyPython: false, imageMarkers: false };
  const pip = await pipClosure(question, aids);
  const known = differing(ours, pip, absent);
  if (!pip.ok || known.length === 0) return { pip, samePython: same, differences: stated(ours, pip, absent), refusal: null };
  const told = await pipClosure({ ...question, imageMarkers: true }, aids);
  const rest = told.ok ? differing(ours, told, absent) : known;
  const open = rest.length === 0 ? '' : told.ok ? await refusalOf(set, told.versions, absent, resolver) : told.reason;
  const classed = known.filter(({ name }) => !rest.some((one) => one.name === name)).map((one): Difference => ({ ...one, why: 'marker' }));
  const others = rest.map((one): Difference => ({ ...one, why: isPre(one.ours) !== isPre(one.pips) ? 'pre-release' : open === '' ? 'another way' : 'not explained' }));
  return { pip, samePython: same, differences: [...stated(ours, told.ok ? told : pip, absent), ...classed, ...others], refusal: open === '' ? null : open };
}

interface Pair {
  readonly name: string;
  readonly ours: string | null;
  readonly pips: string | null;
}

/** Names that no wheel fits. */
function absentIn({ packages, unresolved }: Resolution): ReadonlySet<string> {
  const named = unresolved.filter(({ what, reason }) => /^[a-z0-9-]+$/.test(what) && !reason.includes('is a source archive without a wheel'));
  const without = [...packages.values()].filter(({ wheel, version }) => wheel === null && version !== null);
  return new Set([...named.map(({ what }) => what), ...without.map(({ name }) => name)]);
}

function differing(ours: Resolution, pip: PipAnswer, absent: ReadonlySet<string>): readonly Pair[] {
  if (!pip.ok) return [];
  const names = new Set([...ours.packages.keys(), ...pip.versions.keys()]);
  return [...names].toSorted().flatMap((name) => {
    const mine = ours.packages.get(name);
    const theirs = pip.versions.get(name) ?? null;
    if (absent.has(name) ? theirs === null || pip.stubs.has(name) : isUntold(mine)) return [];
    const equal = mine !== undefined && theirs !== null && mine.version !== null && compareVersions(mine.version, theirs) === 0;
    return equal ? [] : [{ name, ours: mine === undefined ? null : (mine.version ?? ''), pips: theirs }];
  });
}

/** Those that we say we do not know. */
function stated(ours: Resolution, pip: PipAnswer, absent: ReadonlySet<string>): readonly Difference[] {
  const theirs = (name: string): string | null => (pip.ok ? (pip.versions.get(name) ?? null) : null);
  const refused = pip.ok && pip.refused !== null ? [pip.refused] : [];
  return [
    ...refused.map(({ name, why }): Difference => ({ name, ours: ours.packages.get(name)?.version ?? null, pips: null, why })),
    ...[...absent].filter((name) => !pip.ok || !pip.versions.has(name) || pip.stubs.has(name)).map((name): Difference => ({ name, ours: ours.packages.has(name) ? (ours.packages.get(name)?.version ?? '') : null, pips: theirs(name), why: 'source only' })),
    ...[...ours.packages.values()].filter((one) => isUntold(one) && !absent.has(one.name)).map(({ name }): Difference => ({ name, ours: '', pips: theirs(name), why: 'newer source' })),
  ];
}

function isUntold(one: { readonly version: string | null } | undefined): boolean {
  return one !== undefined && one.version === null;
}

function isPre(version: string | null): boolean {
  return version !== null && /\d(?:a|b|rc|\.dev)\d/.test(version);
}

/** Asks uv for pip's versions. Empty: it takes them all. */
async function refusalOf({ request }: RequirementSet, versions: ReadonlyMap<string, string>, absent: ReadonlySet<string>, resolver: Resolver): Promise<string> {
  const pins = [...versions].filter(([name]) => !absent.has(name)).map(([name, version]) => `${name}==${version}`);
  const again = await resolver([{ ...request, constraints: [...request.constraints, ...pins] }]);
  const other = [...versions].filter(([name, version]) => !absent.has(name) && again.packages.get(name)?.version !== version).map(([name]) => name);
  const more = [...again.packages.keys()].filter((name) => !versions.has(name) && !absent.has(name));
  if (again.by === 'uv' && other.length + more.length === 0) return '';
  return again.by === 'uv' ? `uv held to pip's versions differs in ${[...other, ...more].slice(0, 5).join(', ')}` : again.because;
}

function lockPins({ request: { lock, target } }: RequirementSet, text: (path: string) => string | null): readonly string[] {
  const content = lock === null ? null : text(lock);
  const found = lock === null || content === null ? null : readLock(lock, content);
  return found?.ok ? [...pinsOf(found.value, markersOf(target))].map(([name, version]) => `${name}==${version}`) : [];
}
