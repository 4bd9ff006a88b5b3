import type { MarkerEnvironment } from '#pep/types.js';
import type { Closure, ClosureAsked, ClosureHeld } from './closure-types.js';
import { nodesOf, type Node } from './nodes.js';
import type { EdgeSource } from './source.js';
import { walk } from './walk.js';

interface Walker {
  readonly nodeOf: (name: string, version: string | null) => Node;
  readonly closures: Map<string, Closure>;
}

const walkers = new WeakMap<EdgeSource, Map<string, Walker>>();
const keys = new WeakMap<MarkerEnvironment, string>();

/** Closures that are kept of one source in one environment: of 500 images with some ten sets each. The one asked for longest ago goes first. */
const MOST_KEPT = 5_000;

/**
 * What an install brings along, in an environment (`python_version`, `sys_platform`; what it lacks is
 * unknown, and an edge whose marker is unknown may come). Everything is kept by the source, so use one
 * source value for all images: equal sets of requirements give the same closure, and others share
 * the work of their common distributions. `held`: versions that other lines of the same install hold what comes along at.
 */
export function closureOf(asked: readonly ClosureAsked[], environment: MarkerEnvironment, source: EdgeSource, held: readonly ClosureHeld[] = []): Closure {
  const { nodeOf, closures } = walkerOf(source, environment);
  const key = `${keyOf(asked)}|${keyOf(held)}`;
  const kept = closures.get(key);
  // A map hands out its keys in the order in which they came.
  if (kept !== undefined) closures.delete(key);
  else if (closures.size >= MOST_KEPT) closures.delete(closures.keys().next().value ?? '');
  const closure = kept ?? walk(asked, nodeOf, held);
  closures.set(key, closure);
  return closure;
}

const numbers = new Map<string, number>();
const numbered = new WeakMap<ClosureAsked | ClosureHeld, number>();

/** The same for equal rows in any order. Rows go by numbers: names and versions of hundreds of lines would be dear to sort and to join. */
function keyOf(rows: readonly (ClosureAsked | ClosureHeld)[]): string {
  const found = new Int32Array(rows.length);
  for (let at = 0; at < rows.length; at++) found[at] = numberOf(rows[at] as ClosureAsked | ClosureHeld);
  return found.sort().join(' ');
}

function numberOf(row: ClosureAsked | ClosureHeld): number {
  const before = numbered.get(row);
  if (before !== undefined) return before;
  const text = textOf(row);
  const number = numbers.get(text) ?? numbers.size;
  numbers.set(text, number);
  numbered.set(row, number);
  return number;
}

function textOf(row: ClosureAsked | ClosureHeld): string {
  const extras = 'extras' in row && row.extras.length > 0 ? `[${[...row.extras].sort().join()}]` : '';
  return `${row.name}${extras} ${row.version ?? ''}`;
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
