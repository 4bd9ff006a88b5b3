import type { Answer, Place } from '#answer/answer.js';

/** What is known of an image and Alpine, whose C library is musl. */
export interface Musl {
  /** Images whose distributions all have wheels for musl, and in which nothing is seen that needs glibc or bash; the largest saving first. */
  readonly candidates: readonly MuslCandidate[];
  /** Stages on Alpine that install what has no wheel for musl. */
  readonly compiled: readonly MuslStage[];
}

export interface MuslCandidate {
  /** The FROM of what ships. */
  readonly at: Place;
  /** As written. */
  readonly from: string;
  /** The image of Alpine with the same Python. */
  readonly to: string;
  /** MB on disk between the two bases, as a range in words; null: not known. */
  readonly saves: string | null;
  /** How many distributions have a wheel for musl. */
  readonly distributions: number;
  proof(): Answer<number>;
}

export interface MuslStage {
  /** The install. */
  readonly at: Place;
  /** The base image. */
  readonly from: string;
  /** Normalised names of what has no wheel for musl. */
  readonly names: readonly string[];
  /** Those of them of which nothing can be compiled: the index has wheels alone. */
  readonly fail: readonly string[];
  proof(): Answer<number>;
}
