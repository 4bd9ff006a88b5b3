import type { Place } from '#answer/answer.js';

/** Extras of a requirement that its images use less of than they bring. */
export interface NarrowExtras {
  /** What the line would ask for, as `setExtras` takes it; empty: no extra at all. */
  readonly extras: readonly string[];
  /** Those of today that would go. */
  readonly dropped: readonly string[];
  /** What the extras bring, each with what the images need it for. */
  readonly parts: readonly ExtraPart[];
  /** `unneeded`: nothing that goes was seen to be used. `speed`: something of it is used where it is there, and done otherwise without it. */
  readonly cost: 'unneeded' | 'speed';
  /** `about 14 MB`, in the image that it frees most in, by the catalogue; empty where no figure is known. */
  readonly size: string;
  /** Distributions that would come no longer, in that image. */
  readonly falls: readonly string[];
}

/** One distribution that an extra brings. */
export interface ExtraPart {
  readonly name: string;
  /** `stays`: an image needs it, or it cannot be told. `speed`: only used where it is there. `free`: nothing needs it, or it comes in any case. */
  readonly standing: 'stays' | 'speed' | 'free';
  /** Whether the line would still bring it. */
  readonly goes: boolean;
  /** One line for a person. */
  readonly reason: string;
  readonly at: Place;
}
