import { linesByName } from '#needs/asked/lines-by-name.js';
import { closureOf } from '#needs/edges/closure.js';
import type { Closure, ClosureAsked, ClosureHeld } from '#needs/edges/closure-types.js';
import type { Asked } from '#needs/types.js';
import { remembered } from '#text/remembered.js';
import type { Judged } from './judged.js';

/** What these of the asked-for requirements bring along, at the versions that any of the lines holds it at. */
export function closureFor({ asked, environment, edges }: Pick<Judged, 'asked' | 'environment' | 'edges'>, names: ReadonlySet<string>): Closure {
  const wanted: ClosureAsked[] = [];
  const held: ClosureHeld[] = [];
  for (const { one, last } of rowsOf(asked)) {
    // What a compiled file lists beside its sources is there for something else's sake.
    if (names.has(one.name)) wanted.push(one);
    else if (last !== null) held.push(last);
  }
  return closureOf(wanted, environment, edges, held);
}

interface Whole {
  readonly environment: Judged['environment'];
  readonly edges: Judged['edges'];
  readonly closure: Closure;
}

const wholes = new WeakMap<readonly Asked[], Whole>();

/** What all of the asked-for requirements bring along. */
export function closureOfAll(judged: Pick<Judged, 'asked' | 'environment' | 'edges'>): Closure {
  const { asked, environment, edges } = judged;
  const known = wholes.get(asked);
  if (known?.environment === environment && known.edges === edges) return known.closure;
  const closure = closureFor(judged, new Set(linesByName(asked).keys()));
  wholes.set(asked, { environment, edges, closure });
  return closure;
}

const ofRoots = new WeakMap<ReadonlyMap<string, unknown>, { readonly count: number; readonly closure: Closure }>();

/** What those bring along that are needed by themselves. Roots are only ever added to, so the same number of them is the same set. */
export function closureOfRoots(judged: Judged, roots: ReadonlyMap<string, unknown>): Closure {
  const known = ofRoots.get(roots);
  if (known?.count === roots.size) return known.closure;
  const closure = closureFor(judged, new Set(roots.keys()));
  ofRoots.set(roots, { count: roots.size, closure });
  return closure;
}

/** A name of a list with all that its lines ask for, and the version that the last one with a version holds it at. */
interface Row {
  readonly one: ClosureAsked;
  readonly last: ClosureHeld | null;
}

const rows = new WeakMap<readonly Asked[], readonly Row[]>();

/** Each list is asked about for several sets of its names, so its names are made ready once. */
function rowsOf(asked: readonly Asked[]): readonly Row[] {
  const known = rows.get(asked);
  if (known) return known;
  const found = [...linesByName(asked).values()].map(rowOf);
  rows.set(asked, found);
  return found;
}

const single = new WeakMap<Asked, Row>();

/** Lines of a shared file are the same in the lists of all images that install it. */
function rowOf(lines: readonly Asked[]): Row {
  const [line, ...more] = lines;
  if (line === undefined || more.length > 0) return madeRow(lines);
  const known = single.get(line);
  if (known !== undefined) return known;
  const made = madeRow(lines);
  single.set(line, made);
  return made;
}

function madeRow(lines: readonly Asked[]): Row {
  const name = lines[0]?.name ?? '';
  const versions = lines.flatMap((line) => pinnedVersion(line) ?? []);
  const last = versions.at(-1);
  const extras = [...new Set(lines.flatMap((line) => line.extras))];
  return { one: { name, extras, version: versions[0] ?? null }, last: last === undefined ? null : { name, version: last } };
}

/** `==1.2.3`: the version that comes; null for a range. */
export function pinnedVersion({ specifiers }: Pick<Asked, 'specifiers'>): string | null {
  return specifiers.startsWith('==') ? pinIn(specifiers) : null;
}

/** Specifiers that are remembered at most. */
const MOST_KEPT = 20_000;
const pinIn = remembered((specifiers) => /^={2,3}\s*([^,*\s]+)$/.exec(specifiers)?.[1] ?? null, MOST_KEPT);

/** The asked-for requirements through which something comes, all of them; itself, where it is one. */
export function bringersOf(closure: Closure, name: string): readonly string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  const todo = [name];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const one = closure.comes.get(next);
    if (!one) continue;
    if (one.asked) found.push(next);
    todo.push(...one.parents.map((parent) => parent.name));
  }
  return found;
}
