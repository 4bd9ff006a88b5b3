import type { Place } from '#answer/answer.js';
import { isStandardModule } from '#knowledge/standard-library.js';
import { scanPython } from '#python/scan/scan.js';
import type { PythonSource } from '#python/source.js';
import { read, type Read } from '#text/read.js';
import { nameOf, parentOf, type Disk, type Spot } from './disk.js';
import type { Finder, Found, Walk } from './finder.js';
import type { Look, Looks } from './looks.js';
import type { SearchPathState } from './search-path.js';
import type { CodeWorld, Doubt, Outside, Reached } from './types.js';

export interface ReachOptions {
  /** Top-level modules of the requirements that are asked for: a string that names one counts, and a folder of that name hides none. */
  readonly namedModules: ReadonlySet<string>;
  /** Whether a file or folder that the workspace does not hold may be made by a build: `.gitignore` or `.dockerignore` names it, or a command writes it. */
  mayBeMade?(path: string): boolean;
  /** Every interpreter looks at every file for itself, which takes longer and comes to the same. */
  readonly apart?: boolean;
}

/** One interpreter at work: what it has run and what it still has to. */
export interface Run {
  readonly world: CodeWorld;
  readonly disk: Disk;
  readonly options: ReachOptions;
  readonly state: SearchPathState;
  /** With the edits of `sys.path`; behind it without them, where there are any. */
  readonly finders: readonly [Finder, ...Finder[]];
  /** Where a path that is written in code may start. */
  readonly folders: readonly Spot[];
  readonly queue: Visit[];
  /** What was followed. */
  readonly followed: Set<Found>;
  readonly seen: Set<string>;
  /** By workspace path: by how many names a file was visited. */
  readonly times: Map<string, number>;
  readonly modules: Map<string, Reached>;
  /** Null: every file is looked at anew. */
  readonly looks: Looks | null;
  /** What was looked at: first what starts, then the files of the queue, last what all of them come to. */
  readonly looked: Look[];
  /** What is being looked at. */
  look: Look;
  /** Modules that were looked for meanwhile. */
  readonly asked: Set<string>;
  /** Computed changes of `sys.path`. */
  readonly unknownPaths: { readonly at: Place; readonly written: string; readonly unpacks: boolean }[];
  /** Whether a start runs tests: only then do texts lead to them. */
  readonly tests: boolean;
  /** Whether something is imported by a name that cannot be told. */
  computes: boolean;
}

/** A file, or code without one, that is to be looked at. */
export interface Visit {
  /** Null: code of a command line. */
  readonly spot: Spot | null;
  /** Workspace path. */
  readonly path: string;
  /** Of code without a file: the line that all of it counts to. */
  readonly line: number | null;
  readonly found: Found | null;
  /** What `from . import x` starts at; null: nothing is known but the folder. */
  readonly package: string | null;
  readonly compiled: boolean;
  readonly source: () => Read<PythonSource>;
}

/** A loop of links, or a folder on `sys.path` inside another one, gives one file many names. */
const MOST_NAMES = 8;
const MOST_VISITS = 200_000;

/** Looks at what a look leads to, as far as it has not run. */
export function takeSteps(run: Run, { steps }: Look): void {
  for (const { found, key, reached, visit } of steps) {
    if (found !== null) {
      if (run.followed.has(found)) continue;
      run.followed.add(found);
    }
    if (key !== null && !isNew(run, key, visit.path)) continue;
    if (reached !== null && !run.modules.has(visit.path)) run.modules.set(visit.path, reached);
    run.queue.push(visit);
  }
}

/** Runs a module that was found. A namespace package runs nothing. */
export function follow({ look, world }: Run, found: Found, by: Place | null, because: string, at?: Place): void {
  const { file, name } = found;
  if (!file || look.followed.has(found)) return;
  look.followed.add(found);
  const packaged = found.folders === null ? name.slice(0, Math.max(0, name.lastIndexOf('.'))) : name;
  look.steps.push({
    found, key: `${name} ${file.spot}`,
    reached: { path: file.path, module: name, by, because, ...(at ? { at } : {}) },
    visit: { spot: file.spot, path: file.path, line: null, found, package: packaged || null, compiled: file.compiled, source: () => world.source(file.path) },
  });
}

/** Runs a file by its path; false where no file is there. */
export function followFile({ disk, look, world }: Run, spot: Spot, by: Place | null, because: string, at?: Place): boolean {
  const path = disk.file(spot);
  if (path === null) return false;
  look.steps.push({
    found: null, key: `  ${spot}`,
    reached: { path, module: null, by, because, ...(at ? { at } : {}) },
    visit: { spot, path, line: null, found: null, package: null, compiled: false, source: () => world.source(path) },
  });
  return true;
}

/** Looks at code that is no file of its own. */
export function followCode({ look }: Run, visit: Visit): void {
  look.steps.push({ found: null, key: null, reached: null, visit });
}

function isNew(run: Run, key: string, path: string): boolean {
  if (run.seen.has(key)) return false;
  run.seen.add(key);
  const times = run.times.get(path) ?? 0;
  if (times >= MOST_NAMES) return false;
  run.times.set(path, times + 1);
  if (run.seen.size <= MOST_VISITS) return true;
  const [start = run.look] = run.looked;
  doubt({ look: start }, `more than ${MOST_VISITS.toLocaleString('en')} modules: not all were looked at`, null, 'distributions');
  return false;
}

/** Runs every package on the way to a module, and the module. The widest answer is given back: whether all of it was found. */
export function followName(run: Run, name: string, by: Place | null, because: string, at?: Place): Walk {
  const walks = run.finders.map((finder) => finder.walk(name));
  for (const { found } of walks) {
    for (const one of found) if (!run.look.followed.has(one)) follow(run, one, by, one.name === name ? because : `${because}, which runs ${one.name} first`, at);
  }
  return walks.find(({ complete }) => complete) ?? walks[0] ?? { found: [], complete: false };
}

/** Tests lie beside what they test; no plugin loader of a program is after them. */
const TESTS = /^(?:tests?|testing|conftest|test_.*|.*_test)$/;
const DEEPEST = 6;

/** Runs every module of a package and of the packages in it. */
export function followBelow(run: Run, name: string, by: Place, because: string, depth = 0): void {
  const all = followName(run, name, by, because).found;
  const found = all.at(-1);
  if (found?.name !== name || !found.folders || depth > DEEPEST) return;
  for (const folder of found.folders) {
    const view = run.disk.folder(folder);
    for (const stem of view.modules.keys()) {
      if (/^(?:__init__|__main__)$/.test(stem) || TESTS.test(stem) || !/^[\p{L}\p{N}_]+$/u.test(stem)) continue;
      followName(run, `${name}.${stem}`, by, because);
    }
    for (const inner of view.names) {
      if (inner.includes('.') || TESTS.test(inner) || inner === '__pycache__' || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(inner)) continue;
      const child = run.finders[0].find(`${name}.${inner}`);
      // Folders without `__init__` inside a package hold data more often than modules; one that holds modules counts.
      if (child?.folders && (child.file || child.folders.some((at) => run.disk.folder(at).modules.size > 0))) followBelow(run, child.name, by, because, depth + 1);
    }
  }
}

export function doubt({ look }: Pick<Run, 'look'>, text: string, at: Place | null, hides: Doubt['hides']): void {
  look.doubts.push({ key: `${text} ${at?.path ?? ''}:${at?.line ?? 0}`, one: { text, at, hides } });
}

export function addOutside({ look }: Pick<Run, 'look'>, one: Outside): void {
  look.outside.push({ key: one.by === 'text' ? `${one.module} text` : `${one.module} ${one.at.path}:${one.at.line} ${one.by}`, one });
}

export function placeIn(visit: Visit, line: number): Place {
  return { path: visit.path, line: visit.line ?? line };
}

/** Whether a top-level module comes from a requirement that is asked for, or from the standard library of some Python. */
export function isKnown({ options }: Run, top: string): boolean {
  return options.namedModules.has(top) || isStandardModule(top, null) !== 'no';
}

/** Code that is no file: of `python -c`, a here-document, a literal given to `exec`. */
export function readCode(text: string): Read<PythonSource> {
  return read(scanPython(new TextEncoder().encode(text)));
}

/** A folder or module of this name beside a file or above it, where no search path leads. */
export function besideOrAbove(run: Run, spot: Spot | null, top: string): { readonly root: Spot; readonly path: string } | null {
  if (spot === null) return null;
  let folder = parentOf(spot);
  for (let depth = 0; depth < 2 * DEEPEST; depth++) {
    const view = run.disk.folder(folder);
    const module = view.modules.get(top);
    const file = module ? run.disk.file(`${folder === '/' || folder === '' ? folder : `${folder}/`}${module.name}`) : null;
    if (file !== null && module && `${folder}/${module.name}` !== spot) return { root: folder, path: file };
    const inner = folder === '/' || folder === '' ? `${folder}${top}` : `${folder}/${top}`;
    if (view.names.has(top) && (run.disk.folder(inner).modules.size > 0)) return { root: folder, path: run.disk.file(`${inner}/__init__.py`) ?? inner };
    if (folder === '/' || folder === '' || nameOf(folder) === '') return null;
    folder = parentOf(folder);
  }
  return null;
}
