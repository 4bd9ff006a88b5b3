import type { Answer, Hits } from '#answer/answer.js';
import type { Instruction, SystemInstall } from '#rule/dockerfile.js';

/** `tools`: compilers and what stands beside them. `headers`: the `-dev` packages of libraries. */
export type SurplusKind = 'tools' | 'headers';

/** Packages of apt that an image holds though only builds need them. */
export interface SurplusPackages {
  /** Those that go from what ships. */
  readonly leaves: readonly string[];
  /** Libraries that are asked for in their place. */
  readonly adds: readonly string[];
  /** `out`: they go. `within`: they come and go in the RUN that needs them, where a later RUN would only hide them. */
  readonly how: 'out' | 'within';
  /** A later RUN takes some of them away, which frees nothing. */
  readonly late: boolean;
  readonly at: SystemInstall | Instruction;
  /** What keeps it from being done, each with its place. */
  refusals(): Hits;
  /** Whether anything is compiled where they are, and what libraries stay. */
  compiled(): Answer<readonly string[]>;
  /** What runs in containers, as far as files, commands and services tell. */
  running(): Answer<number>;
}
