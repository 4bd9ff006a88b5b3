import type { GroupedConsumer, GroupedLine, Grouping } from './grouping.js';

/** How the name of a part begins that has none yet: no category has such a name. */
export const PART = ' ';

export interface Named {
  readonly lines: readonly GroupedLine[];
  readonly consumers: readonly GroupedConsumer[];
  /** By line, the group that it stood in at first. */
  readonly origins: ReadonlyMap<number, string>;
  readonly weigh: (index: number) => number;
}

interface Part {
  readonly group: string;
  readonly indexes: readonly number[];
  /** The group that most of its lines stood in at first. */
  readonly origin: string;
}

/**
 * Gives parts their names: the one with most lines of a category goes by the category, those first that several consumers take; the
 * others by the one consumer that takes them, or by the line that weighs most.
 */
export function withNames(found: Grouping, { lines, consumers, origins, weigh }: Named): Grouping {
  const members = new Map<string, number[]>();
  for (const [index, place] of found) if ('group' in place) members.set(place.group, [...(members.get(place.group) ?? []), index]);
  const taken = new Set([...members.keys()].filter((group) => !group.startsWith(PART)));
  const takers = (indexes: readonly number[]): readonly number[] => [...new Set(indexes.flatMap((index) => lines[index]?.consumers ?? []))];
  const parts = [...members].filter(([group]) => group.startsWith(PART)).map(([group, indexes]): Part => ({ group, indexes, origin: mostOf(indexes.map((index) => origins.get(index) ?? '')) }));
  const isShared = ({ indexes }: Part): number => (takers(indexes).length > 1 ? 1 : 0);
  const ranked = parts.toSorted((a, b) => isShared(b) - isShared(a) || b.indexes.length - a.indexes.length || takers(b.indexes).length - takers(a.indexes).length || (a.indexes[0] ?? 0) - (b.indexes[0] ?? 0));
  const names = new Map<string, string>();
  for (const { group, origin } of ranked) {
    if (taken.has(origin)) continue;
    taken.add(origin);
    names.set(group, origin);
  }
  for (const { group, indexes } of ranked) {
    if (names.has(group)) continue;
    const [only = 0, second] = takers(indexes);
    const [heavy = 0] = indexes.toSorted((a, b) => weigh(b) - weigh(a) || a - b);
    const name = freshName(second === undefined ? (consumers[only]?.name ?? 'more') : (lines[heavy]?.name ?? 'more'), taken);
    taken.add(name);
    names.set(group, name);
  }
  return new Map([...found].map(([index, place]) => [index, 'group' in place ? { group: names.get(place.group) ?? place.group } : place]));
}

/** The value that is there most often; of several the first. */
function mostOf(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function freshName(plain: string, taken: ReadonlySet<string>): string {
  let name = plain;
  for (let number = 2; taken.has(name); number++) name = `${plain}-${number}`;
  return name;
}
