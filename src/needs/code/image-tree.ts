import type { Place } from '#answer/answer.js';
import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import { imageFiles } from '#image/files/files.js';
import type { ImageModel } from '#image/image.js';
import type { CodeWorld, WorkspaceFiles } from '#python/graph/types.js';
import { codeWorld, workspaceFiles } from '#python/graph/world.js';
import { pythonSource } from '#python/sources.js';

/** The files of the workspace that a container of an image sees, by their places in it. */
export interface ImageTree {
  /** `path`: of the workspace. */
  readonly files: readonly { readonly path: string; readonly imagePath: string }[];
  /** The same as Python sees it, without any root yet. */
  readonly world: CodeWorld;
  /** Why there may be more; null: these are all. */
  readonly more: { readonly text: string; readonly at: Place } | null;
}

const trees = new WeakMap<ImageModel, Map<string, ImageTree>>();

/** What the image holds, and what compose mounts from the workspace into its containers. */
export function imageTree(image: ImageModel, snapshot: Snapshot, runners: readonly ComposeService[]): ImageTree {
  const mounts = [...new Map(runners.flatMap((runner) => runner.mounts).map((mount) => [`${mount.source} ${mount.target}`, mount])).values()];
  const key = mounts.map(({ source, target }) => `${source} ${target}`).join('\n');
  const byMounts = trees.get(image) ?? new Map<string, ImageTree>();
  trees.set(image, byMounts);
  const known = byMounts.get(key);
  if (known) return known;
  const { files: held, more } = imageFiles(image);
  const files = mounts.length === 0 ? held : withMounts(held, mounts, snapshot);
  const tree: ImageTree = {
    files: files.map(({ path, origin }) => ({ imagePath: path, path: origin })),
    world: codeWorld({ files, rootFolders: [], projects: [], workspace: filesOf(snapshot), source: (path) => pythonSource(snapshot, path) }),
    more: more === null ? null : { text: more, at: { path: image.dockerfile.document.path, line: 1 } },
  };
  byMounts.set(key, tree);
  return tree;
}

/** What the image holds at a mount is hidden in that container only: both are looked at, the image's first. */
function withMounts(held: readonly Placed[], mounts: ComposeService['mounts'], snapshot: Snapshot): readonly Placed[] {
  const byPlace = new Map(held.map(({ path, origin }) => [path, origin]));
  for (const { source, target } of mounts) {
    const place = target.replace(/\/+$/, '');
    if (snapshot.tree.has(source)) setOnce(byPlace, place, source);
    else for (const path of pathsBelow(snapshot.tree, source)) setOnce(byPlace, `${place}/${source === '' ? path : path.slice(source.length + 1)}`, path);
  }
  return [...byPlace].map(([path, origin]) => ({ path, origin }));
}

/** A file of the workspace (`origin`) at a path of the image. */
interface Placed {
  readonly path: string;
  readonly origin: string;
}

function setOnce(places: Map<string, string>, place: string, path: string): void {
  if (!places.has(place)) places.set(place, path);
}

const workspaces = new WeakMap<Snapshot['tree'], WorkspaceFiles>();

function filesOf({ tree }: Snapshot): WorkspaceFiles {
  const known = workspaces.get(tree) ?? workspaceFiles(tree.paths);
  workspaces.set(tree, known);
  return known;
}
