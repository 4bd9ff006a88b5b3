import type { PhysicalLine } from './logical-lines.js';
import { type Placed, placeEntries } from './placed.js';
import type { RequirementsDocument } from './types.js';

/** Entries that stand together: no blank line between them. A comment line between them does not part them. */
export interface Block {
  readonly entries: readonly Placed[];
}

/** The blocks of a document from top to bottom. */
export function blocksOf(document: RequirementsDocument, physical: readonly PhysicalLine[]): readonly Block[] {
  const blocks: { entries: Placed[] }[] = [];
  for (const placed of placeEntries(document, physical)) {
    const last = blocks.at(-1);
    const previous = last?.entries.at(-1);
    const apart = !previous || physical.slice(previous.end, placed.first).some(({ kind }) => kind === 'blank');
    if (apart || !last) blocks.push({ entries: [placed] });
    else last.entries.push(placed);
  }
  return blocks;
}
