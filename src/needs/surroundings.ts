import type { Snapshot } from '#files/snapshot.js';
import { fromPlace } from '#image/from-place.js';
import type { ImageModel } from '#image/image.js';
import { acceleratorSign } from '#knowledge/accelerators.js';
import { baseImage } from '#knowledge/base-image.js';
import { imageName } from '#services/image-names.js';
import { workspaceImages } from '#services/workspace-images.js';
import { baseName, folderOf } from '#text/paths.js';
import type { Judged } from './verdict/judged.js';

/** Whether the base image may have Python packages of its own; those of accelerators are made of them. */
export function baseDoubt(image: ImageModel): Judged['base'] {
  const { base } = image;
  const at = fromPlace(image);
  if (base.kind === 'unknown') return { text: `the base image cannot be told (${base.because}); packages of its own may need it`, at, all: false };
  if (base.kind !== 'image' || baseImage(base.reference).value !== null) return null;
  const sign = acceleratorSign('bases', base.reference).value;
  return { text: `${base.reference} may have packages of its own that need it`, at, all: sign !== null };
}

const tags = new WeakMap<Snapshot, ReadonlySet<string>>();

/** Whether an image is made from one that a build of the workspace gives its name to, whatever the tag. */
export function standsOnOwn({ base }: ImageModel, snapshot: Snapshot): boolean {
  if (base.kind !== 'image') return false;
  const start = snapshot.start ?? snapshot;
  const known = tags.get(start) ?? new Set([...workspaceImages(start).joined.mentions.values()].flatMap((mentions) => mentions.flatMap(({ images }) => images.flatMap(repositoryOf))));
  tags.set(start, known);
  return repositoryOf(base.reference).some((repository) => known.has(repository));
}

function repositoryOf(reference: string): readonly string[] {
  const name = imageName(reference);
  return name === null ? [] : [name.repository];
}

const packages = new WeakMap<Snapshot['tree'], ReadonlyMap<string, string>>();

/** The packages that lie in the workspace, by their names: folders with an `__init__.py` that are not in another one. */
export function ownPackages({ tree }: Snapshot): ReadonlyMap<string, string> {
  const known = packages.get(tree);
  if (known) return known;
  const found = new Map<string, string>();
  for (const path of tree.paths) {
    if (!path.endsWith('/__init__.py')) continue;
    const folder = folderOf(path);
    if (!tree.has(`${folderOf(folder)}/__init__.py`.replace(/^\//, ''))) found.set(baseName(folder), folder);
  }
  packages.set(tree, found);
  return found;
}
