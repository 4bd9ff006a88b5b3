import type { Indexes, ResolvedPackage } from '#sizes/types.js';
import { ask, type Answered, type Tools } from './ask.js';
import { nameOf, type Question, type Told } from './question.js';

/** A package that an earlier install of the environment brought, and the indexes that it came from. */
export interface Present {
  readonly one: ResolvedPackage;
  readonly indexes: Indexes;
}

/** Rounds in which something installed is given up for another version. */
const ROUNDS = 6;

/**
 * What an install resolves to where something is installed already. pip looks at an index only for what is missing or does not
 * satisfy: it takes the newest of what is new, keeps what is there as far as that allows, and takes another version where it does
 * not (`_iter_found_candidates` and `only-if-needed` in pip 26). uv 0.13 comes to the same.
 */
export async function askKeeping(question: Question, present: ReadonlyMap<string, Present>, tools: Tools): Promise<Answered> {
  const fresh = await ask(question, tools);
  if (fresh.outcome.kind === 'conflict' && present.size > 0) return askWith(question, present, [...present.keys()], [], tools, fresh);
  if (fresh.outcome.kind !== 'resolved') return fresh;
  const { packages, missing } = fresh.outcome;
  // What these indexes do not have may be installed already, from another one.
  const kept = [...new Set([...packages, ...missing].map(({ name }) => name))].filter((name) => present.has(name));
  if (kept.every((name) => packages.some((one) => one.name === name && one.version === present.get(name)?.one.version))) return fresh;
  return askWith(question, present, kept, packages, tools, fresh);
}

/** Asks again with what is kept held fast, and gives up what stands in the way. `newest`: held at what a fresh install takes. */
async function askWith(question: Question, present: ReadonlyMap<string, Present>, names: readonly string[], newest: readonly Told[], tools: Tools, fresh: Answered): Promise<Answered> {
  const kept = new Set(names);
  const givenUp = new Set<string>();
  let best = fresh;
  for (let round = 0; round < ROUNDS && kept.size > 0; round++) {
    const held = [...kept].flatMap((name) => holding(question.indexes, present.get(name)));
    const [installed, same] = [held.filter((line) => line.includes(' @ ')), held.filter((line) => !line.includes(' @ '))];
    const own = comeBesides(question, newest, kept);
    const pins = newest.flatMap(({ name, version }) => (version !== null && own.has(name) ? `${name}==${version}` : []));
    const next = await ask({ ...question, constraints: [...question.constraints, ...pins, ...same], installed, held: [...kept] }, tools);
    if (next.outcome.kind === 'resolved') {
      best = next;
      // What is kept may require what is installed as well.
      const more = next.outcome.packages.filter(({ name, version }) => !kept.has(name) && !givenUp.has(name) && present.has(name) && present.get(name)?.one.version !== version);
      if (more.length === 0) return next;
      for (const { name } of more) kept.add(name);
      continue;
    }
    if (next.outcome.kind !== 'conflict') return next;
    const { names: blamed } = next.outcome;
    const inTheWay = blamed.some((name) => kept.has(name)) ? blamed : [...kept];
    for (const name of inTheWay) if (kept.delete(name)) givenUp.add(name);
  }
  return best;
}

/** What is asked for, and what comes with it by itself: what only something kept requires follows the version that is kept. */
function comeBesides({ lines }: Question, newest: readonly Told[], kept: ReadonlySet<string>): ReadonlySet<string> {
  const children = new Map<string, string[]>();
  for (const { name, parents } of newest) for (const parent of parents) children.set(parent, [...(children.get(parent) ?? []), name]);
  const found = new Set(lines.map(nameOf).filter((name) => !kept.has(name)));
  for (const name of found) for (const child of children.get(name) ?? []) if (!kept.has(child)) found.add(child);
  return found;
}

/** One constraint that holds what is installed: by its address where the indexes of this install may not have it. */
function holding(indexes: Indexes, present: Present | undefined): readonly string[] {
  if (present === undefined || present.one.version === null) return [];
  const { name, version, wheel } = present.one;
  const same = JSON.stringify(present.indexes) === JSON.stringify(indexes);
  return !same && wheel?.url !== null && wheel?.url !== undefined ? [`${name} @ ${wheel.url}`] : [`${name}==${version}`];
}

/** Whether a line names a distribution: `-U` takes it anew then. */
export function isNamed(lines: readonly string[], name: string): boolean {
  return lines.some((line) => nameOf(line) === name);
}
