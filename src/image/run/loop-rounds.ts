import type { RunCommand } from '#dockerfile/run.js';
import { expandWord } from '#shell/expand-word.js';
import type { ShellCommand } from '#shell/types.js';
import { lookupAt, writtenOf, type Scope, type Standing } from './run-scope.js';

/** What the variables of the loops around a command stand at; null: it cannot be told. */
export type Round = ReadonlyMap<string, string | null>;

const MAX_ROUNDS = 50;

/** What a loop around a command stands at, round by round; one round where there is none, or its words cannot be told. */
export function roundsOf(commands: readonly RunCommand[], command: ShellCommand, scope: Scope, standing: Standing): readonly Round[] {
  let rounds: readonly Round[] = [new Map()];
  for (const condition of command.conditions) {
    if (condition.kind !== 'loop' || !condition.loop || commands.length === 0) continue;
    const { name, items } = condition.loop;
    rounds = rounds.flatMap((round) => {
      const fields = items?.flatMap(({ text }) => expandWord(text, lookupAt(scope, standing, round))) ?? [];
      const known = fields.length > 0 && fields.length <= MAX_ROUNDS && fields.every(({ value }) => value !== null);
      const written = items?.length === 1 ? (items[0]?.text ?? null) : null;
      return known ? fields.map(({ value }) => new Map([...round, [name, value]])) : [new Map([...round, [name, null], [writtenOf(name), written]])];
    });
    if (rounds.length > MAX_ROUNDS) return [new Map([[name, null]])];
  }
  return rounds;
}
