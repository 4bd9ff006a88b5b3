import { assumed, known, type Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { catalogue, cited, type Sourced } from './catalogue.js';

interface Entry extends Sourced {
  readonly program: string;
  readonly basis: string;
}

const file = catalogue<{ readonly programs: Readonly<Record<string, Entry>> }>('hand-programs');

/**
 * The program of a distribution that is made for people: who installs it may start it by hand in a container, which no file tells.
 * Null for every other distribution, also one that brings a program beside a library.
 */
export function handProgramOf(name: string): Answer<string | null> {
  const { programs } = file();
  const entry = Object.hasOwn(programs, name) ? programs[name] : undefined;
  if (entry === undefined) return ask(known(null, `${name} is in no catalogue of programs for people`));
  const evidence = [cited(`people start ${entry.program} by hand, in a container as anywhere`, entry)];
  return ask(entry.source === null ? assumed(entry.program, entry.basis, evidence) : known(entry.program, entry.basis, evidence));
}
