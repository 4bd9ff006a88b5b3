import type { Place } from '#answer/answer.js';
import type { PythonSource } from '#python/source.js';
import type { Read } from '#text/read.js';
import type { CodeWorld, Root, WorkspaceFiles } from './types.js';

/** What a `CodeWorld` is made of. */
export interface WorldParts {
  /** The files of the image that come from the workspace; `path` is absolute in the image, `origin` a workspace path. */
  readonly files: readonly { readonly path: string; readonly origin: string }[];
  /** Folders of the image that are on `sys.path`, in their order: working folder, `PYTHONPATH`. */
  readonly rootFolders: readonly { readonly folder: string; readonly because: string; readonly at: Place | null }[];
  /** What the projects bring that the image installs (`projectModules`). */
  readonly projects: readonly Root[];
  readonly workspace: WorkspaceFiles;
  source(path: string): Read<PythonSource>;
}

/** The code of one image, from the list of its files. Each source is read once. */
export function codeWorld({ files, rootFolders, projects, workspace, source }: WorldParts): CodeWorld {
  const origins = new Map(files.map(({ path, origin }) => [path, origin]));
  let names: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  const sources = new Map<string, Read<PythonSource>>();
  return {
    fileAt: (imagePath) => origins.get(imagePath) ?? null,
    list: (imagePath) => [...((names ??= namesByFolder(origins.keys())).get(imagePath === '/' ? '' : imagePath) ?? [])],
    source(path) {
      const known = sources.get(path) ?? source(path);
      sources.set(path, known);
      return known;
    },
    workspace,
    roots: [...rootFolders.map((root): Root => ({ kind: 'image', ...root, folder: trimmed(root.folder) })), ...projects],
  };
}

/** The files of a workspace by their folders; made once for all its images. */
export function workspaceFiles(paths: readonly string[]): WorkspaceFiles {
  const all = new Set(paths);
  let names: ReadonlyMap<string, ReadonlySet<string>> | null = null;
  return {
    has: (path) => all.has(path),
    list: (folder) => [...((names ??= namesByFolder(all)).get(folder) ?? [])],
  };
}

/** Names in each folder, those of folders too. The folder above a name without `/` is ''. */
function namesByFolder(paths: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const path of paths) {
    for (let at = path; at !== ''; ) {
      const slash = at.lastIndexOf('/');
      const folder = slash < 0 ? '' : at.slice(0, slash);
      const known = found.get(folder);
      const name = at.slice(slash + 1);
      if (known?.has(name)) break;
      if (known) known.add(name);
      else found.set(folder, new Set([name]));
      at = folder;
    }
  }
  return found;
}

function trimmed(folder: string): string {
  return folder.length > 1 ? folder.replace(/\/+$/, '') : folder;
}
