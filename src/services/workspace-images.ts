import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { evaluate } from '#image/evaluate.js';
import type { ImageModel } from '#image/image.js';
import type { Read } from '#text/read.js';
import { readBuildFiles } from './build-files.js';
import { joinBuilds, type JoinedBuilds } from './builds.js';
import { baseEnvironment, withInline } from './dockerfile-models.js';

/** The images of a workspace at one moment of a plan. Which builds there are was settled at its start. */
export interface WorkspaceImages {
  readonly joined: JoinedBuilds;
  /** One for each build that can be made as it is told. */
  readonly images: readonly ImageModel[];
  /** Stages that none of these builds needs, each as if it were built: somebody may. */
  readonly besides: readonly ImageModel[];
  imageOf(build: Build): Read<ImageModel>;
  /** The same image from the other folders that its context may be; none where the context is told. */
  otherwise(image: ImageModel): readonly ImageModel[];
}

const known = new WeakMap<Snapshot, WorkspaceImages>();

export function workspaceImages(snapshot: Snapshot): WorkspaceImages {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const start = snapshot.start ?? snapshot;
  const joined = joinBuilds(start, readBuildFiles(start));
  const world = { snapshot: withInline(snapshot, joined.inline), baseEnvironment };
  const models = new WeakMap<Build, Read<ImageModel>>();
  const imageOf = (build: Build): Read<ImageModel> => {
    const model = models.get(build) ?? evaluate(build, world);
    models.set(build, model);
    return model;
  };
  let images: readonly ImageModel[] | null = null;
  let besides: readonly ImageModel[] | null = null;
  const made: WorkspaceImages = {
    joined,
    get images() {
      return (images ??= joined.builds.filter((build) => joined.sound.has(build)).flatMap((build) => valueOf(imageOf(build))));
    },
    get besides() {
      return (besides ??= unneeded(made.images, imageOf));
    },
    imageOf,
    otherwise: ({ build }) => {
      const { context } = build;
      if (context.kind === 'unknown') return [];
      return context.others.flatMap((path) => valueOf(imageOf({ ...build, context: { ...context, path, others: [] } })));
    },
  };
  known.set(snapshot, made);
  return made;
}

/** For each Dockerfile, the stages that no build of it needs; the last first, since it may need the ones above. */
function unneeded(images: readonly ImageModel[], imageOf: (build: Build) => Read<ImageModel>): readonly ImageModel[] {
  const byDockerfile = new Map<string, ImageModel[]>();
  for (const image of images) byDockerfile.set(image.build.dockerfile, [...(byDockerfile.get(image.build.dockerfile) ?? []), image]);
  return [...byDockerfile.values()].flatMap((own) => {
    const [first] = own;
    if (!first) return [];
    const needed = new Set(own.flatMap((image) => [...image.needed]));
    const found: ImageModel[] = [];
    const stages = first.dockerfile.stages.length;
    for (let stage = stages - 1; stage >= 0; stage--) {
      if (needed.has(stage)) continue;
      const build: Build = { ...first.build, id: `${first.build.dockerfile} (stage ${first.dockerfile.stages[stage]?.stage.name ?? stage})`, target: String(stage) };
      for (const image of valueOf(imageOf(build))) {
        found.push(image);
        for (const index of image.needed) needed.add(index);
      }
    }
    return found;
  });
}

function valueOf(image: Read<ImageModel>): readonly ImageModel[] {
  return image.ok ? [image.value] : [];
}
