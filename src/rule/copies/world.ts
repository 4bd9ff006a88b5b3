import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import type { Dockerfile } from '#rule/dockerfile.js';

/** More COPYs in one stage are nothing that a person wrote. */
export const MOST_COPIES = 200;

/** What is asked about the COPYs of a Dockerfile, at one moment of a plan. */
export interface CopyWorld {
  readonly snapshot: Snapshot;
  readonly dockerfile: Dockerfile;
  readonly model: DockerfileModel;
  /** Every image that is built of it. */
  readonly images: readonly ImageModel[];
}

/** The images that a stage is built for; where builds of some stop, since a COPY finds nothing, the others alone. */
export function builtWith({ images }: CopyWorld, stage: number): readonly ImageModel[] {
  const all = images.filter(({ needed }) => needed.has(stage));
  const whole = all.filter(({ opaque }) => !opaque.some(({ stops }) => stops === true));
  return whole.length > 0 ? whole : all;
}
