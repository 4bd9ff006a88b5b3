import type { Io } from '#io/types.js';
import { folderOf } from '#text/paths.js';
import { lookOnDisk } from './on-disk.js';

/** The files of a workspace: what git tracks or would track, else what a plain folder holds. */
export interface FileTree {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** The git work tree that holds it, and the root's path inside it ('' or ending in `/`); null without git. */
  readonly git: { readonly root: string; readonly prefix: string } | null;
  /** Sorted, relative to the root. */
  readonly paths: readonly string[];
  has(path: string): boolean;
  hasFolder(path: string): boolean;
  /**
   * What lies at a path on this disk, whether git knows it or not: a build context holds both. A link counts as what
   * it leads to, as long as that is inside the workspace; null where nothing lies, or something else.
   */
  onDisk(path: string): 'file' | 'folder' | null;
}

/**
 * `not versioned`: there on this disk, but git ignores it, or it belongs to a folder of made things; another checkout
 * will not have it. `missing`: not there.
 */
export type Presence = 'versioned' | 'not versioned' | 'missing';

export function presenceOf(tree: FileTree, path: string): Presence {
  if (tree.has(path) || tree.hasFolder(path)) return 'versioned';
  return tree.onDisk(path) === null ? 'missing' : 'not versioned';
}

/** The files below a folder, in their order; '' is the root. Found without looking at the others. */
export function pathsBelow(tree: FileTree, folder: string): readonly string[] {
  if (folder === '') return tree.paths;
  // `0` is the character behind the slash, so this is where paths below the folder end.
  return tree.paths.slice(firstFrom(tree.paths, `${folder}/`), firstFrom(tree.paths, `${folder}0`));
}

/** Index of the first of sorted paths that is not before a text. */
function firstFrom(paths: readonly string[], text: string): number {
  let low = 0;
  let high = paths.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((paths[middle] ?? '') < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Folders that hold other people's code or made things; nothing in them is the repository's to change. */
const FOREIGN = ['node_modules', 'site-packages', '.venv', 'venv', '.tox', '.nox', '.git', '__pycache__', 'bower_components'];

export async function openTree(io: Io, root: string): Promise<FileTree> {
  const git = findGit(io, root);
  const listed = git ? listGit(io, root) : null;
  const paths = listed ?? (await walk(io, root));
  return makeTree(root, git, paths.filter((path) => !path.split('/').some((part) => FOREIGN.includes(part))), lookOnDisk(io, root));
}

/** A tree of these files. Without `onDisk`, nothing else lies in its root. */
export function makeTree(root: string, git: FileTree['git'], paths: readonly string[], onDisk?: FileTree['onDisk']): FileTree {
  const files = new Set(paths);
  const folders = new Set(['']);
  for (const path of files) {
    for (let folder = folderOf(path); !folders.has(folder); folder = folderOf(folder)) folders.add(folder);
  }
  return {
    root,
    git,
    paths: [...files].sort(),
    has: (path) => files.has(path),
    hasFolder: (path) => folders.has(path),
    onDisk: onDisk ?? ((path) => (files.has(path) ? 'file' : folders.has(path) ? 'folder' : null)),
  };
}

function findGit(io: Io, root: string): FileTree['git'] {
  const answer = io.git(['rev-parse', '--show-toplevel', '--show-prefix'], root);
  if (!answer.ok) return null;
  const [top, prefix] = answer.value.split('\n');
  return top ? { root: top, prefix: prefix ?? '' } : null;
}

/** Tracked files that are still there, and untracked ones that git does not ignore. */
function listGit(io: Io, root: string): readonly string[] | null {
  const answer = io.git(['ls-files', '-t', '-z', '--cached', '--others', '--deleted', '--exclude-standard'], root);
  if (!answer.ok) return null;
  // Each row is a status letter, a space and the path (git-ls-files, `-t`); a deleted file is told twice.
  const rows = answer.value.split('\0').filter(Boolean).map((row) => ({ status: row.charAt(0), path: row.slice(2) }));
  const gone = new Set(rows.flatMap(({ status, path }) => (status === 'R' || (status === 'S' && !io.stat(`${root}/${path}`)) ? path : [])));
  return rows.map(({ path }) => path).filter((path) => !gone.has(path) && !path.startsWith('../'));
}

async function walk(io: Io, root: string): Promise<readonly string[]> {
  const { walkFolder } = await import('./walk.js');
  return walkFolder(io, root, FOREIGN);
}
