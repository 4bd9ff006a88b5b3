import { dockerfilesOf, type Snapshot } from '#files/snapshot.js';
import { modelOf, type DockerfileModel } from '#image/model.js';
import { baseEnvironment } from './dockerfile-models.js';
import { fileUses, type FileUses } from './file-uses.js';
import { workspaceImages, type WorkspaceImages } from './workspace-images.js';

/** The model of a snapshot, worked out once and as far as it is asked for. */
export interface WorkspaceModel {
  /** Every Dockerfile by itself, with no arguments given. */
  readonly models: readonly DockerfileModel[];
  readonly images: WorkspaceImages;
  readonly uses: FileUses;
}

const known = new WeakMap<Snapshot, WorkspaceModel>();

/** The same model for whoever asks, as long as the snapshot is there. */
export function workspaceModel(snapshot: Snapshot): WorkspaceModel {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const models = dockerfilesOf(snapshot).map((document) => modelOf(document, baseEnvironment));
  let uses: FileUses | null = null;
  const model: WorkspaceModel = {
    models,
    get images() {
      return workspaceImages(snapshot);
    },
    get uses() {
      return (uses ??= fileUses(snapshot, workspaceImages(snapshot)));
    },
  };
  known.set(snapshot, model);
  return model;
}
