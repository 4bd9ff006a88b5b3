import type { Answer } from '#answer/answer.js';
import type { Instruction } from '#rule/dockerfile.js';

/** A COPY of code before an install that reads nothing of it but lists of requirements. */
export interface EarlyCopy {
  /** The COPYs that can stand behind the install, in their order. */
  readonly copies: readonly [Instruction, ...Instruction[]];
  /** The RUN that installs. */
  readonly install: Instruction;
  /** The lists, as paths of the build context. */
  readonly lists: readonly string[];
  /** COPYs of the lists alone; empty: they are there before. */
  readonly text: string;
  /** A comment above one of them says that it comes first, as written. */
  readonly comment: string | null;
  /** Paths of the image that the COPYs fill. */
  readonly paths: readonly string[];
  /** That the install and what stands before it read nothing else. */
  reads(): Answer<readonly string[]>;
}
