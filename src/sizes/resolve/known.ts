import { unheard } from '#answer/ledger.js';
import { bundledEdges } from '#knowledge/edges.js';
import { closureOf } from '#needs/edges/closure.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { lockEdges } from '#needs/edges/lock-edges.js';
import { combinedEdges, type EdgeSource } from '#needs/edges/source.js';
import { evaluateMarker } from '#pep/marker.js';
import { parsePep508 } from '#pep/pep508.js';
import { normalizeName } from '#pep/name.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { Lock } from '#pyproject/locks/types.js';
import { markersOf } from '#sizes/request/requests.js';
import type { InstallRequest } from '#sizes/types.js';
import { lockWheels } from './lock-wheels.js';
import { pinOf, type Told } from './question.js';

/** What comes without asking any resolver. */
export interface Known {
  readonly packages: readonly Told[];
  readonly complete: boolean;
  /** Why it is not complete; empty where it is. */
  readonly because: string;
}

const bundled: EdgeSource = (name, version) => unheard(() => bundledEdges(name, version));

/** What the bundled edges say an install brings along. Versions are those that the lines pin, and no others. */
export function fromEdges(request: InstallRequest): Known {
  const environment = markersOf(request.target);
  const asked = applying(request.lines.map(({ text }) => text), environment);
  const pins = new Map(asked.flatMap(({ name, version }) => (version === null ? [] : [[name, version] as const])));
  if (!request.dependencies) return { packages: asked.map(({ name, version }) => ({ name, version, wheel: null, parents: [] })), complete: false, because: 'what they require is not asked for' };
  const closure = unheard(() => closureOf(asked, environment, bundled));
  return { packages: listed(closure, (name) => pins.get(name) ?? null), complete: false, because: edgesDoubt(closure) };
}

function edgesDoubt({ unknown }: Closure): string {
  return unknown.length === 0 ? 'who requires whom is a bundled record, mostly of other versions' : `nothing tells what ${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? ` and ${unknown.length - 3} more` : ''} ${unknown.length === 1 ? 'requires' : 'require'}`;
}

/** What a lock says an install brings along: the versions in it, along its own edges where its format has them. */
export function fromLock(request: InstallRequest, lock: Lock, text: string): Known {
  const { packages, ...rest } = lockedPackages(request, lock);
  const wheels = lockWheels(text, request.target);
  return { ...rest, packages: packages.map((one) => ({ ...one, wheel: wheels.get(`${one.name} ${one.version ?? ''}`) ?? null })) };
}

function lockedPackages(request: InstallRequest, lock: Lock): Known {
  const environment = markersOf(request.target);
  const versions = pinsOf(lock, environment);
  const asked = applying(request.lines.map(({ text }) => text), environment);
  const told = lock.packages.some(({ requires }) => requires !== null);
  if (!told) {
    // Pipfile.lock and most pylock.toml list what is installed, and nothing else.
    const dev = new Set(['develop', 'dev']);
    const own = lock.packages.filter(({ source, groups, marker }) => source.kind === 'registry' && !(groups.length > 0 && groups.every((group) => dev.has(group))) && !isFalse(marker, environment));
    return { packages: own.map(({ name, version }) => ({ name, version, wheel: null, parents: [] })), complete: false, because: `${lock.path} does not say who requires whom` };
  }
  const closure = unheard(() => closureOf(asked, environment, combinedEdges([lockEdges(lock), bundled])));
  const packages = listed(closure, (name) => versions.get(name) ?? null);
  const untold = packages.filter(({ version }) => version === null).map(({ name }) => name);
  const complete = closure.complete && untold.length === 0;
  const because = untold.length > 0 ? `${lock.path} holds no single version of ${untold.slice(0, 3).join(', ')}` : `${lock.path} does not tell everything that is required`;
  return { packages, complete, because: complete ? '' : because };
}

/** The version that a lock holds of each distribution of a registry; those that it holds several of, for one environment, are not among them. */
export function pinsOf(lock: Lock, environment: MarkerEnvironment): ReadonlyMap<string, string> {
  const versions = new Map<string, Set<string>>();
  for (const { name, version, source, marker } of lock.packages) {
    if (version === null || source.kind !== 'registry' || isFalse(marker, environment)) continue;
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return new Map([...versions].flatMap(([name, all]) => (all.size === 1 ? [...all].map((version) => [name, version] as const) : [])));
}

function isFalse(marker: string | null, environment: MarkerEnvironment): boolean {
  if (marker === null) return false;
  const truth = evaluateMarker(marker, environment);
  return truth.ok && truth.value === false;
}

function applying(lines: readonly string[], environment: MarkerEnvironment) {
  return lines.flatMap((line) => {
    const parsed = parsePep508(line);
    if (!parsed.ok || isFalse(parsed.value.marker, environment)) return [];
    return [{ name: normalizeName(parsed.value.name), extras: parsed.value.extras.map(normalizeName), version: pinOf(line) }];
  });
}

function listed(closure: Closure, versionOf: (name: string) => string | null): readonly Told[] {
  return [...closure.comes.values()].map(({ name, parents }): Told => ({ name, version: versionOf(name), wheel: null, parents: [...new Set(parents.map((parent) => parent.name))] }));
}
