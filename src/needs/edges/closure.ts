import type { MarkerEnvironment } from '#pep/types.js';
import type { Closure, ClosureAsked, ClosureHeld } from './closure-types.js';
import { nodesOf, type Node } from './nodes.js';
import type { EdgeSource } from './source.js';
import { walk } from './walk.js';

interface Walker {
  readonly nodeOf: (name: string, version: string | null) => Node;
  /** By what is asked for. */
  readonly closures: Map<string, readonly Kept[]>;
}

interface Kept {
  readonly closure: Closure;
  /** The versions that other lines held what comes along at. */
  readonly held: ReadonlyMap<string, string>;
}

const walkers = new WeakMap<EdgeSource, Map<string, Walker>>();
const keys = new WeakMap<MarkerEnvironment, string>();

/** Sets of requirements whose closures are kept of one source in one environment: of 500 images with some ten sets each. The one asked for longest ago goes first. */
const MOST_KEPT = 5_000;
/** Closures of one set that are kept, each with other versions of what comes along. */
const MOST_OF_ONE = 5;

/**
 * What an install brings along, in an environment (`python_version`, `sys_platform`; what it lacks is
 * unknown, and an edge whose marker is unknown may come). Everything is kept by the source, so use one
 * source value for all images: equal sets of requirements give the same closure, and others share
 * the work of their common distributions. `held`: versions that other lines of the same install hold what comes along at, each name once.
 */
export function closureOf(asked: readonly ClosureAsked[], environment: MarkerEnvironment, source: EdgeSource, held: readonly ClosureHeld[] = []): Closure {
  const { nodeOf, closures } = walkerOf(source, environment);
  const key = keyOf(asked);
  const all = closures.get(key) ?? [];
  // A map hands out its keys in the order in which they came.
  if (all.length > 0) closures.delete(key);
  else if (closures.size >= MOST_KEPT) closures.delete(closures.keys().next().value ?? '');
  const kept = all.find((one) => isHeldAlike(one, held));
  const found = kept ?? withHeld(walk(asked, nodeOf, held), held);
  closures.set(key, kept ? all : [found, ...all.slice(0, MOST_OF_ONE - 1)]);
  return found.closure;
}

function withHeld(closure: Closure, held: readonly ClosureHeld[]): Kept {
  return { closure, held: new Map(held.flatMap(({ name, version }) => (closure.comes.has(name) ? [[name, version] as const] : []))) };
}

/** Whether these lines hold what comes along at the same versions: lines of what does not come say nothing. */
function isHeldAlike({ closure: { comes }, held: before }: Kept, held: readonly ClosureHeld[]): boolean {
  let alike = 0;
  for (const { name, version } of held) {
    if (!comes.has(name)) continue;
    if (before.get(name) !== version) return false;
    alike++;
  }
  return alike === before.size;
}

const numbers = new Map<string, number>();
const numbered = new WeakMap<ClosureAsked, number>();

/** The same for equal rows in any order. Rows go by numbers: names and versions of hundreds of lines would be dear to sort and to join. */
function keyOf(rows: readonly ClosureAsked[]): string {
  const found = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) found[at] = numberOf(rows[at] as ClosureAsked);
  return found.sort().join(' ');
}

function numberOf(row: ClosureAsked): number {
  const before = numbered.get(row);
  if (before !== undefined) return before;
  const text = textOf(row);
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  numbered.set(row, number);
  return number;
}

function textOf({ name, extras, version }: ClosureAsked): string {
  return `${name}${extras.length > 0 ? `[${[...extras].sort().join()}]` : ''} ${version ?? ''}`;
}

function walkerOf(source: EdgeSource, environment: MarkerEnvironment): Walker {
  const told = keys.get(environment);
  const before = told === undefined ? undefined : walkers.get(source)?.get(told);
  if (before !== undefined) return before;
  const key = Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1)).join('\n');
  keys.set(environment, key);
  const known = walkers.get(source) ?? new Map<string, Walker>();
  walkers.set(source, known);
  const walker = known.get(key) ?? { nodeOf: nodesOf(source, environment), closures: new Map() };
  known.set(key, walker);
  return walker;
}
