import type { Instruction } from './types.js';

/** A piece of a laid-out stage: an instruction of the file, a part of one, or new lines. */
export type LayoutPiece =
  /** The whole instruction with its comments; `withoutFlags`: flags that the repeated one does not get (`chown`). */
  | { readonly kind: 'verbatim'; readonly instruction: Instruction; readonly withoutFlags?: readonly string[] }
  /** Some commands of a RUN; the others stand in other parts of it, or in `dropped`. `comments`: whether the comments above go here. */
  | { readonly kind: 'part'; readonly instruction: Instruction; readonly commands: readonly number[]; readonly words: readonly WordChange[]; readonly comments: boolean }
  /** One or more instructions, with comments above them. */
  | { readonly kind: 'new'; readonly text: string };

/** Another word in the place of one, or none. */
export interface WordChange {
  readonly command: number;
  readonly word: number;
  /** Null: the word goes. */
  readonly by: string | null;
}

/** What is left out of the new layout, and why. Without `command` the whole instruction, without `word` the whole command. */
export interface DroppedPiece {
  readonly instruction: Instruction;
  readonly command?: number;
  readonly word?: number;
  readonly reason: string;
}

/** The stages of a file anew. The first piece of each stage is its FROM: new text, or the old one. */
export interface Layout {
  readonly stages: readonly (readonly LayoutPiece[])[];
  readonly dropped: readonly DroppedPiece[];
}

/** What may stand in several stages: it says how things are, and does nothing (docs/design.md, section 4). */
export const REPEATABLE: ReadonlySet<string> = new Set(['ENV', 'ARG', 'WORKDIR', 'SHELL', 'COPY', 'ADD']);
