import type { Hits, Answer } from '#answer/answer.js';
import type { Instruction, SystemInstall } from './dockerfile.js';

/** Packages of the system in one call that were there for OpenCV with windows. Its answers count where they are handed on, as those of a swap do. */
export interface IdleLibraries {
  readonly install: SystemInstall;
  /** Those that nothing needs. */
  readonly names: readonly string[];
  /** The call has no others: its RUN goes as a whole; null: others stay in it. */
  readonly whole: Instruction | null;
  /** Ids of the builds. */
  readonly images: readonly string[];
  /** Which OpenCV is there, and that it needs none of them. */
  left(): Answer<boolean>;
  /** What else in the images may need them. */
  neededBy(): Hits;
}
