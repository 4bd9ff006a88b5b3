import type { Place } from '#answer/answer.js';
import type { InstallRequest, Resolution } from '#sizes/types.js';

/** Resolves what the installs of one environment ask for, one after the other. Asked twice for the same, it answers the same. */
export type Resolver = (requests: readonly InstallRequest[]) => Promise<Resolution>;

/** What a fix says it does to one image, as far as a resolver can see it. Names are normalised (PEP 503). */
export interface Declared {
  /** No longer asked for; what nothing else brings goes with them. */
  readonly removes: ReadonlySet<string>;
  /** Asked for now; what they require comes with them. */
  readonly adds: ReadonlySet<string>;
  /** What stays may be asked for in other words: with other specifiers, extras or markers. */
  readonly versions: boolean;
  /** Packages may come from another index: the same version in another build (`2.5.1` -> `2.5.1+cpu`). */
  readonly index: boolean;
}

/** What the resolver says about a fix in one image. */
export type Verdict = Proved | Refuted | Unproved;

export interface Proved {
  readonly outcome: 'proved';
  readonly by: Resolution['by'];
  /** Packages before and after. */
  readonly before: number;
  readonly after: number;
  readonly difference: Difference;
  /** What is no longer asked for and comes all the same, with who requires it. */
  readonly stays: readonly { readonly name: string; readonly parents: readonly string[] }[];
}

export interface Refuted {
  readonly outcome: 'refuted';
  /** In words, with what would differ. */
  readonly reason: string;
  /** What a line could keep at its version, so that the fix may stand; empty: no line helps. */
  readonly rises: readonly Rise[];
}

/** A package that would rise, since what leaves had kept it down. */
export interface Rise extends Change {
  /** Those that required it and leave; empty: its own line leaves. */
  readonly beside: readonly string[];
  /** What is asked for and brings it in the first install that does, the nearest first; where it is asked for by name, that alone. */
  readonly roots: readonly Root[];
}

/** A line that asks for something. */
export interface Root {
  readonly name: string;
  readonly at: Place;
}

export interface Unproved {
  readonly outcome: 'unproved';
  readonly reason: string;
}

/** What differs between two resolutions; each list sorted by name. */
export interface Difference {
  readonly gone: readonly string[];
  readonly come: readonly string[];
  readonly changed: readonly Change[];
}

export interface Change {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}
