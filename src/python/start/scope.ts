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
  for (let index = entries.length - 1; index >= 0; index--) {
    const { values = [], under = [] } = entries[index] ?? {};
    if (under.length > 0 && isElsewhere(readKeys(under), readKeys(keys))) continue;
    for (const value of values) if (!found.includes(value) && found.length < MAX_VALUES) found.push(value);
    const open = under.filter((key) => !keys.includes(key));
    if (open.length === 0) break;
    const [one = ''] = open;
    if (open.length === 1 && decided.has(one.endsWith(' if') ? one.replace(/ if$/, ' else') : one.replace(/ else$/, ' if'))) break;
    if (open.length === 1) decided.add(one);
  }
  return found;
}

/** Keys taken apart. */
interface ReadKeys {
  readonly all: ReadonlySet<string>;
  readonly subshells: readonly string[];
  /** By decision (`if 12`, `case 12:$1`) the branches that are taken. */
  readonly branches: ReadonlyMap<string, readonly string[]>;
}

const read = new WeakMap<readonly string[], ReadKeys>();

/** The keys of a command are one list, asked about once for each value that anything had before it. */
function readKeys(keys: readonly string[]): ReadKeys {
  const before = read.get(keys);
  if (before) return before;
  const branches = new Map<string, readonly string[]>();
  for (const key of keys) {
    const [, decision, branch = ''] = /^(\w+ \S+) (\S+)$/.exec(key) ?? [];
    if (decision !== undefined) branches.set(decision, [...(branches.get(decision) ?? []), branch]);
  }
  const made: ReadKeys = { all: new Set(keys), subshells: keys.filter((key) => key.startsWith('sub ')), branches };
  read.set(keys, made);
  return made;
}

/** Whether what stands under `one` is not seen from `other`: in a subshell of its own, in `if 12 then` from `if 12 else`, in another branch of one `case`. */
function isElsewhere(one: ReadKeys, other: ReadKeys): boolean {
  if (one.subshells.some((key) => !other.all.has(key))) return true;
  for (const [decision, taken] of one.branches) {
    const others = other.branches.get(decision);
    if (others?.some((branch) => taken.some((own) => own !== branch))) return true;
  }
  return false;
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
