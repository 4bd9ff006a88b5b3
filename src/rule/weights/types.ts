import type { Answer, Place } from '#answer/answer.js';

/** Weights of models in a layer of an image that somebody runs. */
export interface ModelWeights {
  readonly at: Place;
  /** `fetched`: a RUN downloads them. `copied`: they lie in the build context. */
  readonly how: 'fetched' | 'copied';
  /** The command as written, or the files. */
  readonly what: string;
  /** The library that fetches them; null: they are copied, or a plain download. */
  readonly by: string | null;
  /** What they weigh, in words; null: not known. */
  readonly size: string | null;
  proof(): Answer<number | null>;
}
