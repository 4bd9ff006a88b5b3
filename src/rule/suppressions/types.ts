import type { Place } from '#answer/answer.js';
import type { TextEdit } from '#text/edits.js';

/** A `# slimify-ignore` comment. */
export interface Suppression {
  /** `family/name`, as written. */
  readonly rule: string;
  /** Services that it is narrowed to; null: all. */
  readonly services: readonly string[] | null;
  /** Why; empty where none is given, and then it is not heeded. */
  readonly reason: string;
  /** Of the comment. */
  readonly at: Place;
  /** The lines that it speaks of, 1-based and inclusive; null: it stands above none. */
  readonly covers: { readonly first: number; readonly last: number } | null;
  /** Takes the comment away; null where that would make something else of what is below it. */
  readonly removal: TextEdit | null;
}
