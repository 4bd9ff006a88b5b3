import { assumed, known, row } from '#answer/answer.js';
import type { DistributionEdges, Edge } from '#knowledge/edge-types.js';
import { compareVersions } from '#pep/versions.js';
import type { Lock, LockedPackage } from '#pyproject/locks/types.js';
import type { EdgeSource } from './source.js';

/**
 * What a lock tells of who requires whom. Known for the version that it holds; a version that it does
 * not hold has no record. Where it holds several and none is asked for, all of their edges count,
 * which is assumed.
 */
export function lockEdges(lock: Lock): EdgeSource {
  const byName = new Map<string, LockedPackage[]>();
  for (const one of lock.packages) {
    const held = byName.get(one.name);
    if (held === undefined) byName.set(one.name, [one]);
    else held.push(one);
  }
  return (name, version) => {
    const held = (byName.get(name) ?? []).filter((one) => one.requires !== null && (version === null || same(one.version, version)));
    const [first] = held;
    if (first === undefined) return known(null, `${lock.path} does not tell what ${name}${version === null ? '' : ` ${version}`} requires`);
    const edges = together(lock, held, first);
    const what = `${name}${first.version === null ? '' : ` ${first.version}`} requires ${edges.requires.map((edge) => edge.name).join(', ') || 'nothing'}`;
    const evidence = [row('source', what, { path: lock.path, line: first.line })];
    if (held.length > 1) return assumed(edges, `${lock.path} holds ${held.length} versions of ${name}`, evidence);
    return known(edges, what, evidence);
  };
}

/** A lock of a build with a label (`2.9.1+cpu`) holds what a pin of the version without it leads to. */
function same(locked: string | null, pinned: string): boolean {
  if (locked === null) return false;
  return compareVersions(locked, pinned) === 0 || (!pinned.includes('+') && compareVersions(locked.replace(/\+.*/, ''), pinned) === 0);
}

function together(lock: Lock, held: readonly LockedPackage[], first: LockedPackage): DistributionEdges {
  const optional = new Map<string, readonly Edge[]>();
  for (const one of held) {
    for (const [extra, edges] of one.optional) optional.set(extra, [...(optional.get(extra) ?? []), ...edges]);
  }
  const requires = held.flatMap((one) => one.requires ?? []);
  const version = held.length > 1 ? null : first.version;
  return { name: first.name, version, requires, optional, source: `${lock.path}:${first.line}` };
}
