import { pluginGroupsOf } from '#knowledge/names.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { cannotTell } from '#needs/verdict/evidence.js';
import type { Reason } from '#needs/verdict/judged.js';
import { isCatalogued } from './catalogued.js';
import type { Searched } from './question.js';

/** Plugins register themselves by entry points: what stays may load them without an import. */
export function pluginOfWhatStays(name: string, _: Searched, kept: Closure): Reason | null {
  for (const group of pluginGroupsOf(name).value) {
    const host = hostOf(group, kept);
    if (host === null || host === name || isCatalogued(host, name)) continue;
    return cannotTell(`it registers itself with ${host} (entry points ${group}), which may load it without an import`, null);
  }
  return null;
}

/** The distribution that reads a group of entry points: its name begins the group's (`fsspec.specs`, `sqlalchemy.dialects`). */
function hostOf(group: string, kept: Closure): string | null {
  const parts = group.toLowerCase().split(/[._-]+/);
  for (let count = parts.length; count > 0; count--) {
    const name = parts.slice(0, count).join('-').replace(/\d+$/, '');
    if (kept.comes.has(name)) return name;
  }
  return null;
}
