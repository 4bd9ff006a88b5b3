import { type PhysicalLine, splitLines } from './logical-lines.js';
import { type Placed, placeEntries } from './placed.js';
import type { RequirementEntry, RequirementsDocument } from './types.js';

/** A requirement as it goes to another file. */
export interface Portion {
  readonly entry: RequirementEntry;
  /** Its lines with hashes and the comment at its end, and the `# slimify-ignore` lines right above it. Lines end with `\n`. */
  readonly lines: string;
  /** The comment above the lines that it stands among, down to the next comment or blank line; '' without. */
  readonly heading: string;
}

const known = new WeakMap<RequirementsDocument, readonly Portion[]>();

/** Every requirement of a file with the heading that it stands under. A comment at the very top of the file is the file's own. */
export function portionsOf(document: RequirementsDocument): readonly Portion[] {
  const cached = known.get(document);
  if (cached) return cached;
  const found = readPortions(document);
  known.set(document, found);
  return found;
}

function readPortions(document: RequirementsDocument): readonly Portion[] {
  const { physical } = splitLines(document.text);
  const text = (from: number, to: number): string => textOf(document.text, physical, from, to);
  const found: Portion[] = [];
  let heading = '';
  let above: Placed | null = null;
  for (const placed of placeEntries(document, physical)) {
    const own = ownStart(document.text, physical, placed);
    if (own > placed.leading) heading = placed.leading === 0 ? '' : text(placed.leading, own);
    else if (above === null || above.end !== placed.leading) heading = '';
    if (placed.entry.kind === 'requirement') found.push({ entry: placed.entry, lines: text(own, placed.end), heading });
    above = placed;
  }
  return found;
}

/** Where the `# slimify-ignore` lines right above an entry begin: they are its own. */
function ownStart(text: string, physical: readonly PhysicalLine[], { leading, first }: Placed): number {
  let start = first;
  for (; start > leading; start--) {
    const above = physical[start - 1];
    if (!above || !/^\s*#\s*slimify-ignore\b/.test(text.slice(above.span.start, above.span.end))) break;
  }
  return start;
}

function textOf(text: string, physical: readonly PhysicalLine[], from: number, to: number): string {
  const whole = text.slice(physical[from]?.span.start ?? 0, physical[to - 1]?.next ?? 0).replaceAll('\r\n', '\n');
  return whole.endsWith('\n') ? whole : `${whole}\n`;
}

/** Portions in the order of the file, each heading once above the lines that stand under it. */
export function withHeadings(portions: readonly Portion[]): readonly string[] {
  const pieces: { heading: string; lines: string }[] = [];
  for (const { heading, lines } of portions) {
    const last = pieces.at(-1);
    if (last && last.heading === heading) last.lines += lines;
    else pieces.push({ heading, lines });
  }
  return pieces.map(({ heading, lines }) => heading + lines);
}
