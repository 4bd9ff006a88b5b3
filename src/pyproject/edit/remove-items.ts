import { parsePep508 } from '#pep/pep508.js';
import type { TextEdit } from '#text/edits.js';
import type { Span } from '#text/span.js';
import { joinSpans } from './join-spans.js';
import { commentAbove, isBlank, lineFrom, lineTo } from './lines.js';
import { spanOf, type TomlPlaces } from './toml-places.js';

/** What stands between brackets, with commas between: the elements of a list, the pairs of an inline table. */
interface Bracketed {
  readonly range: readonly [number, number];
  readonly items: readonly { readonly range: readonly [number, number] }[];
}

/**
 * Takes items out from between brackets, with their commas and the comments that speak of them alone: one behind an item on its
 * line, and a comment above that covers nothing else (as in requirements files: `#requirements/remove.js`). A list whose
 * last item had no comma behind it ends without one afterwards too; all other bytes stay.
 */
export function removeItems(places: TomlPlaces, bracketed: Bracketed, gone: ReadonlySet<number>): readonly TextEdit[] {
  const items = bracketed.items.map(spanOf);
  const list: List = { places, items, inner: { start: bracketed.range[0] + 1, end: bracketed.range[1] - 1 }, gone };
  const spans: Span[] = [];
  for (let from = 0; from < items.length; from++) {
    if (!gone.has(from)) continue;
    let to = from;
    while (gone.has(to + 1)) to += 1;
    const rows = rowsOf(list, from, to);
    spans.push(...(rows ?? inLine(list, from, to)));
    from = to;
  }
  const comma = danglingComma(list);
  if (comma !== null && !spans.some(({ start, end }) => start <= comma && comma < end)) spans.push({ start: comma, end: comma + 1 });
  return joinSpans(spans.map((span) => ({ span, text: '' })));
}

interface List {
  readonly places: TomlPlaces;
  readonly items: readonly Span[];
  readonly inner: Span;
  readonly gone: ReadonlySet<number>;
}

/** The comma behind an item; null where none follows. */
function commaBehind({ places, items, inner }: List, index: number): number | null {
  const end = items[index]?.end ?? inner.end;
  const limit = items[index + 1]?.start ?? inner.end;
  return places.commas.find((at) => at >= end && at < limit) ?? null;
}

/** The comma that would be left at the end of a list which had none there. */
function danglingComma(list: List): number | null {
  const last = list.items.length - 1;
  const kept = list.items.findLastIndex((_, index) => !list.gone.has(index));
  return kept < 0 || kept === last || commaBehind(list, last) !== null ? null : commaBehind(list, kept);
}

/** The whole lines of a run of items; null where one of them shares its line with something else. */
function rowsOf(list: List, from: number, to: number): readonly Span[] | null {
  const { places: { text }, items, inner } = list;
  const found: Span[] = [];
  for (let index = from; index <= to; index++) {
    const item = items[index];
    if (!item) return null;
    const start = lineFrom(text, item.start);
    const end = lineTo(text, commaBehind(list, index) ?? item.end);
    const rest = text.slice(item.end, end).replace(/^[ \t\r\n]*,?/, '');
    const own = start >= inner.start && isBlank(text.slice(start, item.start)) && end <= inner.end && /^[ \t]*(?:#.*)?\r?\n?$/.test(rest) && text[end - 1] === '\n';
    if (!own) return null;
    // A comma that stands on a line of its own, with a comment between, belongs to nobody's habits.
    if (/#[^\n]*\n[^#]*,/.test(text.slice(item.end, commaBehind(list, index) ?? item.end))) return null;
    found.push({ start: commentStart(list, index, start, end), end });
  }
  return withoutDoubleBlank(list, joinSpans(found.map((span) => ({ span, text: '' }))).map(({ span }) => span));
}

/** Where a removal starts: above the comment, where that speaks of this item alone. */
function commentStart({ places: { text }, items, inner, gone }: List, index: number, start: number, end: number): number {
  const above = items[index - 1];
  const floor = above ? lineTo(text, above.end) : lineTo(text, inner.start);
  const comment = commentAbove(text, start, Math.min(floor, start));
  if (comment.start === comment.end) return start;
  const before = text.slice(lineFrom(text, comment.start - 1), comment.start);
  const apart = comment.start === floor ? !above || hasComment(text, above, inner) || isBlank(before) : isBlank(before);
  if (!apart || holdsRequirement(text.slice(comment.start, comment.end))) return start;
  // Of the items right below it, all have to go: else it heads those that stay.
  for (let [next, at] = [index + 1, end]; next < items.length; next++) {
    const item = items[next];
    if (!item || lineFrom(text, item.start) !== at) break;
    if (!gone.has(next)) return start;
    at = lineTo(text, item.end);
  }
  return comment.start;
}

function hasComment(text: string, item: Span, inner: Span): boolean {
  const start = lineFrom(text, item.start);
  return start > inner.start && commentAbove(text, start, inner.start).start < start;
}

/** `# "torch==2.0",`: an item that somebody put aside. */
function holdsRequirement(comment: string): boolean {
  return comment.split('\n').some((line) => {
    const quoted = /^\s*#+\s*["']([^"']+)["']\s*,?\s*$/.exec(line)?.[1];
    return quoted !== undefined ? parsePep508(quoted).ok : /^\s*#+\s*[\w.-]+\s*=\s*["'{]/.test(line);
  });
}

/** Where two blank lines would meet, or one would stay at either end, it goes as well. */
function withoutDoubleBlank({ places: { text }, inner }: List, spans: readonly Span[]): readonly Span[] {
  return spans.map(({ start, end }) => {
    const above = text.slice(lineFrom(text, start - 1), start);
    const next = lineTo(text, end);
    const below = text.slice(end, next);
    const first = lineFrom(text, start - 1) <= inner.start;
    const closes = end >= lineFrom(text, inner.end);
    if (below.trim() === '' && next <= inner.end && !closes && (first || isBlank(above))) return { start, end: next };
    if (closes && !first && isBlank(above) && above !== '') return { start: lineFrom(text, start - 1), end };
    return { start, end };
  });
}

/** Items that share a line with others. */
function inLine(list: List, from: number, to: number): readonly Span[] {
  const { places: { text, comments }, items, inner } = list;
  const first = items[from];
  const last = items[to];
  if (!first || !last) return [];
  const before = items[from - 1];
  const after = items[to + 1];
  const commented = (start: number, end: number): boolean => comments.some((one) => one.start >= start && one.end <= end);
  if (before && !commented(before.end, first.start)) return [{ start: before.end, end: last.end }];
  const comma = commaBehind(list, to);
  const end = comma === null ? last.end : comma + 1;
  if (after && !commented(last.end, after.start) && !text.slice(end, after.start).includes('\n')) return [{ start: first.start, end: after.start }];
  if (!before && !after && !commented(inner.start, inner.end)) return [inner];
  // A comment or a new line lies between: only what stands on the item's own stretch goes.
  const rest = /^[ \t]*(?:#[^\n\r]*)?/.exec(text.slice(end))?.[0] ?? '';
  const alone = text.slice(end + rest.length).startsWith('\n') || text.slice(end + rest.length).startsWith('\r');
  return [{ start: first.start, end: alone ? end + rest.length : end }];
}
