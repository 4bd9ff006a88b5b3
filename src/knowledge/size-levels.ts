import { parseVersion, type Version } from '#pep/versions.js';

/** How far apart two versions are: other first numbers, other second ones, or neither. */
export type Level = 'major' | 'minor' | 'patch';

const parsed = new Map<string, Version | null>();

/** More versions than the catalogue and a large workspace have together. */
const MAX_PARSED = 20_000;

/** A version in its parts, read once: every package is held against all versions of its name. */
export function versionParts(version: string): Version | null {
  const before = parsed.get(version);
  if (before !== undefined) return before;
  const parts = parseVersion(version);
  if (parsed.size >= MAX_PARSED) parsed.clear();
  parsed.set(version, parts);
  return parts;
}

/** By the first two numbers; versions by date (`2025.8.3`) are `major` apart from one year to the next. */
export function levelOf(left: string, right: string): Level {
  const [a, b] = [versionParts(left)?.release ?? [], versionParts(right)?.release ?? []];
  if ((a[0] ?? 0) !== (b[0] ?? 0)) return 'major';
  return (a[1] ?? 0) === (b[1] ?? 0) ? 'patch' : 'minor';
}
