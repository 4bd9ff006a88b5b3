import { assumed, known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { compareVersions, parseVersion } from '#pep/versions.js';
import { catalogue, cited } from './catalogue.js';
import type { DistributionEdges, Edge } from './edge-types.js';
import { readEdge } from './edge-text.js';

/** What one version of a distribution requires, as the catalogue writes it. */
export interface EdgesEntry {
  /** `uvicorn[standard]; python_version < '3.9'`. Absent: the source told the extras alone. */
  readonly requires?: readonly string[];
  /** The same by extra. */
  readonly extras?: Readonly<Record<string, readonly string[]>>;
}

/** Everything that was read in one place. */
export interface EdgesSource {
  /** `uv` and `pdm` hold what their project used of a distribution; `poetry` and `metadata` hold all of it. */
  readonly kind: 'uv' | 'poetry' | 'pdm' | 'metadata';
  readonly checked: string;
  /** By `name==version`. */
  readonly distributions: Readonly<Record<string, EdgesEntry>>;
}

export interface EdgesFile {
  readonly $schema: string;
  /** By `owner/repository@commit:path` of a public lock file, or the address that wheel metadata was read at. */
  readonly sources: Readonly<Record<string, EdgesSource>>;
}

interface Held {
  readonly version: string;
  readonly entry: EdgesEntry;
  readonly source: string;
  readonly checked: string;
}

const file = catalogue<EdgesFile>('edges');
let index: ReadonlyMap<string, Held[]> | undefined;
/** Names whose records are in order. */
const ordered = new Set<string>();
const answers = new Map<string, Answer<DistributionEdges | null>>();

/** Answers that are kept; more names than the catalogue has come only from input made to fill memory. */
const MOST_KEPT = 20_000;

/**
 * What a distribution requires, from public lock files. `version` is the pinned one; null: not told.
 *
 * Known where a record of the same minor version is held. Assumed where another version's record
 * stands in: the next newer one of its line (major, or minor of 0.x), else the nearest of the line,
 * else the next newer one at all; without a version, the newest. The newer one goes first because
 * records stand where requirements changed: `requests` 2.25 has a record of its own because 2.26 took
 * another library, so 2.30 requires what the record above it says. Null: no source ever held it, which
 * says nothing about what it requires.
 *
 * What uv and pdm wrote leaves out edges for a Python that their project does not support, so
 * `typing-extensions; python_version < '3.11'` may be missing from a known record.
 */
export function bundledEdges(name: string, version: string | null = null): Answer<DistributionEdges | null> {
  const key = `${name} ${version ?? ''}`;
  const kept = answers.get(key);
  if (kept !== undefined) return ask(kept);
  const answer = lookUp(name, version);
  if (answers.size < MOST_KEPT) answers.set(key, answer);
  return ask(answer);
}

/**
 * What the records around a version say, one list for each: those of its line (major, or minor of 0.x), else the nearest below
 * and above it; without a version all, or those of the newest line. What all of them require, a version that no record is of requires
 * as well. Empty: there is no record.
 */
export function requirementsAround(name: string, version: string | null, unpinned: 'all' | 'newest' = 'all'): readonly (readonly Edge[])[] {
  const key = `${name} ${version ?? unpinned}`;
  const known = around.get(key) ?? lookAround(name, version, unpinned);
  if (around.size < MOST_KEPT) around.set(key, known);
  return known;
}

const around = new Map<string, readonly (readonly Edge[])[]>();

function lookAround(name: string, version: string | null, unpinned: 'all' | 'newest'): readonly (readonly Edge[])[] {
  const told = recordsOf(name).flatMap((one) => (one.entry.requires ? [{ version: one.version, requires: one.entry.requires }] : []));
  const [newest] = told;
  const line = version ?? (unpinned === 'newest' ? newest?.version : undefined);
  const own = told.filter((one) => line === undefined || lineOf(one.version) === lineOf(line));
  const above = told.findLast((one) => version !== null && (compareVersions(one.version, version) ?? 0) >= 0);
  const below = told.find((one) => version !== null && (compareVersions(one.version, version) ?? 0) < 0);
  const chosen = own.length > 0 ? own : [above, below].filter((one) => one !== undefined);
  return chosen.map(({ requires }) => requires.map(readEdge));
}

function lookUp(name: string, version: string | null): Answer<DistributionEdges | null> {
  const held = recordsOf(name);
  if (held.length === 0) return assumed(null, `no bundled record of ${name}`);
  const near = nearest(held, version);
  const chosen = near.find(({ entry }) => entry.requires !== undefined);
  if (chosen === undefined) return assumed(null, `the bundled records of ${name} tell its extras alone`);
  const value = edgesOf(name, chosen, near);
  const what = `${name} ${chosen.version} requires ${value.requires.map((edge) => edge.name).join(', ') || 'nothing'}`;
  const evidence = [cited(what, { source: value.source, checked: chosen.checked })];
  if (version !== null && sameMinor(version, chosen.version)) return known(value, what, evidence);
  return assumed(value, version === null ? `the version of ${name} is not told; ${what}` : `${name} ${version} requires what ${chosen.version} requires`, evidence);
}

function edgesOf(name: string, chosen: Held, near: readonly Held[]): DistributionEdges {
  const optional = new Map(Object.entries(chosen.entry.extras ?? {}).map(([extra, edges]) => [extra, edges.map(readEdge)] as const));
  const borrowed = new Set<string>();
  for (const { version, entry } of near) {
    for (const [extra, edges] of Object.entries(entry.extras ?? {})) {
      if (optional.has(extra)) continue;
      optional.set(extra, edges.map(readEdge));
      if (!sameMinor(chosen.version, version)) borrowed.add(extra);
    }
  }
  const source = chosen.source.startsWith('https://') ? `${chosen.source}/${name}/${chosen.version}/` : chosen.source;
  const requires: readonly Edge[] = (chosen.entry.requires ?? []).map(readEdge);
  return { name, version: chosen.version, requires, optional, borrowed, source };
}

/** The records from the best stand-in for a version to the worst; newest first without a version. */
function nearest(held: readonly Held[], version: string | null): readonly Held[] {
  const wanted = version === null ? null : parseVersion(version);
  if (version === null || wanted === null) return held;
  const below = held.filter((one) => (compareVersions(one.version, version) ?? 0) < 0);
  const above = held.filter((one) => !below.includes(one)).toReversed();
  const line = lineOf(version);
  const rank = (one: Held): number => (sameMinor(version, one.version) ? 0 : lineOf(one.version) === line ? 1 : 2);
  return [...above, ...below].toSorted((a, b) => rank(a) - rank(b));
}

/** `2` of 2.31.0, `0.27` of 0.27.2: where incompatible changes are announced. */
function lineOf(version: string): string {
  const { epoch, release } = parseVersion(version) ?? { epoch: 0, release: [] };
  const [major = 0, minor = 0] = release;
  return major === 0 ? `${epoch}!0.${minor}` : `${epoch}!${major}`;
}

/** Builds with a local label (`+cpu`) have requirements of their own, so they match nothing. */
function sameMinor(left: string, right: string): boolean {
  const [a, b] = [parseVersion(left), parseVersion(right)];
  if (a === null || b === null || a.local !== null) return false;
  return a.epoch === b.epoch && (a.release[0] ?? 0) === (b.release[0] ?? 0) && (a.release[1] ?? 0) === (b.release[1] ?? 0);
}

/** The records of a name, newest first; put in order when they are first asked for, since a run asks for few of all names. */
function recordsOf(name: string): readonly Held[] {
  index ??= indexed(file());
  const held = index.get(name) ?? [];
  if (held.length > 1 && !ordered.has(name)) {
    held.sort((a, b) => compareVersions(b.version, a.version) ?? 0);
    ordered.add(name);
  }
  return held;
}

function indexed({ sources }: EdgesFile): ReadonlyMap<string, Held[]> {
  const byName = new Map<string, Held[]>();
  for (const [source, { checked, distributions }] of Object.entries(sources)) {
    for (const [key, entry] of Object.entries(distributions)) {
      const end = key.indexOf('==');
      const name = key.slice(0, end);
      const version = key.slice(end + 2);
      const held = byName.get(name);
      if (held === undefined) byName.set(name, [{ version, entry, source, checked }]);
      else held.push({ version, entry, source, checked });
    }
  }
  return byName;
}
