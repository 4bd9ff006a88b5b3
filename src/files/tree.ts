import type { Io } from '#io/types.js';
import { folderOf } from '#text/paths.js';
import { read, type Read } from '#text/read.js';
import { gitPlace, hasGit, type GitPlace } from './git-place.js';
import { lookOnDisk } from './on-disk.js';
import { walkFolder } from './walk-folder.js';

/** The files of a workspace: what git tracks or would track, else what a plain folder holds. */
export interface FileTree {
  /** Absolute path of the workspace root. */
  readonly root: string;
  /** The git work tree that holds it, and the root's path inside it; null without git. */
  readonly git: GitPlace | null;
  /**
   * Why git does not answer though there is a repository (it is not installed, the index is broken, the repository belongs to
   * somebody else): then which files it ignores and which are committed cannot be told.
   */
  readonly gitTrouble?: string;
  /** Folders that do not let us see what is in them, where git does not tell either. */
  readonly closed?: readonly string[];
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

export function openTree(io: Io, root: string): FileTree {
  const git = gitPlace(io, root);
  const listed = git.ok ? listGit(io, root) : git;
  const closed: string[] = [];
  const paths = listed.ok ? listed.value : walk(io, root, closed);
  const tree = makeTree(root, git.ok ? git.value : null, paths.filter((path) => !path.split('/').some((part) => FOREIGN.includes(part))), lookOnDisk(io, root));
  return listed.ok || !hasGit(io, root) ? { ...tree, closed } : { ...tree, closed, gitTrouble: listed.reason };
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

/** Tracked files that are still there, and untracked ones that git does not ignore. Those of a folder that is closed to us stay: what they hold cannot be told. */
function listGit(io: Io, root: string): Read<readonly string[]> {
  const answer = io.git(['ls-files', '-t', '-z', '--cached', '--others', '--deleted', '--exclude-standard'], root);
  if (!answer.ok) return answer;
  // Each row is a status letter, a space and the path (git-ls-files, `-t`); a deleted file is told twice, and so is one that git cannot look at.
  const rows = answer.value.split('\0').filter(Boolean).map((row) => ({ status: row.charAt(0), path: row.slice(2) }));
  const gone = new Set(rows.flatMap(({ status, path }) => ((status === 'R' || status === 'S') && io.stat(`${root}/${path}`) === null ? path : [])));
  return read(rows.map(({ path }) => path).filter((path) => !gone.has(path) && !path.startsWith('../')));
}

/** A closed folder is taken for a package whose beginning cannot be read: what code asks of it cannot be told, rather than that it is not there. */
function walk(io: Io, root: string, closed: string[]): readonly string[] {
  const found = walkFolder(io, root, FOREIGN, (folder) => void closed.push(folder));
  return [...found, ...closed.filter(Boolean).map((folder) => `${folder}/__init__.py`)];
}
