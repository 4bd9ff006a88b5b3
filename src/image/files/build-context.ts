import { contextTree, dockerignoreFor, type ContextTree } from '#files/context-tree.js';
import type { Snapshot } from '#files/snapshot.js';
import { makeTree, type FileTree } from '#files/tree.js';
import { folderOf, resolvePath } from '#text/paths.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Build } from '#image/build.js';

export interface BuildTree {
  readonly tree: ContextTree;
  /** Why it may hold less than this; null: nothing speaks for it. */
  readonly doubt: string | null;
}

/** What a build can COPY: its context folder without what its ignore file leaves out. */
export function buildTree(build: Build, snapshot: Snapshot): Read<BuildTree> {
  const { context, dockerfile } = build;
  if (context.kind === 'unknown') return unreadable(`the build context is not known: ${context.because}`);
  const workspace = treeAt(snapshot);
  if (!workspace.hasFolder(context.path) && workspace.onDisk(context.path) !== 'folder') return unreadable(`the build context ${context.path} does not exist`);
  const ignore = dockerignoreFor(workspace, (path) => snapshot.text(path), context.path, dockerfile.includes('#') ? null : dockerfile);
  if (!ignore.ok) return read({ tree: contextTree(workspace, context.path, null), doubt: ignore.reason });
  const problem = ignore.value?.problems[0];
  const doubt = problem && ignore.value ? `${ignore.value.path}:${problem.line}: ${problem.reason}` : null;
  return read({ tree: contextTree(workspace, context.path, ignore.value), doubt });
}

/** The folder of a named context, `path` as written: relative to the file that tells of the build, as compose and bake take it, else to the root. */
export function namedContextTree(build: Build, snapshot: Snapshot, path: string): Read<ContextTree> {
  const workspace = treeAt(snapshot);
  const beside = build.readFrom.map(({ at }) => folderOf(at.path));
  for (const from of [...beside, '']) {
    const folder = path.startsWith('/') ? null : resolvePath(from, path);
    if (folder === null || !workspace.hasFolder(folder)) continue;
    // BuildKit reads the ignore file of a named context as well (namedcontext.go, `DockerIgnore`).
    const ignore = dockerignoreFor(workspace, (file) => snapshot.text(file), folder, null);
    return read(contextTree(workspace, folder, ignore.ok ? ignore.value : null));
  }
  return unreadable(`the folder ${path} does not lie in the workspace`);
}

const trees = new WeakMap<FileTree, Map<string, FileTree>>();
const ofSnapshot = new WeakMap<Snapshot, FileTree>();

/** The files of a workspace at a moment of a plan: with those that it has made, without those that it has taken away. */
function treeAt(snapshot: Snapshot): FileTree {
  const known = ofSnapshot.get(snapshot) ?? findTree(snapshot);
  ofSnapshot.set(snapshot, known);
  return known;
}

function findTree({ tree, texts, removed }: Snapshot): FileTree {
  const made = [...texts.keys()].filter((path) => !tree.has(path));
  if (made.length === 0 && removed.size === 0) return tree;
  const known = trees.get(tree) ?? new Map<string, FileTree>();
  trees.set(tree, known);
  const key = JSON.stringify([made.sort(), [...removed].sort()]);
  const found = known.get(key) ?? makeTree(tree.root, tree.git, [...tree.paths.filter((path) => !removed.has(path)), ...made], (path) => (removed.has(path) ? null : tree.onDisk(path)));
  known.set(key, found);
  return found;
}
