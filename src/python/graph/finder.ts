import { inside, type Disk, type FolderView, type Spot } from './disk.js';

/** A folder of `sys.path`. */
export interface SearchFolder {
  readonly folder: Spot;
  /** Top-level names that it brings; null: all that lie there. */
  readonly modules: ReadonlySet<string> | null;
  /** The folder is itself the package of this name. */
  readonly package: string | null;
  /** Asked before the standard library and site-packages, so that what lies here is what is meant. */
  readonly sure: boolean;
}

/** A module or package of the workspace, as an import finds it. */
export interface Found {
  readonly name: string;
  /** What runs: the module's file or the package's `__init__`; null: a namespace package (PEP 420), nothing runs. */
  readonly file: { readonly spot: Spot; readonly path: string; readonly compiled: boolean } | null;
  /** `__path__`: where submodules are looked for; null: a plain module. */
  readonly folders: readonly Spot[] | null;
  /** False: a distribution of this name, where one is installed, is imported instead. */
  readonly sure: boolean;
}

/** Finds modules by their dotted names; remembers what it found and what it did not. */
export interface Finder {
  find(name: string): Found | null;
  /** The packages on the way to a module and, where all of it is there, the module. */
  walk(name: string): Walk;
  /** A top-level module, without a note of it. */
  top(name: string): Found | null;
}

export interface Walk {
  readonly found: readonly Found[];
  readonly complete: boolean;
}

const DEEPEST = 40;

/**
 * Looks for modules as CPython's path finder does (`_bootstrap_external.py`, `PathFinder._get_spec` and
 * `FileFinder.find_spec`): in each folder a package before a module; a folder without `__init__` only where no other
 * entry has a package or module, and then all of its kind together. `extended`: more folders of a package's `__path__`.
 * `note`: is told of each name that is asked for. Where finders of one disk find the same, it is the very same value, and so
 * is all below it, but for packages that one of them extends.
 */
export function makeFinder(disk: Disk, path: readonly SearchFolder[], extended: ReadonlyMap<string, ReadonlySet<Spot>>, note: (name: string) => void = () => undefined): Finder {
  const shared = sharedBy(disk);
  const known = new Map<string, Found | null>();
  function find(name: string): Found | null {
    const before = known.get(name);
    if (before !== undefined) return before;
    const found = look(name);
    known.set(name, found);
    return found;
  }
  function look(name: string): Found | null {
    const dot = name.lastIndexOf('.');
    if (dot < 0) return withMore(findTop(disk, shared, path, name), extended.get(name));
    const parent = find(name.slice(0, dot));
    return parent && withMore(findInside(disk, shared, parent, name.slice(dot + 1)), extended.get(name));
  }
  const walked = new Map<string, Walk>();
  return {
    find(name) {
      note(name);
      return name === '' || name.split('.', DEEPEST + 1).length > DEEPEST ? null : find(name);
    },
    top: (name) => (name === '' ? null : find(name)),
    walk(name) {
      note(name);
      const before = walked.get(name);
      if (before) return before;
      const walk = walkBy(find, name);
      walked.set(name, walk);
      return walk;
    },
  };
}

function walkBy(find: Finder['find'], name: string): Walk {
  const found: Found[] = [];
  for (let dot = name.indexOf('.'), depth = 0; ; dot = name.indexOf('.', dot + 1), depth++) {
    const next = depth < DEEPEST ? find(dot < 0 ? name : name.slice(0, dot)) : null;
    if (!next) return { found, complete: false };
    found.push(next);
    if (dot < 0) return { found, complete: true };
  }
}

/** What all finders of a disk have found. */
interface Shared {
  /** By name and by the folders of `sys.path` that hold it. */
  readonly tops: Map<string, Found | null>;
  readonly inside: WeakMap<Found, Map<string, Found | null>>;
}

const shares = new WeakMap<Disk, Shared>();

function sharedBy(disk: Disk): Shared {
  const before = shares.get(disk);
  if (before) return before;
  const made: Shared = { tops: new Map(), inside: new WeakMap() };
  shares.set(disk, made);
  return made;
}

function findTop(disk: Disk, { tops }: Shared, path: readonly SearchFolder[], name: string): Found | null {
  const holders = path.filter((entry) => mayHold(disk, entry, name));
  if (holders.length === 0) return null;
  const key = `${name} ${holders.map(({ folder, package: own, sure }) => `${sure ? '' : '?'}${own ?? ''}:${folder}`).join(' ')}`;
  const before = tops.get(key);
  if (before !== undefined) return before;
  const found = findIn(disk, holders, name, name, true);
  tops.set(key, found);
  return found;
}

function mayHold(disk: Disk, { folder, modules, package: own }: SearchFolder, name: string): boolean {
  if (modules !== null && !modules.has(name)) return false;
  if (own !== null) return own === name;
  const view = disk.folder(folder);
  return view.names.has(name) || view.modules.has(name);
}

function findInside(disk: Disk, { inside: known }: Shared, parent: Found, tail: string): Found | null {
  if (!parent.folders) return null;
  const byTail = known.get(parent) ?? new Map<string, Found | null>();
  known.set(parent, byTail);
  const before = byTail.get(tail);
  if (before !== undefined) return before;
  const portions = parent.folders.map((folder) => ({ folder, modules: null, package: null, sure: parent.sure }));
  const found = findIn(disk, portions, `${parent.name}.${tail}`, tail, parent.sure);
  byTail.set(tail, found);
  return found;
}

function findIn(disk: Disk, path: readonly SearchFolder[], name: string, tail: string, sure: boolean): Found | null {
  const portions: Spot[] = [];
  for (const entry of path) {
    if (entry.package !== null && entry.package !== tail) continue;
    const folder = entry.package === null ? inside(entry.folder, tail) : entry.folder;
    const view = entry.package === null ? disk.folder(entry.folder) : null;
    const certain = sure && entry.sure;
    if (view === null || view.names.has(tail)) {
      const init = fileOf(disk, folder, disk.folder(folder), '__init__');
      if (init) return { name, file: init, folders: [folder], sure: certain };
    }
    const module = view && fileOf(disk, entry.folder, view, tail);
    if (module) return { name, file: module, folders: null, sure: certain };
    if ((view === null || view.names.has(tail)) && disk.isFolder(folder)) portions.push(folder);
  }
  return portions.length === 0 ? null : { name, file: null, folders: portions, sure: false };
}

function fileOf(disk: Disk, folder: Spot, view: FolderView, stem: string): Found['file'] {
  const module = view.modules.get(stem);
  if (!module) return null;
  const spot = inside(folder, module.name);
  const path = disk.file(spot);
  return path === null ? null : { spot, path, compiled: module.compiled };
}

function withMore(found: Found | null, more: ReadonlySet<Spot> | undefined): Found | null {
  if (!found?.folders || !more) return found;
  return { ...found, folders: [...new Set([...found.folders, ...more])] };
}
