import type { Instruction } from '#dockerfile/types.js';

/** The sources and the destination of a COPY or ADD: the words behind the flags, in either form. */
export function copyWords(instruction: Instruction): readonly string[] {
  return instruction.json ? instruction.json.map(({ value }) => value) : instruction.words.map(({ text }) => text);
}
