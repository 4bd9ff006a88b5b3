import type { Answer, Hits } from '#answer/answer.js';
import type { Instruction } from '#rule/dockerfile.js';

/** Images whose service starts as root, in a Dockerfile where a user could be set. */
export interface RootStart {
  /** What starts: the user comes in front of it. */
  readonly at: Instruction;
  /** Instructions that make a user and take it; with a number where one is given. */
  lines(name: string, id: number | null): string;
  /** Which user the image ends with. */
  user(): Answer<string>;
  /** What needs root, or is the user of somebody else to decide. */
  needsRoot(): Hits;
  /** What the service may write or read that only root may: incomplete where there is a sign of it, or not all can be told. */
  writes(): Answer<number>;
}
