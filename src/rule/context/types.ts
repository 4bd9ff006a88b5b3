import type { Answer, Hits, Place } from '#answer/answer.js';

/** An ignore file as it could be: lines at its end, or a new file. */
export interface IgnoreDraft {
  readonly path: string;
  /** Null: there is none yet. */
  readonly text: string | null;
  readonly lines: readonly string[];
  /** What stays out, in words: `.git (12.3 MB here)`. */
  readonly names: readonly string[];
  /** Ids of the builds whose images it stays out of. */
  readonly images: readonly string[];
  /** COPYs and ADDs that take some of it along, this one with them. */
  readonly copies: number;
  /** The COPY that takes it along, as written. */
  readonly copy: string;
  readonly at: Place;
  /** Paths of images that files of the workspace no longer come to. */
  readonly hides: readonly string[];
  /** Paths of images that a new ignore file comes to itself. */
  readonly brings: readonly string[];
  /** What each line is about; the value: bytes that are there now. */
  proof(): Answer<number>;
  /** Why no line can be right for every build of the context. */
  against(): Hits;
}

/** What lines of an ignore file leave out that no build of its context would miss. */
export interface DraftLine {
  readonly patterns: readonly string[];
  /** Paths that it is about, there or not: some of them where they are many. */
  readonly paths: readonly string[];
  /** In words, with what it weighs where that is there. */
  readonly label: string;
  /** Bytes that are there now; null: it is not there. */
  readonly bytes: number | null;
  readonly because: string;
  readonly from: Place | null;
  /** By itself worth a line to somebody; others come along with such a one. */
  readonly strong: boolean;
  readonly hides: readonly string[];
  /** The image that takes it along, and the place that does. */
  readonly taken: Taken;
}

export interface Taken {
  readonly image: string;
  readonly at: Place;
  readonly copy: string;
}
