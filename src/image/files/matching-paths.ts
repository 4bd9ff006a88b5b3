import { foldersUp, folderOf } from '#text/paths.js';
import type { FileTree } from '#files/tree.js';
import { pathMatcher } from './match.js';

const known = new WeakMap<FileTree, Map<string, readonly string[]>>();

/** The files and folders of a context that a pattern with wildcards matches, relative to the workspace root. */
export function matchingPaths(tree: FileTree, context: string, pattern: string): readonly string[] {
  const cached = known.get(tree) ?? new Map<string, readonly string[]>();
  known.set(tree, cached);
  const key = `${context}\0${pattern}`;
  const found = cached.get(key) ?? find(tree, context, pattern);
  cached.set(key, found);
  return found;
}

function find(tree: FileTree, context: string, pattern: string): readonly string[] {
  const matches = pathMatcher(pattern);
  if (!matches) return [];
  const inside = context === '' ? '' : `${context}/`;
  // What stands before the first wildcard is the same in every match.
  const start = inside + (/^[^*?[\\]*/.exec(pattern)?.[0] ?? '');
  return candidates(tree).filter((path) => path.startsWith(start) && matches(path.slice(inside.length)));
}

const everything = new WeakMap<FileTree, readonly string[]>();

function candidates(tree: FileTree): readonly string[] {
  const cached = everything.get(tree);
  if (cached) return cached;
  const folders = new Set(tree.paths.flatMap((path) => foldersUp(folderOf(path))));
  folders.delete('');
  const all = [...tree.paths, ...folders];
  everything.set(tree, all);
  return all;
}
