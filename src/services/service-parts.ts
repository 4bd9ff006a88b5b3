import type { BuildFile } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import type { Read } from '#text/read.js';
import type { JoinedBuilds } from './builds.js';
import type { Placed, Purpose } from './service.js';

/** What the services of a workspace are worked out from. */
export interface ServiceParts {
  readonly snapshot: Snapshot;
  readonly buildFiles: readonly BuildFile[];
  readonly joined: JoinedBuilds;
  readonly purposes: ReadonlyMap<Build, Purpose>;
  /** What a build produces; asked for sound builds only. */
  readonly imageOf: (build: Build) => Read<ImageModel>;
}

/** Each once, by its words and its place. */
export function unique(rows: readonly Placed[]): readonly Placed[] {
  return [...new Map(rows.map(({ text, at }) => [`${at.path}:${at.line} ${text}`, { text, at }])).values()];
}
