import { followComputed, noteClassPaths, tellComputed } from './computed.js';
import { diskOf, parentOf, type Disk, type Spot } from './disk.js';
import { followApps } from './django.js';
import { startEntry } from './entries.js';
import { makeFinder } from './finder.js';
import { followImport } from './imports.js';
import { followSettingsCalls, followStrings, tellWords } from './references.js';
import { runsTests } from './tests.js';
import { doubt, isKnown, placeIn, type ReachOptions, type Run, type Visit } from './run.js';
import { learnSearchPath, searchFolders, searchPathState, type SearchPathState } from './search-path.js';
import type { CodeWorld, Doubt, Entry, Outside, Reach, Reached } from './types.js';

export type { ReachOptions } from './run.js';

/** Scripts in more folders than these are looked at together. */
const MOST_INTERPRETERS = 48;
/** A file that is copied to more places than these is run from the first of them. */
const MOST_PLACES = 4;
/** An edit of `sys.path` is found in a module that another edit led to, and so on. */
const MOST_ROUNDS = 8;

const disks = new WeakMap<CodeWorld, Disk>();

/**
 * From the entries through imports to every first-party module that runs, found as CPython's import system finds them.
 * Where it cannot be told what runs, more is followed, and a doubt says so; nothing is run.
 */
export function reach(world: CodeWorld, entries: readonly Entry[], options: ReachOptions): Reach {
  const disk = disks.get(world) ?? diskOf(world);
  disks.set(world, disk);
  const modules = new Map<string, Reached>();
  const outside = new Map<string, Outside>();
  const doubts = new Map<string, Doubt>();
  let computes = false;
  const tests = runsTests(entries);
  const runs = interpreters(disk, entries).map(({ script, entries: own }) => runAll(world, disk, own, { ...options, tests }, searchPathState(script)));
  for (const run of runs) {
    computes ||= run.computes;
    for (const [path, one] of run.modules) if (!modules.has(path)) modules.set(path, one);
  }
  for (const run of runs) {
    if (computes) for (const visit of run.queue) tellAllWords(run, visit);
    for (const [key, one] of run.outside) if (!outside.has(key)) outside.set(key, one);
    for (const [key, one] of run.doubts) if (!doubts.has(key)) doubts.set(key, one);
  }
  return { modules, outside: [...outside.values()], doubts: [...doubts.values()] };
}

/** Entries by the folder that their own `sys.path` starts with. */
function interpreters(disk: Disk, entries: readonly Entry[]): readonly { readonly script: Spot | null; readonly entries: readonly Entry[] }[] {
  const found = new Map<Spot | null, Entry[]>();
  for (const entry of entries.flatMap((one) => inPlace(disk, one))) {
    const folder = entry.kind === 'file' ? (disk.isFolder(entry.path) ? entry.path : parentOf(entry.path)) : null;
    const key = found.size >= MOST_INTERPRETERS && !found.has(folder) ? null : folder;
    const own = found.get(key);
    if (own) own.push(entry);
    else found.set(key, [entry]);
  }
  return [...found].map(([script, own]) => ({ script, entries: own }));
}

/** A file once for each place in the image that it lies at; a file of an installed project where it lies in the workspace. */
function inPlace(disk: Disk, entry: Entry): readonly Entry[] {
  if (entry.kind !== 'file' || entry.path.startsWith('/')) return [entry];
  const places = disk.placesOf(entry.path).slice(0, MOST_PLACES);
  return places.length === 0 ? [entry] : places.map((path) => ({ ...entry, path }));
}

type RunOptions = ReachOptions & { readonly tests: boolean };

function runAll(world: CodeWorld, disk: Disk, entries: readonly Entry[], options: RunOptions, state: SearchPathState): Run {
  for (let round = 1; ; round++) {
    const run = newRun(world, disk, options, state);
    for (const entry of entries) startEntry(run, entry);
    let changed = false;
    // In the order in which they are found, so that the way to each module is short; the queue grows meanwhile.
    for (const visit of run.queue) if (visitOne(run, visit)) changed = true;
    for (const folder of run.inferred) {
      if (state.edits.has(folder)) continue;
      state.edits.set(folder, 'last');
      changed = true;
    }
    if (!changed || round === MOST_ROUNDS) {
      if (changed) doubt(run, `sys.path is changed in more than ${MOST_ROUNDS} steps: the last ones were not followed`, null, 'modules');
      tellComputed(run);
      tellUnknownPaths(run);
      return run;
    }
  }
}

function newRun(world: CodeWorld, disk: Disk, options: RunOptions, state: SearchPathState): Run {
  const all = searchFolders(world, state, true);
  const main = makeFinder(disk, all, state.extended);
  const finders: Run['finders'] = state.edits.size === 0 ? [main] : [main, makeFinder(disk, searchFolders(world, state, false), state.extended)];
  return {
    world, disk, options, state, finders,
    folders: all.map(({ folder }) => folder),
    queue: [], followed: new Set(), seen: new Set(), times: new Map(), modules: new Map(), outside: new Map(), doubts: new Map(), unknownPaths: [], tests: options.tests, named: [], computed: [], classPaths: new Set(), inferred: new Set(),
    computes: false,
  };
}

/** Looks at one file; true where it changes where modules are looked for. */
function visitOne(run: Run, visit: Visit): boolean {
  if (visit.compiled) {
    doubt(run, `${visit.path} is compiled, and its source does not lie beside it: what it imports cannot be told`, { path: visit.path, line: 1 }, 'distributions');
    return false;
  }
  const source = visit.source();
  if (!source.ok) {
    doubt(run, `${visit.path} cannot be read (${source.reason}): what it imports cannot be told`, placeIn(visit, source.line ?? 1), 'distributions');
    return false;
  }
  // Code of a command line that breaks off is refused by Python as a whole.
  for (const { line, reason } of visit.spot === null ? [] : source.value.problems) {
    doubt(run, `${visit.path} cannot be read whole (${reason}): an import may have been overlooked`, placeIn(visit, line), 'distributions');
  }
  const learned = learnSearchPath(run.world, run.disk, run.state, source.value, visit.spot, visit.found);
  for (const { line, written } of learned.unknown) run.unknownPaths.push({ at: placeIn(visit, line), written });
  for (const one of source.value.imports) followImport(run, visit, one);
  followStrings(run, visit, source.value);
  followSettingsCalls(run, visit, source.value);
  followApps(run, visit, source.value);
  noteClassPaths(run, source.value);
  followComputed(run, visit, source.value);
  return learned.changed;
}

function tellAllWords(run: Run, visit: Visit): void {
  const source = visit.compiled ? null : visit.source();
  if (source?.ok) tellWords(run, visit, source.value);
}

/** A folder that is computed matters where something is imported that nothing else answers, and that the image has somewhere. */
function tellUnknownPaths(run: Run): void {
  if (run.unknownPaths.length === 0) return;
  const open = [...run.outside.values()].find(
    ({ module, by, guards, shadowedBy }) => by !== 'text' && shadowedBy === null && guards.every(({ kind }) => kind === 'function' || kind === 'main') && isOpen(run, module),
  );
  if (!open) return;
  for (const { at, written } of run.unknownPaths) {
    doubt(run, `sys.path gets a folder that is computed (${written}), and nothing known answers import ${open.module}`, at, 'modules');
  }
}

function isOpen(run: Run, module: string): boolean {
  const top = module.split('.', 1)[0] ?? module;
  return !isKnown(run, top) && run.disk.holds(top);
}
