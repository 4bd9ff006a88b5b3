import type { Place } from '#answer/answer.js';
import type { Runs } from '#image/installs/resolved-install.js';
import type { Step, StepWord } from './run-walk.js';
import { absolute } from '#image/files/transfers.js';

/** Where and when something happens in a RUN. */
export interface Fact {
  /** Position among the commands of its RUN. */
  readonly order: number;
  /** Line in the Dockerfile, 1-based. */
  readonly line: number;
  readonly runs: Runs;
  /** Where it stands if that is a script that the RUN calls. */
  readonly script: Place | null;
}

export function factOf({ order, line, runs, script }: Step): Fact {
  return { order, line, runs, script };
}

/** The last part of a command's name; null where it cannot be told. */
export function programOf(words: readonly StepWord[]): string | null {
  const value = words[0]?.value ?? null;
  return value === null ? null : value.slice(value.lastIndexOf('/') + 1);
}

/** A path as the image has it, with globs left in; null where it cannot be told. */
export function imagePathOf(step: Step, word: StepWord | string | null | undefined): string | null {
  const text = typeof word === 'string' ? word : (word?.pattern ?? null);
  return text === null || text === '' ? null : absolute({ environment: null, user: null, workdir: step.folder }, text);
}

/** The words of a command as written, in one line. */
export function textOf({ command }: Step): string {
  return command.command.words.map(({ text }) => text).join(' ');
}

/** Words that are no options; what stands behind `--` is none either. */
export function plainWords(words: readonly StepWord[], valued: readonly string[] = []): readonly StepWord[] {
  const found: StepWord[] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at];
    if (!word) continue;
    if (word.value === '--') return [...found, ...words.slice(at + 1)];
    if (word.value?.startsWith('-') === true && word.value !== '-') {
      if (valued.includes(word.value)) at += 1;
      continue;
    }
    found.push(word);
  }
  return found;
}

/** Whether a short option stands among the words, alone or with others (`-rf`), or a long one. */
export function hasOption(words: readonly StepWord[], short: string, ...long: readonly string[]): boolean {
  return words.some(({ value }) => value !== null && (long.includes(value) || (short !== '' && /^-[A-Za-z]+$/.test(value) && value.includes(short))));
}

/** The value of an option, behind it or after `=`; null where it is not given, or cannot be told. */
export function optionValue(words: readonly StepWord[], names: readonly string[]): string | null {
  for (const [index, { value }] of words.entries()) {
    if (value === null) continue;
    if (names.includes(value)) return words[index + 1]?.value ?? null;
    const joined = names.find((name) => name.startsWith('--') && value.startsWith(`${name}=`));
    if (joined !== undefined) return value.slice(joined.length + 1);
  }
  return null;
}
