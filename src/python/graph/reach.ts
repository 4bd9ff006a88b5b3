import { followComputed, noteClassPaths, tellComputed } from './computed.js';
import { diskOf, parentOf, type Disk, type Spot } from './disk.js';
import { followApps } from './django.js';
import { startEntry } from './entries.js';
import { makeFinder } from './finder.js';
import { followImport } from './imports.js';
import { followSettingsCalls, followStrings, tellWords } from './references.js';
import { runsTests } from './tests.js';
import { keepLook, keptLook, looksAt, newLook, type Look } from './looks.js';
import { doubt, isKnown, placeIn, takeSteps, type ReachOptions, type Run, type Visit } from './run.js';
import { learnSearchPath, searchFolders, searchPathState } from './search-path.js';
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
  const tests = runsTests(entries);
  const looks = options.apart ? null : looksAt(disk, options, tests);
  const runs = interpreters(disk, entries).map(({ script, entries: own }) => runAll({ world, disk, options, tests, looks, state: searchPathState(script) }, own));
  if (runs.some(({ computes }) => computes)) tellAllWords(runs);
  const modules = new Map<string, Reached>();
  for (const run of runs) for (const [path, one] of run.modules) if (!modules.has(path)) modules.set(path, one);
  const outside = new Map<string, Outside>();
  const doubts = new Map<string, Doubt>();
  for (const look of new Set(runs.flatMap((run) => run.looked))) {
    for (const { key, one } of look.outside) if (!outside.has(key)) outside.set(key, one);
    for (const { key, one } of look.doubts) if (!doubts.has(key)) doubts.set(key, one);
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

type RunParts = Pick<Run, 'world' | 'disk' | 'options' | 'tests' | 'looks' | 'state'>;

function runAll(parts: RunParts, entries: readonly Entry[]): Run {
  for (let round = 1; ; round++) {
    const run = newRun(parts);
    for (const entry of entries) startEntry(run, entry);
    takeSteps(run, run.look);
    let changed = false;
    // In the order in which they are found, so that the way to each module is short; the queue grows meanwhile.
    for (const visit of run.queue) if (visitOne(run, visit)) changed = true;
    if (addInferred(run)) changed = true;
    lookAnew(run);
    if (!changed || round === MOST_ROUNDS) {
      if (changed) doubt(run, `sys.path is changed in more than ${MOST_ROUNDS} steps: the last ones were not followed`, null, 'modules');
      tellComputed(run);
      tellUnknownPaths(run);
      return run;
    }
  }
}

/** True where a folder was not on `sys.path`. */
function addInferred({ looked, state }: Run): boolean {
  const before = state.edits.size;
  for (const { inferred } of looked) for (const folder of inferred) if (!state.edits.has(folder)) state.edits.set(folder, 'last');
  return state.edits.size > before;
}

function newRun(parts: RunParts): Run {
  const { world, disk, state } = parts;
  const asked = new Set<string>();
  const note = (name: string): void => void asked.add(name);
  const all = searchFolders(world, state, true);
  const main = makeFinder(disk, all, state.extended, note);
  const finders: Run['finders'] = state.edits.size === 0 ? [main] : [main, makeFinder(disk, searchFolders(world, state, false), state.extended, note)];
  const look = newLook();
  return {
    ...parts, finders, asked, look,
    folders: all.map(({ folder }) => folder),
    queue: [], followed: new Set(), seen: new Set(), times: new Map(), modules: new Map(), looked: [look], unknownPaths: [],
    computes: false,
  };
}

function lookAnew(run: Run): void {
  run.look = newLook();
  run.looked.push(run.look);
  run.asked.clear();
}

/** Looks at one file, or takes over what another interpreter saw there; true where it changes where modules are looked for. */
function visitOne(run: Run, visit: Visit): boolean {
  const source = visit.compiled ? null : visit.source();
  const learned = source?.ok ? learnSearchPath(run.world, run.disk, run.state, source.value, visit.spot, visit.found) : null;
  const unpacks = source?.ok === true && learned !== null && learned.unknown.length > 0 && source.value.symbols.some(({ name }) => UNPACKS.test(name));
  for (const { line, written } of learned?.unknown ?? []) run.unknownPaths.push({ at: placeIn(visit, line), written, unpacks });
  const kept = keptLook(run, visit);
  if (kept) run.looked.push(kept);
  else {
    lookAnew(run);
    lookAt(run, visit);
    keepLook(run, visit);
  }
  takeSteps(run, kept ?? run.look);
  return learned?.changed ?? false;
}

function lookAt(run: Run, visit: Visit): void {
  if (visit.compiled) {
    return doubt(run, `${visit.path} is compiled, and its source does not lie beside it: what it imports cannot be told`, { path: visit.path, line: 1 }, 'distributions');
  }
  const source = visit.source();
  if (!source.ok) {
    return doubt(run, `${visit.path} cannot be read (${source.reason}): what it imports cannot be told`, placeIn(visit, source.line ?? 1), 'distributions');
  }
  // Code of a command line that breaks off is refused by Python as a whole.
  for (const { line, reason } of visit.spot === null ? [] : source.value.problems) {
    doubt(run, `${visit.path} cannot be read whole (${reason}): an import may have been overlooked`, placeIn(visit, line), 'distributions');
  }
  for (const one of source.value.imports) followImport(run, visit, one);
  followStrings(run, visit, source.value);
  followSettingsCalls(run, visit, source.value);
  followApps(run, visit, source.value);
  noteClassPaths(run, source.value);
  followComputed(run, visit, source.value);
}

/** Each interpreter's behind what else it came to. */
function tellAllWords(runs: readonly Run[]): void {
  const told = new Set<Visit>();
  for (const run of runs) {
    for (const visit of run.queue) {
      const source = visit.compiled || told.has(visit) ? null : visit.source();
      told.add(visit);
      if (source?.ok) tellWords(run, visit, source.value);
    }
  }
}

/**
 * A folder that is computed matters where something is imported that nothing else answers, and that the image has somewhere; and where
 * the program makes such folders itself and names of modules are computed too: then code is handed to it while it runs, whatever its own
 * tables name.
 */
function tellUnknownPaths(run: Run): void {
  if (run.unknownPaths.length === 0) return;
  const [loader] = run.looked.flatMap(({ computed, tabled }) => [...computed.map(({ at }) => at), ...tabled]);
  if (loader) tellPaths(run, run.unknownPaths.filter(({ unpacks }) => unpacks), `${loader.path}:${loader.line} imports modules by computed names: they may lie there`, 'distributions');
  const open = firstOpen(run);
  if (open) tellPaths(run, run.unknownPaths, `nothing known answers import ${open.module}`, 'modules');
}

/** Makes folders to put files into that it is given. */
const UNPACKS = /^(?:tempfile\.(?:mkdtemp|TemporaryDirectory)|zipfile\.ZipFile|tarfile\.open|shutil\.unpack_archive)(?:\.|$)/;

function tellPaths(run: Run, paths: Run['unknownPaths'], matters: string, hides: Doubt['hides']): void {
  for (const { at, written } of paths) doubt(run, `sys.path gets a folder that is computed (${written}), and ${matters}`, at, hides);
}

/** Of imports with one key the first counts. */
function firstOpen(run: Run): Outside | null {
  for (const look of run.looked) {
    const open = openIn(run, look).find(({ key, one }) => firstOf(run, key) === one);
    if (open) return open.one;
  }
  return null;
}

function firstOf({ looked }: Run, key: string): Outside | null {
  for (const { outside } of looked) for (const told of outside) if (told.key === key) return told.one;
  return null;
}

const opens = new WeakMap<Look, Look['outside']>();

function openIn(run: Run, look: Look): Look['outside'] {
  const found = opens.get(look) ?? look.outside.filter(({ one }) => isOpen(run, one));
  opens.set(look, found);
  return found;
}

function isOpen(run: Run, { module, by, guards, shadowedBy }: Outside): boolean {
  if (by === 'text' || shadowedBy !== null || !guards.every(({ kind }) => kind === 'function' || kind === 'main')) return false;
  const top = module.split('.', 1)[0] ?? module;
  return !isKnown(run, top) && run.disk.holds(top);
}
