import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { mountsOf } from '#image/files/mounts.js';
import type { ImageModel } from '#image/image.js';
import { imageName } from '#services/image-names.js';
import { imageUsers } from '#services/image-users.js';
import { workspaceImages } from '#services/workspace-images.js';
import { baseName } from '#text/paths.js';

/**
 * Images of the workspace that are made from this one, or copy from it. Nearly none is; so it is only looked into where some
 * Dockerfile takes an image whose name ends as one of this image's does.
 */
export function standingOn(image: ImageModel, snapshot: Snapshot): readonly { readonly text: string; readonly at: Place }[] {
  const { dockerfile } = image.build;
  const { taken, byDockerfile } = takenNames(snapshot.start ?? snapshot);
  if (taken !== null && !byDockerfile.get(dockerfile)?.some((name) => taken.has(name))) return [];
  return imageUsers(snapshot, dockerfile).flatMap(({ text, at, how }) => (how === 'named' ? { text, at } : []));
}

interface Taken {
  /** The last parts of the names of images that Dockerfiles take; null: not all can be told. */
  readonly taken: ReadonlySet<string> | null;
  /** The last parts of the names that builds give, by Dockerfile. */
  readonly byDockerfile: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<Snapshot, Taken>();

/** Two image names that fit each other end alike, so the ends tell soon which pairs never do. */
function takenNames(snapshot: Snapshot): Taken {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const { joined, imageOf } = workspaceImages(snapshot);
  const taken = new Set<string>();
  const byDockerfile = new Map<string, string[]>();
  let all = true;
  for (const build of joined.builds) {
    const names = (joined.mentions.get(build) ?? []).flatMap(({ images }) => images.flatMap(endOf));
    byDockerfile.set(build.dockerfile, [...(byDockerfile.get(build.dockerfile) ?? []), ...names]);
    const image = imageOf(build);
    // What another target is called is told by no image name.
    if (!image.ok || [...build.contexts.values()].some((context) => /^(?:target|service):/.test(context))) all = false;
    for (const context of build.contexts.values()) for (const end of endOf(context.replace(/^docker-image:\/\//, ''))) taken.add(end);
    if (image.ok) for (const written of takenBy(image.value)) for (const end of endOf(written)) taken.add(end);
  }
  const found = { taken: all ? taken : null, byDockerfile };
  known.set(snapshot, found);
  return found;
}

function endOf(written: string): readonly string[] {
  const name = imageName(written);
  return name === null ? [] : [baseName(name.repository)];
}

/** Images that a Dockerfile stands on, copies from or mounts; the names of its own stages may be among them. */
function takenBy({ dockerfile }: ImageModel): readonly string[] {
  return dockerfile.stages.flatMap(({ stage, base }) => [
    stage.from.image.text,
    ...(base.kind === 'image' ? [base.reference] : []),
    ...stage.instructions.flatMap((instruction) =>
      instruction.keyword === 'RUN' ? mountsOf(instruction).flatMap((mount) => mount.from ?? [])
      : instruction.keyword === 'COPY' ? instruction.flags.flatMap(({ name, value }) => (name === 'from' ? (value ?? []) : []))
      : [],
    ),
  ]);
}
