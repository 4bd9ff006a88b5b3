import { normalizeName } from '#pep/name.js';
import type { TextEdit } from '#text/edits.js';
import { joinSpans } from './join-spans.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Span } from '#text/span.js';
import type { ProjectDocument } from '../document.js';
import type { ProjectEntry } from './entries.js';
import { commentAbove, isBlank, lineFrom, lineTo } from './lines.js';
import { removeItems } from './remove-items.js';
import { startsAt, type TomlHeader, type TomlPair, type TomlPlaces } from './toml-places.js';

/**
 * Takes requirements out of a project's file: elements of lists, keys of Poetry in whatever form they are written, what
 * `[tool.poetry.extras]` says of them, and where they come from (`[tool.uv.sources]`) once nothing asks for them any more.
 * `stays`: names that the file asks for elsewhere from now on, so that it goes on saying where they come from.
 * Poetry's key for several environments at once is refused: which of them goes cannot be told.
 */
export function removeProjectEntries(document: ProjectDocument, entries: readonly ProjectEntry[], stays: readonly string[] = []): Read<readonly TextEdit[]> {
  const { places } = document;
  const gone = new Set(entries);
  const edits: TextEdit[] = [];
  const arrays = new Map(entries.flatMap(({ place }) => (place.kind === 'element' ? [[place.array, new Set<number>()] as const] : [])));
  for (const { place } of entries) if (place.kind === 'element') arrays.get(place.array)?.add(place.index);
  for (const [array, indexes] of arrays) edits.push(...removeItems(places, { range: array.range, items: array.elements }, indexes));
  const keys: Removal[] = [];
  for (const { place, requirement, list } of entries) {
    if (place.kind !== 'key') continue;
    if (place.pairs.some(({ node, keys: way }) => way.length === list.length + 1 && node.value.type === 'TOMLArray')) return unreadable(`${requirement.name} is written for several environments under one key`, requirement.line);
    keys.push(place);
  }
  for (const name of new Set(entries.map(({ requirement }) => requirement.name))) {
    if (stays.includes(name) || document.entries.some((other) => !gone.has(other) && other.requirement.name === name)) continue;
    keys.push(...leftovers(document, name, keys));
    edits.push(...outOfExtras(places, name));
  }
  edits.push(...removeKeys(places, keys));
  return read(joinSpans(edits));
}

interface Removal {
  readonly pairs: readonly TomlPair[];
  readonly header: TomlHeader | null;
}

/** Where a distribution came from, of which nothing is left: uv's sources, Poetry's keys beside `[project]`. The root of a workspace speaks for others too. */
function leftovers({ places, project }: ProjectDocument, name: string, known: readonly Removal[]): readonly Removal[] {
  const tables = [...(project.workspace === null ? [['tool', 'uv', 'sources']] : []), ['tool', 'poetry', 'dependencies']];
  return tables.flatMap((table) => {
    const mine = ({ keys }: { readonly keys: TomlPair['keys'] }): boolean => startsAt(keys, table) && keys.length > table.length && normalizeName(String(keys[table.length])) === name;
    const header = places.headers.find(mine) ?? null;
    const pairs = places.pairs.filter((pair) => mine(pair) && (pair.inline === null || pair.keys.length === table.length + 1));
    const taken = known.some((one) => one.pairs.some((pair) => pairs.includes(pair)) || (header !== null && one.header === header));
    return taken || (pairs.length === 0 && header === null) ? [] : [{ pairs, header }];
  });
}

function outOfExtras(places: TomlPlaces, name: string): readonly TextEdit[] {
  return places.pairs.flatMap(({ keys, node: { value } }) => {
    if (keys.length !== 4 || !startsAt(keys, ['tool', 'poetry', 'extras']) || value.type !== 'TOMLArray') return [];
    const gone = value.elements.flatMap((element, index) => (element.type === 'TOMLValue' && element.kind === 'string' && normalizeName(element.value) === name ? [index] : []));
    return removeItems(places, { range: value.range, items: value.elements }, new Set(gone));
  });
}

/** Takes keys out: with their lines, out of inline tables, or with a table of their own. */
function removeKeys(places: TomlPlaces, removals: readonly Removal[]): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const inline = new Map<NonNullable<TomlPair['inline']>, Set<number>>();
  for (const { pairs, header } of removals) {
    if (header) edits.push({ span: tableSpan(places, header), text: '' });
    for (const { node, inline: table } of pairs) {
      if (table) inline.set(table, (inline.get(table) ?? new Set()).add(table.body.indexOf(node)));
      else if (!header || node.range[0] < header.node.range[0] || node.range[1] > header.node.range[1]) edits.push({ span: pairSpan(places, node.range[0], node.range[1], removals), text: '' });
    }
  }
  for (const [table, gone] of inline) edits.push(...removeItems(places, { range: table.range, items: table.body }, gone));
  return edits;
}

/** The lines of a pair, with the comment above where it speaks of this pair alone. */
function pairSpan({ text, pairs }: TomlPlaces, start: number, end: number, removals: readonly Removal[]): Span {
  const from = lineFrom(text, start);
  const to = lineTo(text, end);
  const comment = commentAbove(text, from, 0);
  if (comment.start === from) return { start: from, end: to };
  const going = new Set(removals.flatMap((one) => one.pairs.map(({ node }) => lineFrom(text, node.range[0]))));
  const apart = comment.start > 0 && isBlank(text.slice(lineFrom(text, comment.start - 1), comment.start));
  const below = pairs.some(({ node, inline }) => inline === null && lineFrom(text, node.range[0]) === to && !going.has(to));
  const aside = text.slice(comment.start, comment.end).split('\n').some((line) => /^\s*#+\s*["']?[\w.-]+["']?\s*=/.test(line));
  return { start: apart && !below && !aside ? comment.start : from, end: to };
}

/** A table of its own, from its header to the end of its last line, with the blank lines below up to the next. */
function tableSpan({ text }: TomlPlaces, { node }: TomlHeader): Span {
  const start = lineFrom(text, node.range[0]);
  let end = lineTo(text, node.range[1]);
  while (end < text.length && isBlank(text.slice(end, lineTo(text, end)))) end = lineTo(text, end);
  // At the end of the file the blank lines above go instead, so that none is left over.
  if (end === text.length) {
    let from = start;
    while (from > 0 && isBlank(text.slice(lineFrom(text, from - 1), from))) from = lineFrom(text, from - 1);
    return { start: from, end };
  }
  return { start, end };
}
