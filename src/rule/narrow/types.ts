import type { Place } from '#answer/answer.js';
import type { Replaceable } from '#needs/replaceable.js';

/** What is worth a word. */
export interface NarrowLimits {
  /** MB that have to fall with it. */
  readonly heavy: number;
  /** Names of it that code may use at most. */
  readonly uses: number;
}

/** What its images could do without a requirement: all of them could, and at least one does something with it today. */
export interface Narrow {
  readonly images: readonly NarrowImage[];
}

export interface NarrowImage {
  /** Id of the build. */
  readonly image: string;
  readonly answer: Exclude<Replaceable, { readonly kind: 'keep' }>;
  /** Where it is used first; its line where nothing is. */
  readonly at: Place;
}
