import type { SizedVersion } from '#knowledge/package-sizes.js';
import { levelOf, versionParts, type Level } from '#knowledge/size-levels.js';
import { compareVersions } from '#pep/versions.js';

/** A version of the catalogue that speaks for another one. */
export interface Neighbour {
  readonly row: SizedVersion;
  /** How far away it is; `same`: it is the very version. */
  readonly level: Level | 'same';
}

/**
 * The version next to one that is asked for, of the same build (`+cpu` says nothing of `+cu121`); the newest where the
 * version is not known, as far away as can be. Null: none of that build.
 */
export function neighbourOf(rows: readonly SizedVersion[], version: string | null): Neighbour | null {
  const build = version === null ? '' : buildOf(version);
  const own = rows.filter((one) => buildOf(one.version) === build);
  if (version === null) return own[0] === undefined ? null : { row: own[0], level: 'major' };
  const same = own.find((one) => one.version === version) ?? own.find((one) => sameRelease(one.version, version) && compareVersions(one.version, version) === 0);
  if (same !== undefined) return { row: same, level: 'same' };
  for (const level of ['patch', 'minor', 'major'] as const) {
    const near = own.filter((one) => levelOf(one.version, version) === level);
    const [first] = near;
    if (first === undefined) continue;
    // Rows are newest first: the last that is newer, or the first that is older, whichever comes closer.
    const at = near.findIndex((one) => (compareVersions(one.version, version) ?? 0) < 0);
    const [newer, older] = at === -1 ? [near.at(-1), undefined] : [near[at - 1], near[at]];
    const row = older === undefined || (newer !== undefined && apart(newer.version, version) <= apart(older.version, version)) ? (newer ?? first) : older;
    return { row, level };
  }
  return null;
}

function buildOf(version: string): string {
  return versionParts(version)?.local?.join('.') ?? '';
}

/** Whether two versions may be the same, apart from how they are written (`1.0` and `1.0.0`). */
function sameRelease(left: string, right: string): boolean {
  const [a, b] = [versionParts(left)?.release ?? [], versionParts(right)?.release ?? []];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, at) => (a[at] ?? 0) === (b[at] ?? 0)).every(Boolean);
}

/** How far two versions are apart by the first number that differs. */
function apart(left: string, right: string): number {
  const [a, b] = [versionParts(left)?.release ?? [], versionParts(right)?.release ?? []];
  const at = a.findIndex((number, index) => number !== (b[index] ?? 0));
  return at === -1 ? 0 : Math.abs((a[at] ?? 0) - (b[at] ?? 0));
}
