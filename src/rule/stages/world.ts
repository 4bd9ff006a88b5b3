import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { DockerfileModel } from '#image/model.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import type { Dockerfile } from '#rule/dockerfile.js';

/** What the two stages of a Dockerfile are worked out from, at one moment of a plan. */
export interface StageWorld {
  readonly snapshot: Snapshot;
  readonly options: NeedOptions;
  readonly dockerfile: Dockerfile;
  readonly model: DockerfileModel;
  /** Every image that is built of it. */
  readonly images: readonly ImageModel[];
}

/** What was worked out at one moment of a plan: several rules ask the same. */
export type Memo<T> = WeakMap<NeedOptions, WeakMap<Snapshot, Map<string, T>>>;

export function memoOf<T>(memo: Memo<T>, { options, snapshot }: StageWorld): Map<string, T> {
  const bySnapshot = memo.get(options) ?? new WeakMap<Snapshot, Map<string, T>>();
  memo.set(options, bySnapshot);
  const found = bySnapshot.get(snapshot) ?? new Map<string, T>();
  bySnapshot.set(snapshot, found);
  return found;
}
