import type { Evidence } from '#answer/answer.js';
import type { ImplicitNeed } from '#knowledge/implicit-types.js';

/** A need without an import that something in an image shows. */
export interface Implied {
  readonly need: ImplicitNeed;
  /** Each group is needed, one of it is enough, and those asked for are kept, all of them; `*` stands for any letters. */
  readonly names: readonly (readonly string[])[];
  readonly strength: ImplicitNeed['strength'];
  readonly verdict: ImplicitNeed['verdict'];
  readonly scope: ImplicitNeed['scope'];
  /** One line for a person. */
  readonly reason: string;
  /** The signs with their places, then the entry of the catalogue. No password of an address is in it. */
  readonly evidence: readonly Evidence[];
  /** True: nobody checked the entry against a source. */
  readonly assumed: boolean;
}

/** A sign that was found: what stands there, fit to be shown, and where. */
export interface Seen {
  readonly text: string;
  readonly at: { readonly path: string; readonly line: number } | null;
}
