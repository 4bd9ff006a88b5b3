import type { Place } from '#answer/answer.js';
import type { Outside, Reach } from '#python/graph/types.js';
import { isOptional, mayRun } from './guards.js';
import type { OwnersOf } from './owners.js';

/** One import of what no file of the workspace holds, and who may hold it. */
export interface Imported {
  readonly module: string;
  readonly owners: readonly string[];
  /** Nobody has seen it: only the name of a distribution is the same. */
  readonly guessed: boolean;
  readonly at: Place;
  readonly by: Outside['by'];
  /** It may fail without harm. */
  readonly optional: boolean;
  /** Only for type checkers, other Pythons or other systems. */
  readonly runs: boolean;
  readonly typing: boolean;
  /** The module without a name that `from` takes out of it. */
  readonly from: string;
  /** The standard library, or the workspace, may be meant. */
  readonly perhaps: boolean;
}

/** Every import that leaves the workspace and is not the standard library's. */
export function importedOf({ outside }: Pick<Reach, 'outside'>, python: string | null, ownersOf: OwnersOf): readonly Imported[] {
  const before = known.get(outside);
  if (before?.python === python && before.ownersOf === ownersOf) return before.found;
  const found = made(outside, python, ownersOf);
  known.set(outside, { python, ownersOf, found });
  return found;
}

/** What the verdicts of one image ask for several times. */
const known = new WeakMap<Reach['outside'], { readonly python: string | null; readonly ownersOf: OwnersOf; readonly found: readonly Imported[] }>();

function made(outside: Reach['outside'], python: string | null, ownersOf: OwnersOf): readonly Imported[] {
  const found: Imported[] = [];
  for (const { module, names, at, guards, by, shadowedBy } of outside) {
    const owners = ownersOf(module);
    // What the standard library has and a catalogue names as well (`dataclasses`) is the standard library's.
    if (owners.standard === 'yes') continue;
    found.push({
      module,
      owners: owners.names,
      guessed: owners.by === 'identity',
      at,
      by,
      optional: isOptional(guards),
      runs: mayRun(guards, python),
      typing: guards.some(({ kind }) => kind === 'typing'),
      from: names.length > 0 && module.endsWith(`.${names[0]}`) ? module.slice(0, -`.${names[0]}`.length) : module,
      perhaps: owners.standard === 'some' || shadowedBy !== null || by === 'text',
    });
  }
  return found;
}
