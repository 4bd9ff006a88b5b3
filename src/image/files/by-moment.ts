import type { Instruction } from '#dockerfile/types.js';
import type { Moment } from '#image/stages/stages.js';

type Asked<T> = (instruction: Instruction, moment: Moment, escape: string) => T;

/** What is asked of a COPY or ADD; null for other instructions. Many ask, mostly of the same moment of the same build: the latest answer is kept. */
export function copyByMoment<T>(make: Asked<T>): Asked<T | null> {
  const known = new WeakMap<Instruction, { readonly moment: Moment; readonly told: T }>();
  return (instruction, moment, escape) => {
    if (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD') return null;
    const before = known.get(instruction);
    if (before?.moment === moment) return before.told;
    const told = make(instruction, moment, escape);
    known.set(instruction, { moment, told });
    return told;
  };
}
