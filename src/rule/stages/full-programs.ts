import { programOf } from '#image/run/facts.js';
import type { Step } from '#image/run/step.js';
import { fullImage } from '#knowledge/index.js';
import type { Running } from './running.js';

export interface FullPrograms {
  /** Packages of the slim image that have the programs. */
  readonly packages: readonly string[];
  readonly against: readonly string[];
}

/** Programs whose names texts use for other things as well. */
const WORDS = /^(?:animate|ar|as|compare|composite|convert|cpp|file|free|identify|ld|make|mogrify|montage|nm|patch|strip|top|uptime|watch)$/;

/** Programs of the full image that a RUN of what ships, a command, a script or code runs: a slim image has them by package only. */
export function fullPrograms(steps: readonly Step[], running: Running, distributions: readonly string[]): FullPrograms {
  const { commands, distributions: users } = fullImage().value;
  const packages = new Set<string>();
  const against: string[] = [];
  const inSteps = new Set(steps.flatMap((step) => programOf(step.rounds[0] ?? []) ?? []));
  for (const [program, from] of commands) {
    if (!inSteps.has(program) && !(WORDS.test(program) ? running.runs(program) : running.mentions(program))) continue;
    if (from === null) against.push(`${program} runs, which the slim image does not hold`);
    else packages.add(from);
  }
  for (const name of distributions) {
    const from = users.get(name);
    if (from !== undefined) packages.add(from);
  }
  return { packages: [...packages].toSorted(), against };
}
