import type { Instruction } from '#dockerfile/types.js';

export interface Pair {
  readonly name: string;
  /** As written, quotes and variables in place. */
  readonly text: string;
}

/** The pairs of an ENV or LABEL. The old form `ENV A the rest` is read as the one word `A=the rest`. */
export function readPairs({ words }: Instruction): readonly Pair[] {
  return words.flatMap(({ text }) => {
    const equals = text.indexOf('=');
    return equals < 0 ? [] : [{ name: text.slice(0, equals), text: text.slice(equals + 1) }];
  });
}
