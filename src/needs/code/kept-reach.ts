import type { FileTree } from '#files/tree.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { reach, type ReachOptions } from '#python/graph/reach.js';
import type { CodeWorld, Entry, Reach } from '#python/graph/types.js';
import { folderOf } from '#text/paths.js';
import { isSameList } from '#text/same-list.js';
import type { ImageTree } from './image-tree.js';

/** The image that modules are looked for in, at one moment of a plan. */
export interface Held {
  readonly image: ImageModel;
  readonly snapshot: Snapshot;
  readonly tree: ImageTree;
}

/** What modules were found from. */
interface Kept {
  /** Roots and entries. */
  readonly told: string;
  readonly image: readonly string[];
  readonly workspace: readonly string[];
  readonly named: ReadonlySet<string>;
  readonly reached: Reach;
}

const known = new WeakMap<Snapshot, Map<string, Kept>>();

/**
 * The modules that entries lead to ({@link reach}). Most fixes that change an image leave its code as it is: they write lists, and
 * instructions that install them. Then what was found for the same build before is what is found now.
 */
export function reachIn({ image, snapshot, tree }: Held, world: CodeWorld, entries: readonly Entry[], options: ReachOptions): Reach {
  const start = snapshot.start ?? snapshot;
  const byBuild = known.get(start) ?? new Map<string, Kept>();
  known.set(start, byBuild);
  const told = JSON.stringify([world.roots, entries]);
  // An image is looked through from what is told to start, and perhaps from all that it holds.
  const key = `${image.build.id} ${entries.length}`;
  const now = { told, image: codeOfImage(tree, snapshot), workspace: codeOfWorkspace(snapshot), named: options.namedModules };
  const before = byBuild.get(key);
  const kept = before && isSame(before, now) ? { ...now, reached: before.reached } : { ...now, reached: reach(world, entries, options) };
  byBuild.set(key, kept);
  return kept.reached;
}

function isSame(one: Kept, other: Omit<Kept, 'reached'>): boolean {
  return one.told === other.told && isSameList(one.image, other.image) && isSameList(one.workspace, other.workspace) && hasSameNames(one.named, other.named);
}

function hasSameNames(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one === other || (one.size === other.size && [...one].every((name) => other.has(name)));
}

const images = new WeakMap<ImageTree, readonly string[]>();

function codeOfImage(tree: ImageTree, { kinds }: Snapshot): readonly string[] {
  const found = images.get(tree) ?? codeAmong(tree.files, kinds);
  images.set(tree, found);
  return found;
}

const workspaces = new WeakMap<FileTree, readonly string[]>();

function codeOfWorkspace({ tree, kinds }: Snapshot): readonly string[] {
  const found = workspaces.get(tree) ?? codeAmong(tree.paths.map((path) => ({ path, imagePath: path })), kinds);
  workspaces.set(tree, found);
  return found;
}

/** All files but the documents that a plan reads and writes, which are no modules; of those only that their folders are there. */
function codeAmong(files: ImageTree['files'], kinds: Snapshot['kinds']): readonly string[] {
  const found: string[] = [];
  const folders = new Set<string>();
  for (const { path, imagePath } of files) {
    if (kinds.has(path)) folders.add(folderOf(imagePath));
    else found.push(imagePath, path);
  }
  found.push(...folders);
  return found;
}
