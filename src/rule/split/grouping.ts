import { BASE, firstPlace, MEGABYTE, topicsOf } from './first-place.js';
import { mergeGroups } from './merging.js';
import { PART, withNames } from './part-names.js';
import type { SplitOptions } from './types.js';
import type { Weights } from './weights.js';

/** A line of the shared file, as grouping sees it. */
export interface GroupedLine {
  readonly name: string;
  /** Numbers of the consumers that need it, in order. */
  readonly consumers: readonly number[];
  /** Its category in the catalogue; null: none knows it. */
  readonly category: string | null;
  /** The group that the options want it in; null: they say nothing. */
  readonly forced: string | null;
  /** Everything that comes with it. */
  readonly comes: readonly number[];
  /** It may go into the own file of the one consumer that needs it. */
  readonly ownFile: boolean;
}

export interface GroupedConsumer {
  /** A plain name for a group that is its alone. */
  readonly name: string;
  /** What it has in any case, by its other requirements. */
  readonly has: readonly number[];
}

/** Where each line goes, by its index: a group, or the consumer's own file. */
export type Grouping = ReadonlyMap<number, { readonly group: string } | { readonly own: number }>;


/** What each consumer would have without need, in bytes, if it installed all lines that anybody needs. */
export function wasteOfAll(lines: readonly GroupedLine[], consumers: readonly GroupedConsumer[], weights: Weights): readonly number[] {
  const all = lines.map((_, index) => index).filter((index) => (lines[index]?.consumers.length ?? 0) > 0);
  return wasteOfTaken(consumers.map(() => all), lines, consumers, weights);
}

/** What each consumer would have without need, in bytes, if it installed these lines, by their indexes. */
export function wasteOfTaken(taken: readonly (readonly number[])[], lines: readonly GroupedLine[], consumers: readonly GroupedConsumer[], weights: Weights): readonly number[] {
  const marks = needed(lines, consumers, weights);
  return consumers.map((_, consumer) => wasteOf(taken[consumer] ?? [], lines, marks[consumer], weights));
}

/**
 * Groups lines by who needs them and what they are for. While a consumer carries more than it may, the line that it carries most
 * of goes, with those of its group that the same consumers need, into a group of its own: nobody carries that in vain. The rest of such
 * a group is told apart by its consumers too, and parts are joined again where all can bear it.
 */
export function groupLines(lines: readonly GroupedLine[], consumers: readonly GroupedConsumer[], weights: Weights, options: SplitOptions): Grouping {
  const found = new Map<number, { group: string } | { own: number }>();
  const weigh = (index: number): number => (lines[index]?.comes ?? []).reduce((sum, one) => sum + weights.bytes(one), 0);
  const topics = topicsOf(lines);
  lines.forEach((line, index) => {
    const place = firstPlace(line, consumers, weigh(index), topics, options);
    if (place !== null) found.set(index, place);
  });
  const origins = new Map([...found].flatMap(([index, place]) => ('group' in place ? [[index, place.group] as const] : [])));
  const marks = needed(lines, consumers, weights);
  const most = options.maxWaste * MEGABYTE;
  const keyOf = (index: number): string => (lines[index]?.consumers ?? []).join();
  const partOf = (index: number): { group: string } => ({ group: `${PART}${keyOf(index)}` });
  const cut = new Set<string>();
  // Each round takes a line out of a group for good.
  for (let round = 0; round <= lines.length; round++) {
    const worst = heaviest(found, lines, marks, weights, most);
    if (worst === null) break;
    cut.add(worst.group);
    for (const [other, place] of found) {
      if ('group' in place && place.group === worst.group && keyOf(other) === keyOf(worst.index)) found.set(other, partOf(other));
    }
  }
  // Members of the base are there by their number or their weight: they stay together.
  for (const [index, place] of found) if ('group' in place && place.group !== BASE && cut.has(place.group)) found.set(index, partOf(index));
  const waste = (consumer: number, indexes: readonly number[]): number => wasteOf(indexes, lines, marks[consumer], weights);
  const merged = withNames(mergeGroups(found, origins, lines, consumers.length, waste, most), { lines, consumers, origins, weigh });
  const named = new Set(Object.values(options.categories));
  return withoutCrumbs(merged, lines, consumers, (index) => lines[index]?.forced === null && !named.has(origins.get(index) ?? '') && weigh(index) < most);
}

/** Groups of one small line each that one consumer alone takes are one file for it, with what has its name already. */
function withoutCrumbs(found: Grouping, lines: readonly GroupedLine[], consumers: readonly GroupedConsumer[], small: (index: number) => boolean): Grouping {
  const members = new Map<string, number[]>();
  for (const [index, place] of found) if ('group' in place) members.set(place.group, [...(members.get(place.group) ?? []), index]);
  const aloneOf = (group: string): string | null => {
    const [only, second] = new Set(members.get(group)?.flatMap((index) => lines[index]?.consumers ?? []));
    return only === undefined || second !== undefined ? null : (consumers[only]?.name ?? null);
  };
  const crumbs = new Map<string, string[]>();
  for (const [group, indexes] of members) {
    const name = aloneOf(group);
    // A name that somebody else's group has stays that one's.
    if (name === null || (members.has(name) && aloneOf(name) !== name)) continue;
    if (group === name || (indexes.length === 1 && indexes.every(small))) crumbs.set(name, [...(crumbs.get(name) ?? []), group]);
  }
  const joined = new Map([...crumbs].flatMap(([name, groups]) => (groups.length < 2 ? [] : groups.map((group) => [group, name] as const))));
  return new Map([...found].map(([index, place]) => [index, 'group' in place ? { group: joined.get(place.group) ?? place.group } : place]));
}

/** By consumer, what it needs of all that can come. */
function needed(lines: readonly GroupedLine[], consumers: readonly GroupedConsumer[], weights: Weights): readonly Uint8Array[] {
  const marks = consumers.map(({ has }) => {
    const mark = new Uint8Array(weights.count());
    for (const one of has) mark[one] = 1;
    return mark;
  });
  for (const line of lines) {
    for (const consumer of line.consumers) for (const one of line.comes) (marks[consumer] ?? [])[one] = 1;
  }
  return marks;
}

function wasteOf(indexes: readonly number[], lines: readonly GroupedLine[], mark: Uint8Array | undefined, weights: Weights): number {
  if (mark === undefined) return 0;
  const counted: number[] = [];
  let waste = 0;
  for (const index of indexes) {
    for (const one of lines[index]?.comes ?? []) {
      if (mark[one] !== 0) continue;
      // 2: counted already; taken back below.
      mark[one] = 2;
      counted.push(one);
      waste += weights.bytes(one);
    }
  }
  for (const one of counted) mark[one] = 0;
  return waste;
}

/** The line that weighs most upon the consumer that carries most in vain; null: nobody carries more than it may. */
function heaviest(found: Grouping, lines: readonly GroupedLine[], marks: readonly Uint8Array[], weights: Weights, most: number): { readonly group: string; readonly index: number } | null {
  const members = new Map<string, number[]>();
  for (const [index, place] of found) if ('group' in place) members.set(place.group, [...(members.get(place.group) ?? []), index]);
  const takers = [...members].map(([group, indexes]) => ({ group, indexes, takes: new Set(indexes.flatMap((index) => lines[index]?.consumers ?? [])) }));
  let worst: { waste: number; consumer: number } | null = null;
  for (const consumer of marks.keys()) {
    const waste = wasteOf(takers.flatMap(({ takes, indexes }) => (takes.has(consumer) ? indexes : [])), lines, marks[consumer], weights);
    if (waste > most && (worst === null || waste > worst.waste)) worst = { waste, consumer };
  }
  if (worst === null) return null;
  const { consumer } = worst;
  const candidates = takers.flatMap(({ group, indexes, takes }) => (takes.has(consumer) ? indexes.filter((index) => !lines[index]?.consumers.includes(consumer)).map((index) => ({ group, index, waste: wasteOf([index], lines, marks[consumer], weights) })) : []));
  return candidates.toSorted((a, b) => b.waste - a.waste || a.index - b.index)[0] ?? null;
}
