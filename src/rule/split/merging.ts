import type { GroupedLine, Grouping } from './grouping.js';

/** What one consumer would carry in vain of these lines, by their indexes. */
export type Waste = (consumer: number, indexes: readonly number[]) => number;

interface Group {
  name: string;
  indexes: readonly number[];
  takes: ReadonlySet<number>;
  /** The groups that its lines stood in at first. */
  origins: ReadonlySet<string>;
  /** By consumer, what it would carry of it in vain. */
  waste: readonly number[];
}

/**
 * Joins groups that were cut out of one again, as long as nobody carries more than it may: those first that some consumer takes both
 * of, and of these those that cost least. A part that meets the group that it came from goes by that one's name. What a consumer carries is
 * taken to be no less than it is.
 */
export function mergeGroups(found: Grouping, origins: ReadonlyMap<number, string>, lines: readonly GroupedLine[], consumers: number, waste: Waste, most: number): Grouping {
  let groups = groupsOf(found, origins, lines, consumers, waste);
  const carried = Array.from({ length: consumers }, (_, consumer) => groups.reduce((sum, group) => sum + (group.takes.has(consumer) ? (group.waste[consumer] ?? 0) : 0), 0));
  for (;;) {
    const best = cheapest(groups, carried, most);
    if (best === null) break;
    const { a, b } = best;
    for (const consumer of carried.keys()) {
      if (a.takes.has(consumer) !== b.takes.has(consumer)) carried[consumer] = (carried[consumer] ?? 0) + ((a.takes.has(consumer) ? b : a).waste[consumer] ?? 0);
    }
    const name = a.origins.has(a.name) ? a.name : b.origins.has(b.name) ? b.name : a.indexes.length >= b.indexes.length ? a.name : b.name;
    const indexes = [...a.indexes, ...b.indexes].sort((one, other) => one - other);
    const joined: Group = { name, indexes, takes: new Set([...a.takes, ...b.takes]), origins: new Set([...a.origins, ...b.origins]), waste: a.waste.map((one, consumer) => one + (b.waste[consumer] ?? 0)) };
    groups = [...groups.filter((group) => group !== a && group !== b), joined];
  }
  const names = new Map(groups.flatMap(({ name, indexes }) => indexes.map((index) => [index, name] as const)));
  return new Map([...found].map(([index, place]) => [index, 'group' in place ? { group: names.get(index) ?? place.group } : place]));
}

function groupsOf(found: Grouping, origins: ReadonlyMap<number, string>, lines: readonly GroupedLine[], consumers: number, waste: Waste): Group[] {
  const members = new Map<string, number[]>();
  for (const [index, place] of found) if ('group' in place) members.set(place.group, [...(members.get(place.group) ?? []), index]);
  return [...members].map(([name, indexes]) => ({
    name,
    indexes,
    takes: new Set(indexes.flatMap((index) => lines[index]?.consumers ?? [])),
    origins: new Set(indexes.flatMap((index) => origins.get(index) ?? [])),
    waste: Array.from({ length: consumers }, (_, consumer) => waste(consumer, indexes)),
  }));
}

/** The two groups of one origin that somebody takes together, or else any, whose union costs least, summed over all; null: none that everybody may carry. */
function cheapest(groups: readonly Group[], carried: readonly number[], most: number): { readonly a: Group; readonly b: Group } | null {
  let best: { a: Group; b: Group; cost: number; apart: boolean } | null = null;
  for (const [at, a] of groups.entries()) {
    for (const b of groups.slice(at + 1)) {
      if (![...a.origins].some((origin) => b.origins.has(origin))) continue;
      const cost = costOf(a, b, carried, most);
      if (cost === null) continue;
      const apart = [...a.takes].every((consumer) => !b.takes.has(consumer));
      if (best === null || (apart === best.apart ? cost < best.cost : best.apart)) best = { a, b, cost, apart };
    }
  }
  return best;
}

function costOf(a: Group, b: Group, carried: readonly number[], most: number): number | null {
  let cost = 0;
  for (const [consumer, own] of carried.entries()) {
    if (a.takes.has(consumer) === b.takes.has(consumer)) continue;
    const added = (a.takes.has(consumer) ? b : a).waste[consumer] ?? 0;
    if (own + added > most) return null;
    cost += added;
  }
  return cost;
}
