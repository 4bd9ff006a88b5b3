import type { Dockerignore } from '#files/dockerignore.js';
import { isIgnored } from '#files/dockerignore.js';
import type { Matcher } from '#files/ignore-pattern.js';
import type { FileTree } from '#files/tree.js';
import type { Instruction } from '#dockerfile/types.js';
import { baseName, folderOf } from '#text/paths.js';
import type { FolderNode, Node } from './file-nodes.js';

const children = new WeakMap<FileTree, ReadonlyMap<string, readonly string[]>>();

/** The names in each folder of a tree, sorted; made once. */
function childrenOf(tree: FileTree): ReadonlyMap<string, readonly string[]> {
  const known = children.get(tree);
  if (known) return known;
  const found = new Map<string, string[]>();
  const listed = new Set<string>(['']);
  for (const path of tree.paths) {
    for (let at = path; at === path || !listed.has(at); at = folderOf(at)) {
      listed.add(at);
      const above = found.get(folderOf(at));
      if (above) above.push(baseName(at));
      else found.set(folderOf(at), [baseName(at)]);
    }
  }
  children.set(tree, found);
  return found;
}

/** A folder of the build context, as the instruction `by` brings it. */
export function workspaceFolder(tree: FileTree, path: string, by: Instruction): FolderNode {
  return {
    kind: 'folder',
    hops: 0,
    get: (name) => workspaceNode(tree, path === '' ? name : `${path}/${name}`, by),
    names: () => childrenOf(tree).get(path) ?? [],
  };
}

/** A file or folder of the build context; null: it is not there. */
export function workspaceNode(tree: FileTree, path: string, by: Instruction): Node | null {
  if (tree.hasFolder(path)) return workspaceFolder(tree, path, by);
  return tree.has(path) ? { kind: 'file', origin: path, brought: by, by } : null;
}

/** A folder of another stage, as the instruction `by` of this one brings it. */
export function carried(node: Node, by: Instruction): Node {
  switch (node.kind) {
    case 'file':
      return { ...node, by };
    case 'unknown':
      return { ...node, behind: node.behind && carried(node.behind, by) };
    case 'either':
      return { ...node, file: carriedFile(node.file, by), folder: carriedFolder(node.folder, by) };
    case 'folder':
      return carriedFolder(node, by);
  }
}

function carriedFile<T extends Node>(node: T, by: Instruction): T {
  return { ...node, by };
}

interface CarriedFolder extends FolderNode {
  /** What it was before: carried twice, only the last instruction counts. */
  readonly carries: FolderNode;
}

function isCarried(folder: FolderNode): folder is CarriedFolder {
  return 'carries' in folder;
}

function carriedFolder(given: FolderNode, by: Instruction): CarriedFolder {
  const folder = isCarried(given) ? given.carries : given;
  return {
    kind: 'folder',
    carries: folder,
    hops: folder.hops + 1,
    get: (name) => {
      const node = folder.get(name);
      return node && carried(node, by);
    },
    names: () => folder.names(),
  };
}

/** A folder without what `--exclude` leaves out; patterns are relative to the folder that is copied (`exclude` in tonistiigi/fsutil's copy.go). */
export function withoutExcluded(folder: FolderNode, exclude: Dockerignore, inside = ''): FolderNode {
  return {
    kind: 'folder',
    hops: folder.hops,
    get: (name) => {
      const node = folder.get(name);
      const path = `${inside}${name}`;
      const gone = isIgnored(exclude, path).ignored;
      if (node?.kind !== 'folder') return gone ? null : node;
      const kept = withoutExcluded(node, exclude, `${path}/`);
      // A folder that is left out is made after all for what a later `!` takes back in it.
      return gone && !(exclude.patterns.some(({ negated }) => negated) && holdsAnything(kept)) ? null : kept;
    },
    names: () => folder.names(),
  };
}

/** The part of a folder that a `--parents` pattern names, with the folders around it: a match takes everything below it along. */
export function onlyIncluded(folder: FolderNode, include: Matcher, inside = ''): FolderNode {
  return {
    kind: 'folder',
    hops: folder.hops,
    get: (name) => {
      const node = folder.get(name);
      const path = `${inside}${name}`;
      if (node === null || include(path)) return node;
      const kept = node.kind === 'folder' ? onlyIncluded(node, include, `${path}/`) : null;
      return kept && holdsAnything(kept) ? kept : null;
    },
    names: () => folder.names(),
  };
}

/** Whether anything of a filtered folder is left: folders between are made only for what lies in them. */
function holdsAnything(folder: FolderNode): boolean {
  for (const name of folder.names()) if (folder.get(name) !== null) return true;
  return false;
}
