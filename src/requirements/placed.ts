import type { PhysicalLine } from './logical-lines.js';
import type { Entry, RequirementsDocument } from './types.js';

/** An entry with the indices of its physical lines; `end` is exclusive and lies behind its `# via` lines. */
export interface Placed {
  readonly entry: Entry;
  /** Where its leading comment begins; the same as `first` without one. */
  readonly leading: number;
  readonly first: number;
  readonly end: number;
}

/** Where the entries of a document stand among its physical lines. */
export function placeEntries(document: RequirementsDocument, physical: readonly PhysicalLine[]): readonly Placed[] {
  return document.entries.map((entry) => {
    const first = indexAt(physical, entry.span.start);
    const leading = entry.leading ? indexAt(physical, entry.leading.start) : first;
    const end = indexAt(physical, (entry.via ?? entry.span).end) + 1;
    return { entry, leading, first, end };
  });
}

function indexAt(physical: readonly PhysicalLine[], offset: number): number {
  let low = 0;
  let high = physical.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((physical[middle]?.span.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
