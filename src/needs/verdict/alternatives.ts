import type { Closure } from '#needs/edges/closure-types.js';
import { fitsName } from '#needs/implicit/glob.js';
import type { Implied } from '#needs/implicit/types.js';

/** Longer groups are lists of what may be meant, not of what does as well. */
const MOST_ALTERNATIVES = 5;

/** Whether each group that a name stands in has another member that nobody asks for and that comes along with what is needed. */
export function isServed({ names }: Implied, name: string, comes: Closure['comes'], all: Pick<ReadonlySet<string>, 'has'>): boolean {
  const groups = names.filter((group) => group.some((glob) => fitsName(glob, name)));
  return groups.every((group) => group.length <= MOST_ALTERNATIVES && group.some((other) => other !== name && !all.has(other) && comes.get(other)?.certain === 'yes'));
}
