import type { Answer, Hits } from '#answer/answer.js';
import type { Instruction } from '#rule/dockerfile.js';

/** A RUN that changes owner or mode of what COPYs brought: the files are stored a second time in its layer. */
export interface OwnedAgain {
  /** The RUN. */
  readonly at: Instruction;
  /** `chown -R app:app /app`; several are joined by a comma. */
  readonly calls: string;
  /** The COPYs and ADDs that get a flag. */
  readonly copies: readonly Instruction[];
  /** Paths of the image whose owner or mode comes with the COPY then. */
  readonly paths: readonly string[];
  /** What of the image's commands changes its place: the user is made before the first COPY. */
  readonly moves: boolean;
  /** What the layer holds again, by line. */
  stored(): Answer<readonly number[]>;
  /** That the same owners and modes come out. */
  proof(): Answer<readonly string[]>;
  /** What keeps it from being done, each with its place. */
  refusals(): Hits;
  /** It can be written. */
  readonly writable: boolean;
}
