import type { Place } from '#answer/answer.js';
import type { ShellCommand } from '#shell/types.js';
import { history, record, valuesAt, type History, type Value } from './scope.js';
import { listOf, textOf, type Sight } from './shell-words.js';
import { plainWord, type Call, type ScriptCall, type Walk, type Word } from './walk.js';

/** A shell while its script is followed. Every branch is taken: what may run, runs. */
export interface Shell {
  readonly walk: Walk;
  readonly variables: Map<string, History<Value>>;
  readonly exported: Set<string>;
  readonly folder: History<string | null>;
  readonly functions: Map<string, Body>;
  readonly called: Set<string>;
  everything: boolean;
  /** Follows another text as part of the script: `eval`, `source`. */
  read(call: Call, script: ScriptCall, frame: Frame): void;
}

/** Part of a script: its own commands, or those of a function. */
export interface Body {
  readonly id: string;
  readonly call: Call;
  readonly script: ScriptCall;
  /** `decides`: what decides about a command inside this part, as keys; `names`: the variables that it is written with. */
  readonly commands: readonly { readonly command: ShellCommand; readonly decides: readonly string[]; readonly at: Place; readonly names: readonly string[] }[];
}

/** What a part of a script is run with. */
export interface Frame {
  readonly arguments: History<readonly Word[]>;
  /** What decides about the call itself. */
  readonly keys: readonly string[];
  readonly open: readonly string[];
  /** Branches that its arguments leave out, as they were where each begins: `shift` comes later. */
  readonly leftOut: Map<string, boolean>;
}

/** A command with everything that it stands in. */
export interface Standing {
  readonly shell: Shell;
  readonly body: Body;
  readonly frame: Frame;
  readonly command: ShellCommand;
  readonly keys: readonly string[];
  readonly at: Place;
  readonly sight: Sight;
  readonly values: ReadonlyMap<string, Value>;
}

/** What a variable may hold where `keys` hold: what the script gave it, else what the container has. */
export function valuesOf(shell: Shell, call: Call, name: string, keys: readonly string[]): readonly Value[] {
  const own = shell.variables.get(name);
  if (own === undefined) return [call.environment.get(name)];
  const values = valuesAt(own, keys);
  // A script that sets it on some ways only means it to be set where it is used.
  const told = values.filter((value) => value !== undefined);
  return told.length > 0 ? told : values;
}

/** Gives a variable the values that it may have from here on. */
export function set(shell: Shell, call: Call, name: string, values: readonly Value[], keys: readonly string[]): void {
  const known = shell.variables.get(name) ?? history<Value>([call.environment.get(name)]);
  shell.variables.set(name, known);
  record(known, values, keys);
  if (shell.everything || call.environment.has(name)) shell.exported.add(name);
}

/** Each once. */
export function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** The value behind `NAME=`; `+=` adds to what is there. */
export function assigned(text: string, value: string | null, sight: Sight): Value {
  const [, name = '', plus = '', behind = ''] = /^(\w+)(\+?)=(.*)$/s.exec(text) ?? [];
  if (name === '') return value;
  const own = behind.startsWith('(') ? listOf(behind, sight) : textOf(behind, sight);
  if (plus === '') return own;
  const before = sight.value(name);
  if (Array.isArray(own)) return [...(Array.isArray(before) ? (before as readonly Word[]) : typeof before === 'string' ? [plainWord(before)] : []), ...(own as readonly Word[])];
  return typeof own === 'string' && (typeof before === 'string' || before === undefined) ? `${before ?? ''}${own}` : null;
}

/** What a command reads from its standard input. */
export function inputOf(command: ShellCommand, sight: Sight, outer: Call): Call['input'] {
  const body = command.redirects.find((redirect) => redirect.body)?.body;
  if (body) {
    const filled = body.expands ? textOf(`"${body.text.replace(/(["\\])/g, '\\$1')}"`, sight) : null;
    return { kind: 'text', text: filled ?? body.text };
  }
  if (command.redirects.some(({ operator }) => operator.includes('<'))) return { kind: 'unknown' };
  return command.pipe === 'middle' || command.pipe === 'last' ? { kind: 'unknown' } : outer.input.kind === 'text' ? { kind: 'none' } : outer.input;
}

/** What a program sees: the variables that are exported, and those set for it alone. */
export function environmentOf({ shell, body, keys, values }: Standing, own: ReadonlyMap<string, string | null>): ReadonlyMap<string, string | null> {
  if (shell.exported.size === 0 && own.size === 0) return body.call.environment;
  const environment = new Map(body.call.environment);
  for (const name of shell.exported) {
    const all = values.has(name) ? [values.get(name)] : valuesOf(shell, body.call, name, keys);
    const [first] = all;
    if (all.length > 1) environment.set(name, null);
    else if (typeof first === 'string' || first === null) environment.set(name, first);
  }
  for (const [name, value] of own) environment.set(name, value);
  return environment;
}
