import type { ProjectDocument } from '../document.js';
import type { ProjectEntry } from './entries.js';
import { commentAbove, lineFrom, lineTo } from './lines.js';

/** What somebody wrote about a requirement: at the end of its line, or right above it. Null: nothing. */
export function entryComment({ places }: ProjectDocument, { place }: ProjectEntry): string | null {
  const node = place.kind === 'element' ? place.array.elements[place.index] : (place.pairs[0]?.node ?? place.header?.node);
  if (!node) return null;
  const [start, end] = node.range;
  const behind = places.comments.find((one) => one.start >= end && one.start < lineTo(places.text, end));
  const from = lineFrom(places.text, start);
  const above = commentAbove(places.text, from, 0);
  const text = [places.text.slice(above.start, above.end), behind ? places.text.slice(behind.start, behind.end) : ''].join(' ');
  const words = text.split('\n').map((line) => line.trim().replace(/^#+\s*/, '')).join(' ').replaceAll(/\s+/g, ' ').trim();
  return words === '' ? null : words.replace(/^#+\s*/, '');
}
