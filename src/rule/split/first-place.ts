import type { GroupedConsumer, GroupedLine } from './grouping.js';
import type { SplitOptions } from './types.js';

export const MEGABYTE = 1_000_000;

/** The group of what is everybody's. */
export const BASE = 'base';

/** Categories that say too little of a requirement to make a group of them. */
const PLAIN: ReadonlySet<string> = new Set(['base', 'cli', 'net', 'security', 'gui']);

/** From how many lines on a category that one consumer alone needs is a topic of its own, and no loose ends of that consumer. */
const TOPIC = 3;

/** Categories of which the file has several lines, all for the same one consumer: they stay together, by the name of what they are for. */
export function topicsOf(lines: readonly GroupedLine[]): ReadonlySet<string> {
  const members = new Map<string, GroupedLine[]>();
  for (const line of lines) {
    if (line.consumers.length > 0 && line.category !== null && isTelling(line.category)) members.set(line.category, [...(members.get(line.category) ?? []), line]);
  }
  return new Set([...members].flatMap(([category, own]) => (own.length >= TOPIC && own.every(({ consumers }) => consumers.length === 1 && consumers[0] === own[0]?.consumers[0]) ? [category] : [])));
}

function isTelling(category: string): boolean {
  return !PLAIN.has(category) && !category.startsWith('dev-');
}

/** Where a line goes by the number of those who need it, its weight and its category; null: nobody needs it. `weight`: bytes, with all that comes along. */
export function firstPlace(line: GroupedLine, consumers: readonly GroupedConsumer[], weight: number, topics: ReadonlySet<string>, options: SplitOptions): { group: string } | { own: number } | null {
  const { length } = line.consumers;
  if (length === 0) return null;
  if (line.forced !== null) return { group: line.forced };
  const [only = 0] = line.consumers;
  if (length === 1 && line.ownFile && !topics.has(line.category ?? '')) return { own: only };
  if (length >= 2 && (length >= consumers.length * options.base || weight < options.small * MEGABYTE)) return { group: BASE };
  const given = line.category === null ? undefined : options.categories[line.category];
  if (given !== undefined) return { group: given };
  if (line.category !== null && isTelling(line.category)) return { group: line.category };
  if (length === 1) return { group: consumers[only]?.name ?? line.name };
  return { group: length === consumers.length ? BASE : 'common' };
}
