import type { Io } from '#io/types.js';
import { folderOf, foldersUp } from '#text/paths.js';
import type { FileTree } from './tree.js';

/**
 * The git work tree that each path belongs to, as a folder of the workspace: '' is the workspace's own (or none, where it
 * has no git), anything else a repository or submodule inside of it. Found by the `.git` that stands in it, a folder or,
 * of submodules and work trees, a file (gitrepository-layout). No path has to be there.
 */
export function gitRootsOf(io: Pick<Io, 'stat'>, { root }: Pick<FileTree, 'root'>, paths: readonly string[]): ReadonlyMap<string, string> {
  const holds = new Map<string, boolean>();
  function isRoot(folder: string): boolean {
    const known = holds.get(folder);
    if (known !== undefined) return known;
    const kind = io.stat(`${root}/${folder}/.git`)?.kind;
    holds.set(folder, kind === 'file' || kind === 'folder');
    return holds.get(folder) === true;
  }
  return new Map(paths.map((path) => [path, foldersUp(folderOf(path)).find((folder) => folder === '' || isRoot(folder)) ?? '']));
}
