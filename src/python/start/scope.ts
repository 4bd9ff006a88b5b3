import type { ShellCommand, ShellCondition } from '#shell/types.js';
import type { Word } from './walk.js';

/** What a variable holds: text, words of a list, null where it cannot be told, undefined where it is not set. */
export type Value = string | readonly Word[] | null | undefined;

/** Values that something has had in a script, each with what had to hold for it. */
export interface History<T> {
  readonly entries: { readonly values: readonly T[]; readonly under: readonly string[] }[];
}

/** More values of one name are cut; a script with more says no more. */
const MAX_VALUES = 8;
const MAX_ENTRIES = 200;

export function history<T>(first: readonly T[]): History<T> {
  return { entries: [{ values: first, under: [] }] };
}

export function record<T>({ entries }: History<T>, values: readonly T[], under: readonly string[]): void {
  if (entries.length < MAX_ENTRIES) entries.push({ values: values.slice(0, MAX_VALUES), under });
}

/**
 * The values that something may have where `keys` hold: the latest that was certain there, and every later one that may have
 * been set. What another branch of the same decision set is not among them, nor what a subshell did.
 */
export function valuesAt<T>({ entries }: History<T>, keys: readonly string[]): readonly T[] {
  const found: T[] = [];
  // Where both branches of a decision set it, nothing from before is left.
  const decided = new Set<string>();
  for (const { values, under } of entries.toReversed()) {
    if (under.some((key) => key.startsWith('sub ') && !keys.includes(key))) continue;
    if (under.some((key) => keys.some((other) => excludes(key, other)))) continue;
    for (const value of values) if (!found.includes(value) && found.length < MAX_VALUES) found.push(value);
    const open = under.filter((key) => !keys.includes(key));
    if (open.length === 0) break;
    const [one = ''] = open;
    if (open.length === 1 && decided.has(one.endsWith(' if') ? one.replace(/ if$/, ' else') : one.replace(/ else$/, ' if'))) break;
    if (open.length === 1) decided.add(one);
  }
  return found;
}

/** `if 12 then` and `if 12 else`; two branches of one `case`. */
function excludes(one: string, other: string): boolean {
  const [, decision = '', branch = ''] = /^(\w+ \S+) (\S+)$/.exec(one) ?? [];
  const [, second = '', otherBranch = ''] = /^(\w+ \S+) (\S+)$/.exec(other) ?? [];
  return decision !== '' && decision === second && branch !== otherBranch;
}

/** What decides about a command, as keys: a branch says which decision it belongs to. `id`: the script's own. */
export function keysOf(id: string, { conditions }: ShellCommand, opens: readonly number[]): readonly string[] {
  return [...conditions.flatMap((condition) => keyOf(id, condition)), ...opens.map((open) => `sub ${id}:${open}`)];
}

function keyOf(id: string, condition: ShellCondition): readonly string[] {
  switch (condition.kind) {
    case 'if':
    case 'else':
      return [`if ${id}:${condition.span.start} ${condition.kind}`];
    case 'case': {
      const first = condition.choice?.earlier[0] ?? condition.choice?.patterns[0] ?? '';
      const word = `${condition.choice?.word ?? ''}${first}`.replace(/\s/g, '');
      return [`case ${id}:${word} ${condition.span.start}`];
    }
    case 'or':
      return [`or ${id}:${condition.span.start}-${condition.span.end}`];
    case 'loop':
      // A list that is written out runs at least once.
      return condition.loop?.items?.length ? [] : [`loop ${id}:${condition.span.start}`];
    default:
      return [];
  }
}
