import type { Asked } from '#needs/types.js';
import { grouped } from '#text/grouped.js';

const known = new WeakMap<readonly Asked[], ReadonlyMap<string, readonly Asked[]>>();

/** The lines of a list by what they ask for, in the order of the first of each; made once for a list, which is asked often. */
export function linesByName(asked: readonly Asked[]): ReadonlyMap<string, readonly Asked[]> {
  const before = known.get(asked);
  if (before) return before;
  const found = grouped(asked, ({ name }) => name);
  known.set(asked, found);
  return found;
}
