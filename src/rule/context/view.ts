import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { imagePurposes, isShipped } from '#rule/image-purposes.js';
import { grouped } from '#text/grouped.js';
import { foldersUp } from '#text/paths.js';
import { shortenLines } from '#text/shorten.js';
import { comesWith, folderCopies, imagePathOf, inContext, type FolderCopy } from './folder-copies.js';
import type { IgnoreScope } from './scopes.js';
import type { Taken } from './types.js';

/** A build context with what its images take of it whole. */
export interface ContextView {
  readonly snapshot: Snapshot;
  readonly scope: IgnoreScope;
  /** Files of the workspace that a folder copy brings into an image, whatever image. */
  readonly paths: readonly string[];
  /** Who takes a path along, there or not: an image that goes to production, and the COPY. Null: nobody. */
  taker(path: string): Taken | null;
  /** Who takes one of these paths along into an image that goes to production: ids of builds, and how many COPYs and ADDs. */
  takenBy(paths: readonly string[]): { readonly images: readonly string[]; readonly copies: number };
  /** Every image that takes a path along, in any stage. */
  takers(path: string): readonly ImageModel[];
  /** Where a path lies in the images that take it. */
  imagePaths(path: string): readonly string[];
}

/** Null: no image that goes to production takes a folder whole. */
export function contextView(snapshot: Snapshot, scope: IgnoreScope): ContextView | null {
  const purposes = imagePurposes(snapshot);
  const unsure = new Set(scope.unsure);
  const all = scope.images.flatMap((image) => folderCopies(image).map((copy) => ({ image, copy })));
  const shipped = all.filter(({ image, copy }) => copy.ships && !unsure.has(image) && isShipped(purposes.get(image.build.id)?.kind) && isPython(image));
  const [first] = shipped;
  if (!first) return null;
  // Only copies of the folders above a path may take it: hundreds of services have folders of their own.
  const byFolder = grouped(shipped.map((one, order) => ({ ...one, order })), ({ copy }) => copy.folder);
  let paths: readonly string[] | null = null;
  return {
    snapshot,
    scope,
    get paths() {
      return (paths ??= (first.image.context?.paths ?? []).filter((path) => foldersUp(path).some((folder) => byFolder.has(folder))));
    },
    taker: (path) => {
      const taking = foldersUp(path).flatMap((folder) => byFolder.get(folder)?.find(({ image, copy }) => comesWith(copy, image, path)) ?? []);
      const [found] = taking.sort((one, other) => one.order - other.order);
      return found ? { image: found.image.build.id, at: found.copy.at, copy: written(found.copy) } : null;
    },
    takenBy: (wanted) => {
      const found = shipped.filter(({ image, copy }) => wanted.some((path) => comesWith(copy, image, path)));
      return { images: [...new Set(found.map(({ image }) => image.build.id))], copies: new Set(found.map(({ copy: { at } }) => `${at.path}:${at.line}`)).size };
    },
    takers: (path) => [...new Set(all.flatMap(({ image, copy }) => (comesWith(copy, image, path) ? image : [])))],
    imagePaths: (path) => [...new Set(all.flatMap(({ image, copy }) => (comesWith(copy, image, path) ? (imagePathOf(copy, path) ?? []) : [])))],
  };
}

/** As a line of the ignore file says it. */
export function patternOf({ folder }: IgnoreScope, path: string): string {
  return inContext(folder, path).replace(/[\\*?[\]]/g, '\\$&').replace(/^[!#]/, '\\$&');
}

function written({ instruction }: FolderCopy): string {
  return shortenLines(instruction.joined);
}

/** Something of Python is installed in it, or it stands on an image of Python. */
function isPython({ installs, base }: ImageModel): boolean {
  return installs.length > 0 || (base.kind === 'image' && /python|pypy|\buv\b|conda/.test(base.reference ?? ''));
}
