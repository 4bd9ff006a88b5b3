import type { Place } from '#answer/answer.js';
import type { Need, Verdict } from '#needs/types.js';
import { chainsOf, type Graph } from './graph.js';
import { grouped } from '#text/grouped.js';
import type { PackageParts } from './types.js';

/** A distribution that an environment is asked for, with what is known of its lines. */
export interface AskedName {
  readonly name: string;
  readonly at: readonly Place[];
  readonly need: Need | null;
  /** Only lists of everything name it: compiled from a source that does not, or a frozen environment. */
  readonly listed: boolean;
}

/** What is asked for, and of it what the packages are divided among. */
export interface Roots {
  readonly asked: ReadonlyMap<string, AskedName>;
  readonly roots: readonly string[];
}

/** Verdicts that say: the image itself needs it, whoever else brings it along. */
const DIRECT: ReadonlySet<Verdict> = new Set(['used', 'implied', 'command', 'driver', 'build', 'dev']);

/**
 * Every asked-for name is a root but those that only a list of everything names and something else brings: taking such a line
 * away alone changes nothing that lasts, and its weight belongs to who brings it. In a frozen list what the image itself
 * needs is a root as well, since nobody knows which of its lines were meant.
 */
export function rootsOf({ installs, resolution, needs, frozen }: Pick<PackageParts, 'installs' | 'resolution' | 'needs' | 'frozen'>, graph: Graph): Roots {
  const asked = new Map<string, AskedName>();
  const byName = grouped(needs, (need) => need.asked.name);
  const lines = installs.flatMap(({ request }) => request.lines.map(({ name, at }) => ({ name, at })));
  const told = [...resolution.packages.values()].flatMap(({ name, asked: places }) => places.map((at) => ({ name, at })));
  for (const [name, all] of grouped([...lines, ...told], (line) => line.name)) {
    const own = byName.get(name) ?? [];
    asked.set(name, { name, ...placesOf(all.map(({ at }) => at), own), need: strongest(own), listed: isListed(all.map(({ at }) => at), own, frozen) });
  }
  const brought = (name: string): boolean => (resolution.packages.get(name)?.parents.length ?? 0) > 0;
  const present = [...asked.values()].filter(({ name }) => resolution.packages.has(name));
  const roots = present.filter(({ name, listed }) => !listed || !brought(name)).map(({ name }) => name);
  // Lines of a list that only bring each other: the first of them counts.
  const reached = new Set(chainsOf(graph, roots).keys());
  for (const { name } of present) {
    if (reached.has(name)) continue;
    roots.push(name);
    for (const one of chainsOf(graph, [name]).keys()) reached.add(one);
  }
  return { asked, roots };
}

/** Lines that a person wrote first; each once. */
function placesOf(lines: readonly Place[], needs: readonly Need[]): Pick<AskedName, 'at'> {
  const kinds = new Map(needs.map(({ asked }) => [keyOf(asked.at), asked.kind]));
  const sources = needs.filter(({ asked }) => asked.kind !== 'compiled' && asked.applies !== 'no').map(({ asked }) => asked.at);
  const written = lines.filter((at) => kinds.get(keyOf(at)) !== 'compiled');
  const unique = new Map([...(lines.length === written.length ? [] : sources), ...written, ...lines].map((at) => [keyOf(at), at]));
  return { at: [...unique.values()] };
}

function isListed(lines: readonly Place[], needs: readonly Need[], frozen: ReadonlySet<string>): boolean {
  if (lines.length > 0 && lines.every(({ path }) => frozen.has(path))) return !needs.some(({ verdict }) => DIRECT.has(verdict));
  return needs.length > 0 && needs.every(({ asked }) => asked.kind === 'compiled');
}

/** The verdict that keeps a name, where its lines have several. */
function strongest(needs: readonly Need[]): Need | null {
  const order = (need: Need): number => (DIRECT.has(need.verdict) ? 0 : need.verdict === 'unknown' ? 1 : need.verdict === 'unused' ? 3 : 2);
  return needs.filter(({ asked }) => asked.ships && asked.applies !== 'no').toSorted((a, b) => order(a) - order(b))[0] ?? needs[0] ?? null;
}

function keyOf({ path, line }: Place): string {
  return `${path}:${line}`;
}
