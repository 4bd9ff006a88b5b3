import type { Closure } from '#needs/edges/closure-types.js';
import type { Implied } from '#needs/implicit/types.js';
import type { Imported } from '#needs/verdict/imports.js';
import type { Asked } from '#needs/types.js';
import type { Judged, Reason } from '#needs/verdict/judged.js';

/** What the questions are asked of: an image whose code and installs can be read. */
export interface Searched {
  readonly judged: Judged;
  /** What all that is installed brings along. */
  readonly whole: Closure;
  /** Imports that run and that nothing which is installed is known to bring. */
  readonly unanswered: readonly Imported[];
  /** What signs in the code may mean, but need not: a pickle, an address that is computed. */
  readonly perhaps: readonly Implied[];
  /** Lines of what the code imports and no source has a record of: what it requires, and what it can use, is not known. */
  readonly withoutRecord: readonly Asked[];
  /** The files that the image holds and that nothing was found to run. */
  readonly idle: {
    readonly imported: readonly Imported[];
    readonly implied: readonly Implied[];
  };
}

/** Asks one way in which something may be needed unseen. Null: it is not needed so. `kept`: what stays in the image. */
export type Question = (name: string, searched: Searched, kept: Closure) => Reason | null;
