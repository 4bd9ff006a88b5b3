import type { RunCommand, RunParts } from '#dockerfile/run.js';
import { pathNames } from '#image/files/copy-sources.js';
import type { RunFacts } from '#image/run/run-facts.js';
import type { StepWord } from '#image/run/step.js';

/** One `chown -R`, `chgrp -R` or `chmod -R` of a RUN, in plain words. */
export interface Claim {
  /** Its number among the commands of the RUN. */
  readonly command: number;
  readonly order: number;
  readonly program: 'chown' | 'chgrp' | 'chmod';
  /** `app:app` or `755`, as it is written, and with its variables filled in. */
  readonly written: string;
  readonly value: string;
  /** Paths of the image without the first slash. */
  readonly paths: readonly string[];
  /** The same as they are written. */
  readonly words: readonly string[];
  readonly text: string;
}

/** A call that goes through folders, whether it can be read in full or not. */
export interface Recursive {
  readonly order: number;
  readonly text: string;
  readonly line: number;
  /** Paths without the first slash; null: they cannot be told. */
  readonly paths: readonly string[] | null;
  /** Null: it has options or conditions of its own. */
  readonly claim: Claim | null;
}

/** More paths in one call are nothing that a person wrote. */
const MOST_PATHS = 200;

/** The calls of a RUN that set owner or mode of whole folders. */
export function recursiveCalls(parts: RunParts, facts: RunFacts): readonly Recursive[] {
  return facts.ownership.filter(({ recursive, runs }) => recursive && runs.kind !== 'never').map((own) => {
    const step = facts.steps[own.order];
    const command = step ? parts.commands.indexOf(step.command) : -1;
    const words = step?.rounds[0] ?? [];
    const plainCall = step !== undefined && command >= 0 && !step.nested && step.first === 0 && step.user === null && step.rounds.length === 1 && own.runs.kind === 'always' && own.script === null;
    const told = own.paths.length <= MOST_PATHS && own.paths.every((path) => path !== null && !/[*?[\]{}]/.test(path));
    const paths = told ? own.paths.flatMap((path) => (path === null ? [] : pathNames(path).join('/'))) : null;
    const text = words.map((word) => word.value ?? word.text).join(' ');
    const read = plainCall && paths !== null && isPlain(parts.commands[command]) && hangsTogether(parts) ? claimOf(words, command, own.order, own.program, paths, text) : null;
    return { order: own.order, text, line: own.line, paths, claim: read };
  });
}

/** It hangs on what stands before it by `&&` alone, and nothing hangs on what it prints. */
function isPlain(one: RunCommand | undefined): boolean {
  if (!one || one.span === null) return false;
  const { conditions, pipe, redirects, assignments, substituted } = one.command;
  return pipe === 'none' && !substituted && redirects.length === 0 && assignments.length === 0 && conditions.every(({ kind }) => kind === 'and');
}

/** No command of the RUN goes on where another one failed: that the call worked is what its names are judged by. */
function hangsTogether({ commands }: RunParts): boolean {
  return commands.every(({ command: { conditions } }) => conditions.every(({ kind }) => kind === 'and'));
}

function claimOf(words: readonly StepWord[], command: number, order: number, program: Claim['program'], paths: readonly string[], text: string): Claim | null {
  const options = words.slice(1).filter(({ value }) => value?.startsWith('-') === true);
  const [named, ...rest] = words.slice(1).filter((word) => !options.includes(word));
  if (words[0]?.value !== program || !options.every(({ value }) => value === '-R' || value === '--recursive')) return null;
  if (!named || named.value === null || rest.length !== paths.length || paths.some((path) => path === '')) return null;
  const written = named.text.replace(/^(["'])(.*)\1$/, '$2');
  return { command, order, program, written, value: named.value, paths, words: rest.map((word) => word.text), text };
}
