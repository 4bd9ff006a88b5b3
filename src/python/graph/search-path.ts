import type { PythonSource } from '#python/source.js';
import { inside, parentOf, seenFrom, type Disk, type Spot } from './disk.js';
import type { Found, SearchFolder } from './finder.js';
import { leadsOf } from './leads.js';
import type { CodeWorld } from './types.js';

/** One interpreter: what its `sys.path` and the `__path__` of its packages hold beyond the roots of the image. */
export interface SearchPathState {
  /** The folder of the script that runs; null: none, or `-m`. */
  readonly script: Spot | null;
  readonly edits: Map<Spot, 'first' | 'last'>;
  /** More folders of a package, by its name. */
  readonly extended: Map<string, Set<Spot>>;
}

export function searchPathState(script: Spot | null): SearchPathState {
  return { script, edits: new Map(), extended: new Map() };
}

/**
 * `sys.path` in its order. An edit holds for the whole run, since which import comes before it cannot be told; so what is
 * found through it is never sure, and imports are also looked up without it (`edited: false`).
 */
export function searchFolders(world: CodeWorld, state: SearchPathState, edited: boolean): readonly SearchFolder[] {
  const edits = edited ? [...state.edits] : [];
  const added = (place: 'first' | 'last'): readonly SearchFolder[] =>
    edits.filter(([, where]) => where === place).map(([folder]) => ({ folder, modules: null, package: null, sure: false }));
  const script: readonly SearchFolder[] = state.script === null ? [] : [{ folder: state.script, modules: null, package: null, sure: true }];
  const roots = world.roots.map((root): SearchFolder => ({
    folder: root.folder,
    modules: root.kind === 'image' || root.modules === null ? null : new Set(root.modules),
    package: root.kind === 'project' ? (root.package ?? null) : null,
    sure: true,
  }));
  return [...added('first'), ...script, ...roots, ...added('last')];
}

/** More folders than a program would sensibly add. */
const MOST_EDITS = 64;

/** What one file does to the search path. */
export interface Learned {
  /** Whether something was added that was not known. */
  readonly changed: boolean;
  /** Changes that are computed. */
  readonly unknown: readonly { readonly line: number; readonly written: string }[];
}

/** Adds the folders that a file puts on `sys.path` or, of a package, on its `__path__`. */
export function learnSearchPath(world: CodeWorld, disk: Disk, state: SearchPathState, source: PythonSource, spot: Spot | null, found: Found | null): Learned {
  let changed = leadsOf(source).extendsItself && found?.folders ? addPortions(world, disk, state, found.name) : false;
  const unknown: { line: number; written: string }[] = [];
  for (const { folder, place, line, written } of source.searchPaths) {
    if (folder === null) {
      if (!/extend_path|__path__/.test(written)) unknown.push({ line, written });
      continue;
    }
    for (const added of foldersOf(world, state, folder, spot)) {
      if (!disk.isFolder(added)) continue;
      if (found?.folders && addTo(state.extended, found.name, added)) changed = true;
      if (state.edits.has(added) || state.edits.size >= MOST_EDITS || isRoot(world, state, added)) continue;
      state.edits.set(added, place);
      changed = true;
    }
  }
  return { changed, unknown };
}

function isRoot(world: CodeWorld, state: SearchPathState, folder: Spot): boolean {
  return state.script === folder || world.roots.some((root) => root.folder === folder && (root.kind === 'image' || root.modules === null));
}

/** `{file}/../shared`, `{cwd}/libs`, `/app/libs`, `libs`; the working folder is one of the roots, or above the script. */
function foldersOf(world: CodeWorld, state: SearchPathState, folder: string, spot: Spot | null): readonly Spot[] {
  if (folder.startsWith('{file}')) {
    const seen = spot === null ? null : seenFrom(parentOf(spot), folder.slice('{file}'.length).replace(/^\/+/, ''));
    return seen === null ? [] : [seen];
  }
  if (folder.startsWith('/')) return [seenFrom('/', folder) ?? '/'];
  const path = folder.replace(/^\{cwd\}\/*/, '');
  const starts = [...(state.script === null ? [] : [state.script]), ...world.roots.flatMap((root) => (root.kind === 'image' ? root.folder : []))];
  return starts.flatMap((start) => seenFrom(start, path) ?? []);
}

function addPortions(world: CodeWorld, disk: Disk, state: SearchPathState, name: string): boolean {
  const below = name.replaceAll('.', '/');
  let changed = false;
  for (const { folder } of searchFolders(world, state, true)) {
    const portion = inside(folder, below);
    if (disk.isFolder(portion) && addTo(state.extended, name, portion)) changed = true;
  }
  return changed;
}

function addTo(extended: Map<string, Set<Spot>>, name: string, folder: Spot): boolean {
  const folders = extended.get(name) ?? new Set();
  extended.set(name, folders);
  if (folders.has(folder) || folders.size >= MOST_EDITS) return false;
  folders.add(folder);
  return true;
}
