import type { Answer, Hits } from '#answer/answer.js';
import type { Counterpart } from '#knowledge/swaps.js';
import type { Install } from './dockerfile.js';
import type { Requirement } from './requirement.js';

/**
 * A line or word that asks for a distribution for which a smaller one stands. A workspace has many: what is asked of one says nothing of
 * the others, so its answers count where they are handed on, as evidence or in `unless`. Hand all of them on.
 */
export interface SwapPlace {
  readonly from: string;
  readonly to: string;
  /** The requirement as written. */
  readonly written: string;
  readonly at: Requirement | Install;
  /** Ids of the builds that install it. */
  readonly images: readonly string[];
  readonly means: SwapMeans;
  /** All of these images ask for the smaller one by name as well. */
  readonly both: boolean;
  /** Commands that a person has to run afterwards. */
  readonly commands: readonly string[];
  /** That one stands for the other, and in which version. */
  counterpart(): Answer<Counterpart>;
  /** Code that uses what only the larger one can do, in the images and beside them. */
  uses(): Hits;
  /** What else asks for it by name. */
  requiredBy(): Hits;
  /** Images of these that have, ask for or cannot do without a GPU or another accelerator. */
  accelerators(): Hits;
  /** Why somebody may have meant it though nothing shows that it is used; null: nothing says so. */
  meant(): Answer<string | null>;
  /** What else speaks against writing it here. */
  against(): Hits;
}

export type SwapMeans =
  /** Another name in the same place. */
  | { readonly kind: 'rename'; readonly line: Requirement }
  /** The smaller one is asked for already. */
  | { readonly kind: 'drop'; readonly line: Requirement }
  /** The same name with other extras. */
  | { readonly kind: 'extras'; readonly line: Requirement; readonly extras: readonly string[] }
  /** The smaller one where there are wheels of it, the larger one elsewhere: two lines with a marker each. */
  | { readonly kind: 'beside'; readonly line: Requirement; readonly is: string; readonly other: string }
  /** A word of a call. */
  | { readonly kind: 'word'; readonly install: Install; readonly word: string; readonly by: string }
  /** Nothing that could be written safely. */
  | { readonly kind: 'none'; readonly because: string };

/** Several distributions with the same module in an image, one of which something else brings along. */
export interface Clash {
  /** The distributions, those that are asked for first. */
  readonly names: readonly string[];
  /** Who brings the other one: `ultralytics -> opencv-python`. */
  readonly chain: string;
  readonly at: Requirement;
  readonly images: readonly string[];
  comes(): Answer<boolean>;
}
