import type { From, Instruction, Stage, Word } from './types.js';

/** The stages of a file: each FROM with what follows it. What stands before the first FROM belongs to none. */
export function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const groups: Instruction[][] = [];
  for (const instruction of instructions) {
    if (instruction.keyword === 'FROM') groups.push([instruction]);
    else groups.at(-1)?.push(instruction);
  }
  return groups.flatMap((group, index) => {
    const [first] = group;
    const image = first?.words[0];
    if (!first || !image) return [];
    return [{ index, name: first.words[2]?.text ?? null, from: fromOf(first, image), instructions: group }];
  });
}

function fromOf(instruction: Instruction, image: Word): From {
  const platform = instruction.flags.find((flag) => flag.name === 'platform');
  return { instruction, image, platform: platform?.value ?? null };
}
