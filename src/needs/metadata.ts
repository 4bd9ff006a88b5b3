import type { DistributionEdges } from '#knowledge/edge-types.js';

/** What the user gave about installed packages: a virtual environment, lists of `pip list`. */
export interface Metadata {
  /** Distributions of the environment that hold a module; none: it is not in it. */
  distributionsOf(module: string): readonly string[];
  /** Modules of a distribution; null: the environment does not have it. */
  modulesOf(distribution: string): readonly string[] | null;
  scriptsOf(distribution: string): readonly string[];
  edgesOf(distribution: string): DistributionEdges | null;
  /** The installed version, by the list of a service or by the environment; null: not told. */
  versionOf(distribution: string, services: readonly string[]): string | null;
}
