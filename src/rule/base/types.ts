import type { Answer, Hits } from '#answer/answer.js';
import type { Instruction, SystemInstall } from '#rule/dockerfile.js';

/** A full Python image that an image stands on, where the slim one does. */
export interface SlimBase {
  /** FROM. */
  readonly at: Instruction;
  /** As written, variables left in. */
  readonly from: string;
  readonly to: string;
  /** It is the default of an argument that changes. */
  readonly argument: boolean;
  /** Programs and libraries of the full image that something uses, by package. */
  readonly adds: readonly string[];
  /** The call that asks for them; null: a RUN of their own. */
  readonly call: SystemInstall | null;
  /** What the tag means, and the new one. */
  tag(): Answer<string>;
  /** What keeps it from being done, each with its place. */
  refusals(): Hits;
  /** Whether anything is compiled, and what is loaded of the full image. */
  compiled(): Answer<readonly string[]>;
  running(): Answer<number>;
}
