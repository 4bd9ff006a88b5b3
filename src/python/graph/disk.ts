import { baseName, folderOf, resolvePath } from '#text/paths.js';
import type { CodeWorld } from './types.js';

/**
 * Where a file lies for its interpreter. With a leading `/`: in the image. Without: in the workspace, for the code of
 * projects that the image holds as an installed copy.
 */
export type Spot = string;

/** What a folder holds, as the import system asks for it. */
export interface FolderView {
  readonly names: ReadonlySet<string>;
  /** The file that a module of this name is, by its name. */
  readonly modules: ReadonlyMap<string, ModuleFile>;
}

export interface ModuleFile {
  readonly name: string;
  /** An extension module or bytecode whose source does not lie beside it. */
  readonly compiled: boolean;
}

/** The files of an image and of the workspace behind one question. */
export interface Disk {
  /** The workspace file at a spot; null where none is known. */
  file(spot: Spot): string | null;
  folder(spot: Spot): FolderView;
  isFolder(spot: Spot): boolean;
  /** Where a workspace file lies in the image; empty: nowhere. */
  placesOf(path: string): readonly Spot[];
  /** Whether the image has a module or folder of this name, wherever it lies. */
  holds(module: string): boolean;
}

const NOTHING: FolderView = { names: new Set(), modules: new Map() };

/** The disk of a world. Each folder is listed once. */
export function diskOf(world: CodeWorld): Disk {
  const folders = new Map<Spot, FolderView>();
  function folder(spot: Spot): FolderView {
    const known = folders.get(spot);
    if (known) return known;
    const names = spot.startsWith('/') ? world.list(spot) : world.workspace.list(spot);
    const view = names.length === 0 ? NOTHING : { names: new Set(names), modules: modulesAmong(names) };
    folders.set(spot, view);
    return view;
  }
  let places: Places | null = null;
  return {
    placesOf: (path) => (places ??= allPlaces(world)).byFile.get(path) ?? [],
    holds: (module) => (places ??= allPlaces(world)).names.has(module),
    file: (spot) => (spot.startsWith('/') ? world.fileAt(spot) : world.workspace.has(spot) ? spot : null),
    folder,
    isFolder: (spot) => folder(spot).names.size > 0,
  };
}

/** Folders that lead back into themselves make an image without end. */
const MOST_NAMES = 300_000;

interface Places {
  readonly byFile: ReadonlyMap<string, readonly Spot[]>;
  /** Of folders and of modules without their endings. */
  readonly names: ReadonlySet<string>;
}

function allPlaces(world: CodeWorld): Places {
  const byFile = new Map<string, Spot[]>();
  const names = new Set<string>();
  const folders: Spot[] = ['/'];
  let count = 0;
  for (const folder of folders) {
    for (const name of world.list(folder)) {
      if (++count > MOST_NAMES) return { byFile, names };
      const spot = inside(folder, name);
      const path = world.fileAt(spot);
      names.add(path === null ? name : name.replace(/\.(?:py|pyx|so)$/, ''));
      if (path === null) folders.push(spot);
      else byFile.set(path, [...(byFile.get(path) ?? []), spot]);
    }
  }
  return { byFile, names };
}

/**
 * CPython looks for extension modules first, then `.py`, then `.pyc` (`_bootstrap_external.py`, `_get_supported_file_loaders`).
 * Here a source comes first: what is compiled from it does the same, and only the source can be read.
 */
const FORMS: readonly { readonly ending: RegExp; readonly compiled: boolean }[] = [
  { ending: /\.py$/, compiled: false },
  { ending: /\.pyx$/, compiled: false },
  { ending: /(?:\.(?:cpython-[\w-]+|abi3))?\.so$/, compiled: true },
  { ending: /\.pyc$/, compiled: true },
];

function modulesAmong(names: readonly string[]): ReadonlyMap<string, ModuleFile> {
  const found = new Map<string, ModuleFile & { readonly rank: number }>();
  for (const name of names) {
    if (!name.includes('.')) continue;
    const rank = FORMS.findIndex(({ ending }) => ending.test(name));
    const form = FORMS[rank];
    if (!form) continue;
    const stem = name.replace(form.ending, '');
    const known = found.get(stem);
    if (!known || rank < known.rank) found.set(stem, { name, compiled: form.compiled, rank });
  }
  return found;
}

/** A name inside a folder, in the image or in the workspace. */
export function inside(folder: Spot, name: string): Spot {
  return folder === '' || folder === '/' ? `${folder}${name}` : `${folder}/${name}`;
}

/** The folder of a spot: `/` and '' are the roots. */
export function parentOf(spot: Spot): Spot {
  const folder = folderOf(spot);
  return folder === '' && spot.startsWith('/') ? '/' : folder;
}

export function nameOf(spot: Spot): string {
  return baseName(spot);
}

/** A path seen from a folder of the same kind; null where it leaves the workspace. Above the root of an image is the root. */
export function seenFrom(folder: Spot, path: string): Spot | null {
  if (!folder.startsWith('/') && !path.startsWith('/')) return resolvePath(folder, path);
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
