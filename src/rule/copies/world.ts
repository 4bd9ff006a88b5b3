import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import type { Dockerfile } from '#rule/dockerfile.js';

/** What is asked about the COPYs of a Dockerfile, at one moment of a plan. */
export interface CopyWorld {
  readonly snapshot: Snapshot;
  readonly dockerfile: Dockerfile;
  readonly model: DockerfileModel;
  /** Every image that is built of it. */
  readonly images: readonly ImageModel[];
}
