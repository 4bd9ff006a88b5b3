import type { Place } from '#answer/answer.js';

/** Whether an image could do without a requirement, and by what. */
export type Replaceable =
  /** Nothing of the image needs it. */
  | { readonly kind: 'remove'; readonly reason: string }
  /** It is asked for only because it brings what the code uses: that could be asked for itself. */
  | { readonly kind: 'lines'; readonly lines: readonly BroughtLine[]; readonly freed: FreedText }
  /** Few of its functions are used, and each has an equivalent: the code would have to be changed. `after`: lines that nothing needs and that bring it. */
  | { readonly kind: 'code'; readonly uses: readonly ReplaceableUse[]; readonly adds: readonly string[]; readonly after: readonly string[]; readonly freed: FreedText }
  | { readonly kind: 'keep'; readonly because: string; readonly at: Place | null };

/** A line in place of one that brings it. */
export interface BroughtLine {
  /** Normalised. */
  readonly name: string;
  /** The version that comes today; null: not told. */
  readonly version: string | null;
  /** What needs it, for a person. */
  readonly reason: string;
  readonly at: Place;
}

/** One function or class that code uses, with what does the same. */
export interface ReplaceableUse {
  /** Qualified: `scipy.stats.zscore`. */
  readonly symbol: string;
  readonly places: readonly Place[];
  /** What stands in its place, as Python. */
  readonly by: string;
  readonly differs: string;
  readonly kind: 'standard-library' | 'few-lines' | 'distribution';
  readonly with: readonly string[];
}

/** What would fall with it. */
export interface FreedText {
  /** `about 110 MB`; empty where no figure is known. */
  readonly size: string;
  /** Decimal megabytes, the middle of the range; 0 where no figure is known. */
  readonly megabytes: number;
  /** Distributions that would come no longer. */
  readonly falls: readonly string[];
}
