import type { Answer, Hits, Place } from '#answer/answer.js';
import type { Instruction } from '#rule/dockerfile.js';

/** A health check that is all that an image has curl or wget for. */
export interface HealthSwap {
  /** The HEALTHCHECK. */
  readonly at: Instruction;
  readonly tool: 'curl' | 'wget';
  readonly url: string;
  /** Whether the route that it asks is one of the code that answers by itself; else an answer may send elsewhere, which only Python follows. */
  route(): Answer<string | null>;
  /** Who else runs the tool, and what keeps the check from being written otherwise. */
  uses(): Hits;
}

/** A service that answers whether it is well, in an image without a health check. */
export interface HealthMissing {
  readonly at: Place;
  /** `/healthz`. */
  readonly path: string;
  /** The HEALTHCHECK that would ask it. */
  readonly line: string;
  route(): Answer<string>;
}
