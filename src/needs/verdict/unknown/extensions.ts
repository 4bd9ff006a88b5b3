import { unheard } from '#answer/ledger.js';
import { modulesOf } from '#knowledge/names.js';
import type { Closure } from '#needs/edges/closure-types.js';
import { pinnedVersion } from '#needs/verdict/closures.js';
import { cannotTell } from '#needs/verdict/evidence.js';
import type { Reason } from '#needs/verdict/judged.js';
import { isCatalogued } from './catalogued.js';
import { isNeverUsed } from './options.js';
import type { Searched } from './question.js';

/** Stubs speak of a library to type checkers, and import nothing. */
const STUBS = /-(?:stubs|types)$/;

/**
 * A line that stays is named after it and does not require it: `psycopg-pool` 3.3.0 imports `psycopg` and says so nowhere. What has
 * the same modules stands in its place instead.
 */
export function extendedByWhatStays(name: string, { judged: { asked } }: Searched, kept: Closure): Reason | null {
  for (const line of asked) {
    const other = line.name;
    if (!other.startsWith(`${name}-`) || STUBS.test(other) || !kept.comes.has(other)) continue;
    if (isCatalogued(other, name) || isNeverUsed(other, pinnedVersion(line), name) || haveSameModules(other, name)) continue;
    return cannotTell(`${other} is named after it without requiring it, and nobody has looked whether it imports it`, line.at);
  }
  return null;
}

function haveSameModules(one: string, other: string): boolean {
  const [own, others] = unheard(() => [modulesOf(one).value ?? [], modulesOf(other).value ?? []]);
  return own.some((module) => others.includes(module));
}
