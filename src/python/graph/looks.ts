import type { Place } from '#answer/answer.js';
import type { Disk, Spot } from './disk.js';
import type { Finder, Found } from './finder.js';
import type { ReachOptions, Run, Visit } from './run.js';
import type { Doubt, Outside, Reached } from './types.js';

/** What looking at one file comes to. It is the same for every interpreter that finds the same modules for it. */
export interface Look {
  /** What runs next. */
  readonly steps: Step[];
  /** The modules among them: each is followed once. */
  readonly followed: Set<Found>;
  readonly outside: { readonly key: string; readonly one: Outside }[];
  readonly doubts: { readonly key: string; readonly one: Doubt }[];
  /** Texts that name a module of the workspace (`module`) or of a requirement (null). */
  readonly named: { readonly visit: Visit; readonly text: string; readonly module: string | null }[];
  /** Imports by names that the file itself does not tell; `splits`: it cuts texts into module and name; `settings`: it is a file of settings. */
  readonly computed: { readonly at: Place; readonly visit: Visit; readonly splits: boolean; readonly settings: boolean }[];
  /** Imports by names of which a table in the file seems to tell all. */
  readonly tabled: Place[];
  /** Texts of the form `package.module.Class` that name first-party code or a requirement. */
  readonly classPaths: Set<string>;
  /** Folders that seem to be on `sys.path`: what is imported lies in them, and nowhere on the path. */
  readonly inferred: Set<Spot>;
  /** Whether it depends on more than which modules are found. */
  ownToRun: boolean;
}

/** A file that is to be looked at next. */
export interface Step {
  /** Null: by its path, or code of a file that is looked at. */
  readonly found: Found | null;
  /** By what it is known whether the file has run; null: it runs in any case. */
  readonly key: string | null;
  readonly reached: Reached | null;
  readonly visit: Visit;
}

export function newLook(): Look {
  return { steps: [], followed: new Set(), outside: [], doubts: [], named: [], computed: [], tabled: [], classPaths: new Set(), inferred: new Set(), ownToRun: false };
}

/** Looks at the files of a disk, kept for interpreters and rounds to come. */
export interface Looks {
  readonly options: ReachOptions;
  readonly tests: boolean;
  readonly byFile: Map<Found | Spot, Kept[]>;
}

interface Kept {
  readonly look: Look;
  /** For each top-level name that was asked for: what is found with edits of `sys.path`, and without. */
  readonly answers: readonly { readonly top: string; readonly edited: Found | null; readonly plain: Found | null }[];
}

const known = new WeakMap<Disk, Looks>();

/** The looks at a disk's files that were taken with the same options. */
export function looksAt(disk: Disk, options: ReachOptions, tests: boolean): Looks {
  const before = known.get(disk);
  if (before?.options === options && before.tests === tests) return before;
  const made: Looks = { options, tests, byFile: new Map() };
  known.set(disk, made);
  return made;
}

/** A look at a file by another interpreter for which everything that was asked for was found alike. */
export function keptLook({ looks, finders, state }: Run, visit: Visit): Look | null {
  if (looks === null || state.extended.size > 0) return null;
  const kept = looks.byFile.get(keyOf(visit) ?? '')?.find((one) => isSame(one, finders[0], finders.at(-1) ?? finders[0]));
  return kept?.look ?? null;
}

/** Names below a top-level one are found alike where it is ({@link makeFinder}), but for packages that an interpreter extends. */
function isSame({ answers }: Kept, edited: Finder, plain: Finder): boolean {
  for (const one of answers) if (edited.top(one.top) !== one.edited || plain.top(one.top) !== one.plain) return false;
  return true;
}

/** Keeps the look that was taken at a file. */
export function keepLook({ looks, finders, state, look, asked }: Run, visit: Visit): void {
  const key = keyOf(visit);
  if (looks === null || key === null || look.ownToRun || state.extended.size > 0) return;
  const tops = new Set([...asked].map((name) => name.split('.', 1)[0] ?? name));
  const plain = finders.at(-1) ?? finders[0];
  const kept: Kept = { look, answers: [...tops].map((top) => ({ top, edited: finders[0].top(top), plain: plain.top(top) })) };
  const all = looks.byFile.get(key);
  if (all) all.push(kept);
  else looks.byFile.set(key, [kept]);
}

/** Code that stands in a file is looked at for itself. */
function keyOf({ found, spot, line }: Visit): Found | Spot | null {
  return line === null ? (found ?? spot) : null;
}
