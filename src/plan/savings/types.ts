import type { Bytes } from '#sizes/types.js';

/**
 * What a plan saves, as far as it can be told without building: the packages, the base image, what the system's package manager
 * installs, and what `chown` and `chmod` store again. Not the files of the repository, nor caches. Of production images, each counted once.
 */
export interface PlanSavings {
  /** By fix, in the plan's order: what leaves with it that the ones before had left. Only fixes of which something is known. */
  readonly fixes: ReadonlyMap<string, Bytes>;
  /** By service: what its production image holds less in the end. */
  readonly services: ReadonlyMap<string, Bytes>;
  /** Services that install from another index in the end (torch for the CPU): builds of the same version that are smaller there are not counted. */
  readonly uncounted: ReadonlySet<string>;
  /** What the plan saves in all, each image once. */
  readonly total: Bytes;
}
