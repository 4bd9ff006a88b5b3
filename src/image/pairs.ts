import type { Instruction } from '#dockerfile/types.js';

export interface Pair {
  readonly name: string;
  /** As written, quotes and variables in place. */
  readonly text: string;
}

/** The pairs of an ENV or LABEL: `A=b C=d`, or the old form `A the rest of the line`. */
export function readPairs(instruction: Instruction): readonly Pair[] {
  const [first] = instruction.words;
  if (!first) return [];
  if (!first.text.includes('=')) {
    const args = instruction.joined.slice(instruction.args.start, instruction.args.end);
    return [{ name: first.text, text: args.slice(first.text.length).trim() }];
  }
  return instruction.words.flatMap(({ text }) => {
    const equals = text.indexOf('=');
    return equals < 0 ? [] : [{ name: text.slice(0, equals), text: text.slice(equals + 1) }];
  });
}
