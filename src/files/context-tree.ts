import type { Place } from '#answer/answer.js';
import { isWithin } from '#text/paths.js';
import { unreadable, read, type Read } from '#text/read.js';
import { isIgnored, readDockerignore, type Dockerignore, type IgnorePattern } from './dockerignore.js';
import { pathsBelow, type FileTree } from './tree.js';

/**
 * What a build can COPY from its context: paths are still those of the workspace, but only those inside the context
 * that no pattern excludes.
 */
export interface ContextTree extends FileTree {
  /** The context folder in the workspace; '' for the root. */
  readonly context: string;
  readonly ignore: Dockerignore | null;
  /** The pattern that keeps a file or folder out of the context; null where none does, or the path lies outside. */
  excludedBy(path: string): Exclusion | null;
}

export interface Exclusion {
  /** As written in the file. */
  readonly pattern: string;
  readonly at: Place;
}

const made = new WeakMap<FileTree, Map<string, ContextTree>>();

/** The tree of a build context; the same parts give the same tree. */
export function contextTree(tree: FileTree, context: string, ignore: Dockerignore | null): ContextTree {
  const known = made.get(tree) ?? new Map<string, ContextTree>();
  made.set(tree, known);
  const key = JSON.stringify([context, ignore?.path, ignore?.text]);
  const found = known.get(key) ?? makeContextTree(tree, context, ignore);
  known.set(key, found);
  return found;
}

function makeContextTree(tree: FileTree, context: string, ignore: Dockerignore | null): ContextTree {
  let listed: readonly string[] | null = null;
  const reopened = new Map<string, boolean>();

  function excluding(path: string): IgnorePattern | null {
    if (!ignore || path === context) return null;
    return isIgnored(ignore, context === '' ? path : path.slice(context.length + 1)).by;
  }
  function isIn(path: string): boolean {
    return isWithin(path, context) && excluding(path) === null;
  }
  /** An excluded folder is made after all for a file in it that a later `!` takes back. */
  function isReopened(folder: string): boolean {
    if (!ignore?.patterns.some(({ negated }) => negated)) return false;
    const known = reopened.get(folder) ?? pathsBelow(tree, folder).some(isIn);
    reopened.set(folder, known);
    return known;
  }
  function hasFolder(path: string): boolean {
    return isWithin(path, context) && tree.hasFolder(path) && (isIn(path) || isReopened(path));
  }
  return {
    root: tree.root,
    git: tree.git,
    context,
    ignore,
    get paths() {
      listed ??= pathsBelow(tree, context).filter(isIn);
      return listed;
    },
    has: (path) => tree.has(path) && isIn(path),
    hasFolder,
    onDisk: (path) => (isIn(path) || hasFolder(path) ? tree.onDisk(path) : null),
    excludedBy: (path) => {
      const by = isWithin(path, context) ? excluding(path) : null;
      return by && ignore ? { pattern: by.written, at: { path: ignore.path, line: by.line } } : null;
    },
  };
}

/**
 * The ignore file that holds for a build: `<Dockerfile>.dockerignore` beside the Dockerfile before the context's own,
 * never both, and even when it is empty (BuildKit's frontend/dockerui/config.go, `ReadEntrypoint`; the older builder
 * knows only the second). Null: none. Unreadable: there is one, and what it excludes cannot be told.
 */
export function dockerignoreFor(
  tree: FileTree,
  readText: (path: string) => string | null,
  context: string,
  dockerfile: string | null,
): Read<Dockerignore | null> {
  const own = dockerfile === null ? [] : [`${dockerfile}.dockerignore`];
  for (const path of [...own, context === '' ? '.dockerignore' : `${context}/.dockerignore`]) {
    const text = readText(path);
    if (text !== null) return read(readOnce(tree, path, text));
    if (tree.onDisk(path) === 'file') return unreadable(`${path} cannot be read as text`);
  }
  return read(null);
}

const ignores = new WeakMap<FileTree, Map<string, Dockerignore>>();

/** Hundreds of services share a context; what was found out about a folder is kept with the ignore file. */
function readOnce(tree: FileTree, path: string, text: string): Dockerignore {
  const known = ignores.get(tree) ?? new Map<string, Dockerignore>();
  ignores.set(tree, known);
  const found = known.get(path);
  if (found?.text === text) return found;
  const fresh = readDockerignore(path, text);
  known.set(path, fresh);
  return fresh;
}
