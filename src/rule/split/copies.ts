import type { Snapshot } from '#files/snapshot.js';
import type { DockerfileModel } from '#image/model.js';
import { workspaceImages } from '#services/workspace-images.js';

/** A COPY by its Dockerfile and its number among the instructions. */
export interface CopyPlace {
  readonly dockerfile: string;
  readonly index: number;
}

export interface PlacedModel {
  readonly model: DockerfileModel;
  /** The folders that its images are built from. */
  readonly contexts: readonly string[];
}

const known = new WeakMap<Snapshot, readonly PlacedModel[]>();

/** Each Dockerfile that is built, once for each way its arguments make it read. */
export function dockerfileModels(snapshot: Snapshot): readonly PlacedModel[] {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const { images, besides } = workspaceImages(snapshot);
  const contexts = new Map<DockerfileModel, Set<string>>();
  for (const { dockerfile, context } of [...images, ...besides]) {
    const own = contexts.get(dockerfile) ?? new Set<string>();
    if (context) own.add(context.context);
    contexts.set(dockerfile, own);
  }
  const found = [...contexts].map(([model, own]) => ({ model, contexts: [...own] }));
  known.set(snapshot, found);
  return found;
}
