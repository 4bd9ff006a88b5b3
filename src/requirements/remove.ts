import { parsePep508 } from '#pep/pep508.js';
import type { TextEdit } from '#text/edits.js';
import { type Read, read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { type PhysicalLine, splitLines } from './logical-lines.js';
import { type Placed, placeEntries } from './placed.js';
import type { Entry, RequirementsDocument } from './types.js';

/**
 * Takes entries out of a file: their lines with hashes and end-of-line comment, and the `# via` lines below.
 *
 * The comment above goes only when it plainly speaks of what is taken out: it is not at the very top of the file; above it
 * stands a blank line or an entry with a comment of its own; and of the entries right below it, up to a blank
 * line, another comment or the end, all are taken out. A comment that holds a requirement (`# torch==2.0`) stays, a
 * `# slimify-ignore` line right above its entry goes with it. So a heading above several lines stays.
 *
 * Where two blank lines would meet, or one would be left at either end of the file, one of them goes as well. No other byte
 * changes: in a file without a final newline, the line that is now the last keeps the newline that it had.
 *
 * `moves`: the lines go to another file, so that no comment is lost: then what stands above the comment does not matter.
 */
export function removeEntries(document: RequirementsDocument, entries: readonly Entry[], moves = false): Read<readonly TextEdit[]> {
  const { physical, placed } = layoutOf(document);
  const removed = new Set(entries.map(({ span }) => span.start));
  const present = new Set(document.entries.map(({ span }) => span.start));
  if (entries.some(({ span }) => !present.has(span.start))) return unreadable(`an entry that is not in ${document.path}`);
  const gone = new Set<number>();
  for (const [index, { entry, leading, first, end }] of placed.entries()) {
    if (!removed.has(entry.span.start)) continue;
    const from = commentGoes({ text: document.text, physical, placed, removed, moves }, index) ? leading : suppressionStart(document.text, physical, leading, first);
    for (let line = from; line < end; line++) gone.add(line);
  }
  return read(runs(withBlanks(blankLines(physical, placed), physical.length, gone)).map(({ from, to }) => ({ span: linesSpan(physical, from, to), text: '' })));
}

interface Layout {
  readonly physical: readonly PhysicalLine[];
  readonly placed: readonly Placed[];
}

const layouts = new WeakMap<RequirementsDocument, Layout>();

/** The lines of a document: each of its entries may be asked to go. */
function layoutOf(document: RequirementsDocument): Layout {
  const known = layouts.get(document);
  if (known) return known;
  const { physical } = splitLines(document.text);
  const layout = { physical, placed: placeEntries(document, physical) };
  layouts.set(document, layout);
  return layout;
}

/** {@link removeEntries} for one entry. */
export function removeEntry(document: RequirementsDocument, entry: Entry): Read<readonly TextEdit[]> {
  const known = removals.get(entry);
  if (known) return known;
  const edits = removeEntries(document, [entry]);
  removals.set(entry, edits);
  return edits;
}

/** An entry is asked about several times: by its rule, for its comments, by the check afterwards. */
const removals = new WeakMap<Entry, Read<readonly TextEdit[]>>();

interface Removal extends Layout {
  readonly text: string;
  readonly removed: ReadonlySet<number>;
  readonly moves: boolean;
}

function commentGoes({ text, physical, placed, removed, moves }: Removal, index: number): boolean {
  const own = placed[index];
  if (!own || own.leading === own.first || own.leading === 0) return false;
  const above = placed[index - 1];
  const apart = moves || physical[own.leading - 1]?.kind === 'blank' || (above !== undefined && above.end === own.leading && above.leading < above.first);
  if (!apart || holdsRequirement(text, physical.slice(own.leading, own.first))) return false;
  for (let at = index, end = own.first; placed[at]?.first === end; at++) {
    const below = placed[at];
    if (!below || !removed.has(below.entry.span.start)) return false;
    end = below.end;
  }
  return true;
}

function holdsRequirement(text: string, lines: readonly PhysicalLine[]): boolean {
  return lines.some(({ span }) => {
    const parsed = parsePep508(text.slice(span.start, span.end).replace(/^\s*#+\s*/, '').trimEnd());
    return parsed.ok && (parsed.value.specifiers.length > 0 || parsed.value.url !== null);
  });
}

/** Where the `# slimify-ignore` lines right above an entry begin. */
function suppressionStart(text: string, physical: readonly PhysicalLine[], leading: number, first: number): number {
  let start = first;
  for (; start > leading; start--) {
    const above = physical[start - 1];
    if (!above || !/^\s*#\s*slimify-ignore\b/.test(text.slice(above.span.start, above.span.end))) break;
  }
  return start;
}

interface Run {
  readonly from: number;
  readonly to: number;
}

function runs(lines: ReadonlySet<number>): readonly Run[] {
  const result: { from: number; to: number }[] = [];
  for (const line of [...lines].sort((a, b) => a - b)) {
    const last = result.at(-1);
    if (last?.to === line) last.to++;
    else result.push({ from: line, to: line + 1 });
  }
  return result;
}

/** The blank lines between entries; one that ends a continued line is part of it. */
function blankLines(physical: readonly PhysicalLine[], placed: readonly Placed[]): ReadonlySet<number> {
  const blank = new Set([...physical.keys()].filter((line) => physical[line]?.kind === 'blank'));
  for (const { first, end } of placed) {
    for (let line = first; line < end; line++) blank.delete(line);
  }
  return blank;
}

/** Adds the blank lines that would double another one, or stand at an end of the file, only because of the removal. */
function withBlanks(blank: ReadonlySet<number>, count: number, gone: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(gone);
  let kept = -1;
  for (let line = 0; line < count; line++) {
    if (gone.has(line)) continue;
    const bare = kept < 0 || blank.has(kept);
    if (blank.has(line) && bare && gone.has(line - 1)) all.add(line);
    else kept = line;
  }
  if (blank.has(kept) && kept < count - 1) all.add(kept);
  return all;
}

function linesSpan(physical: readonly PhysicalLine[], from: number, to: number): Span {
  return { start: physical[from]?.span.start ?? 0, end: physical[to - 1]?.next ?? 0 };
}
