import type { Difference, Proved } from './types.js';

/** So many of a list are named. */
const NAMED = 5;

/**
 * `numpy would go from 1.26.4 to 2.1.0; idna would no longer be installed, which the fix does not declare`; of one that is no
 * longer asked for `numpy still comes with pandas, and would go …`.
 */
export function undeclaredText({ gone, come, changed }: Difference, stays: Proved['stays']): string {
  const still = new Map(stays.map(({ name, parents }) => [name, ` still comes with ${few(parents, ', ')}, and`]));
  const parts = [
    ...changed.map(({ name, from, to }) => `${name}${still.get(name) ?? ''} would go from ${from} to ${to}`),
    ...gone.map((name) => `${name} would no longer be installed`),
    ...come.map((name) => `${name} would be installed`),
  ];
  return `${few(parts, '; ')}, which the fix does not declare`;
}

/** `proved by uv: 14 packages before, 12 after; gone: pytest, iniconfig`. */
export function provedText({ by, before, after, difference: { gone, come, changed }, stays }: Proved): string {
  const parts = [
    ...(gone.length > 0 ? [`gone: ${few(gone, ', ')}`] : []),
    ...(come.length > 0 ? [`new: ${few(come, ', ')}`] : []),
    ...(changed.length > 0 ? [`other versions: ${few(changed.map(({ name, from, to }) => `${name} ${from} -> ${to}`), ', ')}`] : []),
    ...stays.map(({ name, parents }) => `${name} still comes with ${few(parents, ', ')}`),
  ];
  const what = parts.length === 0 ? 'the same packages' : parts.join('; ');
  const who = by === 'lock' ? 'the lock' : by;
  return `proved by ${who}: ${before} ${before === 1 ? 'package' : 'packages'} before, ${after} after; ${what}`;
}

function few(words: readonly string[], separator: string): string {
  const more = words.length - NAMED;
  return more > 1 ? `${words.slice(0, NAMED).join(separator)} and ${more} more` : words.join(separator);
}
