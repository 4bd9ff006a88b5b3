import { known } from '#answer/answer.js';
import { requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { bundledEdges } from '#knowledge/edges.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import type { Lock, LockedPackage } from '#pyproject/locks/types.js';
import { compiledEdges } from './edges/compiled.js';
import { lockEdges } from './edges/lock-edges.js';
import { combinedEdges, type EdgeSource } from './edges/source.js';
import type { Metadata } from './metadata.js';
import type { Asked } from './types.js';

/** Who requires whom, in order of trust: the lock that is installed from, the comments of compiled files, what the user gave, a resolver, the snapshot. */
export function edgesOf(image: ImageModel, snapshot: Snapshot, asked: readonly Asked[], metadata: Metadata | null, resolved: EdgeSource | null): EdgeSource {
  const locks = locksOf(image, snapshot).map(({ edges }) => edges);
  const compiled = [...new Set(asked.flatMap(({ kind, at }) => (kind === 'compiled' ? at.path : [])))].flatMap((path) => {
    const document = requirementsAt(snapshot, path);
    return document ? compiledAt(document) : [];
  });
  const given: readonly EdgeSource[] = [...(metadata ? [givenBy(metadata)] : []), ...(resolved ? [resolved] : [])];
  if (locks.length + compiled.length + given.length === 0) return bundled;
  return combinedFrom([...locks, ...compiled, ...given, bundled]);
}

const bundled: EdgeSource = (name, version) => bundledEdges(name, version);

const combined = new Map<string, EdgeSource>();
const numbers = new WeakMap<EdgeSource, number>();
let count = 0;

/** The same sources make the same source, so that what was worked out with it is found again. */
function combinedFrom(sources: readonly EdgeSource[]): EdgeSource {
  const key = sources.map((source) => {
    const known = numbers.get(source) ?? ++count;
    numbers.set(source, known);
    return known;
  }).join(' ');
  const found = combined.get(key) ?? combinedEdges(sources);
  combined.set(key, found);
  return found;
}

/** The version that a lock holds of a distribution; null: none, or several. */
export function lockedVersion(image: ImageModel, snapshot: Snapshot, name: string): string | null {
  const versions = new Set(locksOf(image, snapshot).flatMap(({ lock }) => lock.packages.flatMap((one) => (one.name === name && one.version !== null ? one.version : []))));
  return versions.size === 1 ? ([...versions][0] ?? null) : null;
}

/** Whether an image installs from a lock that can be read. */
export function hasLocks(image: ImageModel, snapshot: Snapshot): boolean {
  return locksOf(image, snapshot).length > 0;
}

/** What the locks that an image installs from hold of a distribution. */
export function lockedPackages(image: ImageModel, snapshot: Snapshot, name: string): readonly LockedPackage[] {
  return locksOf(image, snapshot).flatMap(({ lock }) => lock.packages.filter((one) => one.name === name));
}

interface LockRead {
  readonly lock: Lock;
  readonly edges: EdgeSource;
}

/** The locks that an image installs from, as far as they can be read. */
function locksOf({ installs }: ImageModel, snapshot: Snapshot): readonly LockRead[] {
  const paths = installs.flatMap(({ inputs }) => inputs.flatMap((input) => (input.kind === 'project' && input.lock !== null ? input.lock : [])));
  return [...new Set(paths)].flatMap((path) => lockAt(snapshot, path) ?? []);
}

const locks = new WeakMap<Snapshot, Map<string, LockRead | null>>();

function lockAt(snapshot: Snapshot, path: string): LockRead | null {
  const start = snapshot.start ?? snapshot;
  const byPath = locks.get(start) ?? new Map<string, LockRead | null>();
  locks.set(start, byPath);
  const cached = byPath.get(path);
  if (cached !== undefined) return cached;
  const text = start.tree.has(path) ? lockText(start, path) : null;
  const lock = text === null ? null : readLock(path, text);
  const found = lock?.ok ? { lock: lock.value, edges: lockEdges(lock.value) } : null;
  byPath.set(path, found);
  return found;
}

/** Locks are larger than what people write. */
function lockText(snapshot: Snapshot, path: string): string | null {
  const bytes = snapshot.contextFiles.bytes(path);
  return bytes.ok && bytes.value.length < 20_000_000 ? new TextDecoder().decode(bytes.value) : null;
}

const compiledSources = new WeakMap<object, EdgeSource>();

function compiledAt(document: NonNullable<ReturnType<typeof requirementsAt>>): EdgeSource {
  const found = compiledSources.get(document) ?? compiledEdges(document);
  compiledSources.set(document, found);
  return found;
}

const givenSources = new WeakMap<Metadata, EdgeSource>();

function givenBy(metadata: Metadata): EdgeSource {
  const found = givenSources.get(metadata) ?? ((name: string) => known(metadata.edgesOf(name), 'the given environment'));
  givenSources.set(metadata, found);
  return found;
}
