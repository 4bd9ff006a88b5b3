import { pluginGroupsOf } from '#knowledge/names.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { cannotTell } from '#needs/verdict/evidence.js';
import type { Reason } from '#needs/verdict/judged.js';
import { modulesKnown } from '#needs/verdict/modules.js';
import { isCatalogued } from './catalogued.js';
import type { Searched } from './question.js';

/** Plugins register themselves by entry points: what stays may load them without an import. */
export function pluginOfWhatStays(name: string, _: Searched, kept: Closure): Reason | null {
  for (const { group, hosts } of groupsOf(name)) {
    const host = hosts.find((one) => kept.comes.has(one)) ?? null;
    if (host === null || host === name || isCatalogued(host, name)) continue;
    return cannotTell(`it registers itself with ${host} (entry points ${group}), which may load it without an import`, null);
  }
  return null;
}

/** Of two that nobody has looked into, one may be a plugin of the other that it is named after: `girder-large-image` of `girder`. */
export function namedAfterWhatStays(name: string, { judged }: Searched, kept: Closure): Reason | null {
  if (modulesKnown(judged, name) !== null) return null;
  const [, ...shorter] = beginnings(name.split('-'));
  const host = shorter.find((one) => kept.comes.has(one) && modulesKnown(judged, one) === null);
  return host === undefined ? null : cannotTell(`nobody has looked into ${name}: it is named after ${host}, which may load it without an import`, null);
}

interface Group {
  readonly group: string;
  /** The distributions that may read it, the longest name first. */
  readonly hosts: readonly string[];
}

const groups = new Map<string, readonly Group[]>();
/** Distributions that are kept at most. */
const MOST_KEPT = 20_000;

/** The groups of a distribution; each is looked up once. */
function groupsOf(name: string): readonly Group[] {
  const known = groups.get(name);
  if (known) return known;
  const found = pluginGroupsOf(name).value.map((group) => ({ group, hosts: hostsOf(group) }));
  if (groups.size < MOST_KEPT) groups.set(name, found);
  return found;
}

/** Who reads a group of entry points: a name that begins the group's (`fsspec.specs`, `sqlalchemy.dialects`). */
function hostsOf(group: string): readonly string[] {
  return beginnings(group.toLowerCase().split(/[._-]+/)).map((one) => one.replace(/\d+$/, ''));
}

/** `a-b-c`, `a-b` and `a` of the parts `a`, `b`, `c`. */
function beginnings(parts: readonly string[]): readonly string[] {
  return parts.map((_, index) => parts.slice(0, parts.length - index).join('-'));
}
