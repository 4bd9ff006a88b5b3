import type { Answer } from '#answer/answer.js';
import type { Instruction } from '#rule/dockerfile.js';

/** Files of the workspace that two COPYs of what ships bring. */
export interface CopiedTwice {
  /**
   * `over`: the second puts the same files over those of the first, which nothing reads in between. `again`: the same over what
   * another stage brought, or the other way round. `beside`: the same folder in two places.
   */
  readonly kind: 'over' | 'again' | 'beside';
  readonly first: Instruction;
  readonly second: Instruction;
  /** Paths of the image that both fill; of `beside` the two places. */
  readonly paths: readonly string[];
  /** Of the files that are stored twice, on this disk; null: they are not all there. */
  readonly bytes: number | null;
  /** `20 files, 1.2 MB`. */
  readonly size: string;
  proof(): Answer<number>;
}
