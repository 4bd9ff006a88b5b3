import { writeEdge } from '#knowledge/edge-text.js';
import type { Edge } from '#knowledge/edge-types.js';
import type { EdgesEntry, EdgesFile, EdgesSource } from '#knowledge/edges.js';
import { compareVersions, parseVersion } from '#pep/versions.js';
import type { Lock, LockedPackage } from '#pyproject/locks/types.js';

/** A lock and the public place that it was read at: `owner/repository@commit:path`. */
export interface SourcedLock {
  readonly source: string;
  readonly checked: string;
  readonly lock: Lock;
}

/** Extras for work on a distribution itself; no image installs them, and their edges would call test tools optional users. */
const LEFT_OUT = new Set([
  'benchmark', 'benchmarks', 'ci', 'cov', 'coverage', 'dev', 'devel', 'develop', 'development', 'doc', 'docs', 'lint', 'linting', 'quality', 'rtd', 'test', 'testing', 'tests',
]);

interface Held {
  readonly name: string;
  readonly version: string;
  readonly source: string;
  readonly kind: EdgesSource['kind'];
  readonly checked: string;
  readonly entry: EdgesEntry;
}

/**
 * The catalogue with what some locks tell in addition. Of two records of one version the more complete
 * stays (poetry and metadata before uv and pdm, then the one with more edges, since uv and pdm leave
 * out those for a Python that their project does not support), else the one that was there. A record
 * of a lock that says the same as the next newer one of its line (major, or minor of 0.x) goes. The
 * order of the locks does not matter.
 */
export function mergeEdges(file: EdgesFile, locks: readonly SourcedLock[]): EdgesFile {
  const held = new Map<string, Held[]>();
  const add = (one: Held): void => {
    const others = held.get(one.name) ?? [];
    held.set(one.name, [...others, one]);
  };
  for (const [source, { kind, checked, distributions }] of Object.entries(file.sources)) {
    for (const [key, entry] of Object.entries(distributions)) {
      const [name = '', version = ''] = key.split('==');
      add({ name, version, source, kind, checked, entry });
    }
  }
  const touched = new Set<string>();
  const ordered = locks.toSorted((a, b) => (a.source < b.source ? -1 : 1));
  for (const { source, checked, lock } of ordered) {
    if (lock.kind !== 'uv' && lock.kind !== 'poetry' && lock.kind !== 'pdm') throw new Error(`${source}: a ${lock.kind} lock does not tell who requires whom`);
    for (const one of lock.packages) {
      const entry = entryOf(one, lock.forked);
      if (entry === null || one.version === null) continue;
      add({ name: one.name, version: one.version, source, kind: lock.kind, checked, entry });
      touched.add(one.name);
    }
  }
  const kept = [...held].flatMap(([name, all]) => (touched.has(name) ? pruned(all) : all));
  return { $schema: file.$schema, sources: bySource(kept) };
}

/**
 * Null for what is no release on the public index, and where the project has a say in an edge: its own
 * extras (uv's conflicts), or the parts of a split resolution, whose markers cannot be told from those of the distribution.
 */
function entryOf({ source, version, requires, optional, marker }: LockedPackage, forked: boolean): EdgesEntry | null {
  const parsed = version === null ? null : parseVersion(version);
  const open = source.kind === 'registry' && (source.where === null || /^https:\/\/pypi\.org\/simple\/?$/.test(source.where));
  if (!open || requires === null || parsed === null || parsed.local !== null || parsed.prerelease || (marker?.includes('extra') ?? false)) return null;
  const extras = [...optional].filter(([extra]) => !LEFT_OUT.has(extra) && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(extra));
  if ([...requires, ...extras.flatMap(([, edges]) => edges)].some((edge) => edge.marker !== null && (forked || /\bextra\b/.test(edge.marker)))) return null;
  const written = extras.map(([extra, edges]) => [extra, textsOf(edges)] as const);
  return written.length === 0 ? { requires: textsOf(requires) } : { requires: textsOf(requires), extras: Object.fromEntries(written) };
}

function textsOf(edges: readonly Edge[]): readonly string[] {
  return [...new Set(edges.map(writeEdge))].sort();
}

function pruned(all: readonly Held[]): readonly Held[] {
  const best = new Map<string, Held>();
  for (const one of all) {
    // A record of extras alone stands beside the one that has the requirements.
    const key = `${one.version} ${one.entry.requires === undefined ? 'extras' : ''}`;
    const other = best.get(key);
    if (other === undefined || better(one, other)) best.set(key, one);
  }
  const alone = [...best.values()].filter(({ entry }) => entry.requires === undefined);
  const ordered = [...best.values()].filter((one) => !alone.includes(one)).sort((a, b) => compareVersions(b.version, a.version) ?? 0);
  const kept: Held[] = [];
  for (const one of ordered) {
    const newer = kept.at(-1);
    const said = newer !== undefined && lineOf(newer.version) === lineOf(one.version) && sameEntry(newer.entry, one.entry);
    if (!said || one.kind === 'metadata') kept.push(one);
  }
  return [...kept, ...alone];
}

function better(one: Held, other: Held): boolean {
  const edges = ({ entry }: Held): number => (entry.requires?.length ?? 0) + Object.keys(entry.extras ?? {}).length;
  return rank(one) < rank(other) || (rank(one) === rank(other) && edges(one) > edges(other));
}

/** Lower is more complete. */
function rank({ kind }: Held): number {
  return kind === 'metadata' ? 0 : kind === 'poetry' ? 1 : 2;
}

function lineOf(version: string): string {
  const [major = 0, minor = 0] = parseVersion(version)?.release ?? [];
  return major === 0 ? `0.${minor}` : `${major}`;
}

function sameEntry(newer: EdgesEntry, older: EdgesEntry): boolean {
  if (older.requires?.join('\n') !== newer.requires?.join('\n')) return false;
  return Object.entries(older.extras ?? {}).every(([extra, edges]) => newer.extras?.[extra]?.join('\n') === edges.join('\n'));
}

function bySource(kept: readonly Held[]): EdgesFile['sources'] {
  const sources: Record<string, { kind: EdgesSource['kind']; checked: string; distributions: Record<string, EdgesEntry> }> = {};
  for (const { name, version, source, kind, checked, entry } of kept) {
    const group = (sources[source] ??= { kind, checked, distributions: {} });
    if (checked > group.checked) group.checked = checked;
    group.distributions[`${name}==${version}`] = entry;
  }
  return sources;
}
