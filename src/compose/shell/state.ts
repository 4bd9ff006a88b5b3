import type { ShellAssignment, ShellCommand, ShellCondition } from '#shell/types.js';
import { parseShell } from '#shell/parse.js';
import { outputOf } from './output.js';
import { expandValue, expandWord, type Field, type ShellScope } from './text.js';
import { textVariable, unknownVariable, type Variable, type Variables } from './variables.js';
import { inWorkspace } from '#compose/workspace-folder.js';

/** Where a script is in its run: what its variables hold, as far as the text tells. */
export interface ShellState {
  readonly script: string;
  /** What the file around the script sets. */
  readonly outer: Variables;
  /** Workspace path of the script itself, for `$0`; null: it has none. */
  readonly self: string | null;
  readonly values: Map<string, Assigned>;
  /** `$1` and on; null: they cannot be told. */
  positional: readonly Field[] | null;
  /** The current folder, absolute. */
  folder: string | null;
}

interface Assigned {
  readonly value: Variable;
  /** What had to hold for it; a command that does not stand under it too cannot rely on it. */
  readonly under: readonly ShellCondition[];
}

/** The words of a command after expansion. */
export function fieldsOf(state: ShellState, command: ShellCommand): readonly Field[] {
  const scope = scopeOf(state, command.conditions);
  return command.words.flatMap(({ text, value }) => (value === null ? expandWord(text, scope) : [{ value, reason: '', text, several: false }]));
}

export function expandFor(state: ShellState, text: string, conditions: readonly ShellCondition[]): readonly Field[] {
  return expandWord(text, scopeOf(state, conditions));
}

const MAX_LIST = 1_000;
const DECLARES = new Set(['export', 'local', 'declare', 'readonly', 'typeset']);

/** Takes over what a command changes: assignments, `read`, `shift`. */
export function applyCommand(state: ShellState, command: ShellCommand): void {
  if (command.substituted || (command.pipe !== 'none' && command.pipe !== 'last')) return;
  const name = command.words[0]?.value ?? '';
  if (command.words.length === 0 || DECLARES.has(name)) for (const one of command.assignments) assign(state, one, command.conditions);
  if (name === 'read' || name === 'mapfile' || name === 'readarray') {
    for (const { value } of command.words.slice(1)) {
      if (value !== null && /^[A-Za-z_]\w*$/.test(value)) setVariable(state, value, unknownVariable(`the variable ${value}, which is read while the script runs`), command.conditions);
    }
  }
  if (name === 'shift') shift(state, command);
}

function shift(state: ShellState, command: ShellCommand): void {
  const count = Number(command.words[1]?.value ?? '1');
  const certain = command.conditions.every(({ kind }) => kind === 'function' || kind === 'and');
  state.positional = certain && Number.isInteger(count) ? (state.positional?.slice(count) ?? null) : null;
}

function assign(state: ShellState, { span, name }: ShellAssignment, conditions: readonly ShellCondition[]): void {
  const text = state.script.slice(span.start, span.end);
  const found = /^([A-Za-z_]\w*)(\+?)=([^]*)$/.exec(text);
  if (found?.[1] !== name) return setVariable(state, name, unknownVariable(`the variable ${name}, part of which is set`), conditions);
  const scope = scopeOf(state, conditions);
  const added = valueOf(found[3] ?? '', scope);
  const before = state.values.get(name);
  const under = conditions.filter(({ kind }) => kind !== 'function');
  if (found[2] === '+' && before?.value.kind === 'list' && !under.every((one) => before.under.some((own) => own.span.start === one.span.start))) {
    // Words that a condition may add: those before it stand in any case.
    const more: Field = { value: null, reason: `the variable ${name}, which grows under a condition`, text: name, several: true };
    if (before.value.fields.at(-1)?.reason !== more.reason) state.values.set(name, { value: { kind: 'list', fields: [...before.value.fields, more] }, under: before.under });
    return;
  }
  setVariable(state, name, found[2] === '+' ? joined(variableOf(state, name, conditions), added) : added, conditions);
}

function valueOf(text: string, scope: ShellScope): Variable {
  if (!text.startsWith('(')) {
    const field = expandValue(text, scope);
    return field.value === null ? { kind: 'unknown', reason: field.reason, unset: /^"?\$(?:\{?(?:\w+|@)\}?)"?$/.test(text) } : textVariable(field.value);
  }
  const words = wordsOf(text.slice(1, -1));
  if (words && words.length > MAX_LIST) return unknownVariable(`a list of more than ${MAX_LIST} words`);
  return words ? { kind: 'list', fields: words.flatMap((word) => expandWord(word, scope)) } : unknownVariable('a list that cannot be read');
}

/** The words of a list as they are written; null for what is no list of plain words. */
export function wordsOf(text: string): readonly string[] | null {
  const parsed = parseShell(`x ${text.replaceAll(/(?<!\\)\n/g, ' ')}`);
  if (!parsed.ok || parsed.script.commands.length === 0) return null;
  const [command] = parsed.script.commands;
  return command?.words.slice(1).map((word) => word.text) ?? null;
}

function joined(before: Variable, added: Variable): Variable {
  const left: readonly Field[] = before.kind === 'list' ? before.fields : [];
  if (added.kind === 'list') {
    if (before.kind === 'unknown' && !before.unset) return before;
    return { kind: 'list', fields: [...left, ...added.fields].slice(0, MAX_LIST) };
  }
  if (before.kind === 'text' && added.kind === 'text') return textVariable(before.text + added.text);
  return before.kind === 'unknown' ? before : added.kind === 'unknown' ? added : unknownVariable('a list and a text in one variable');
}

/**
 * Sets a variable as seen by the commands behind. Under a condition it may or may not happen: a value
 * that the caller gives (`$2`, `$OPTARG`) then leaves the one before as the default, as `${X:-default}` does.
 */
export function setVariable(state: ShellState, name: string, value: Variable, conditions: readonly ShellCondition[]): void {
  const before = state.values.get(name);
  const under = conditions.filter(({ kind }) => kind !== 'function');
  const overrides = value.kind === 'unknown' && value.unset && under.length > 0 && before !== undefined;
  if (overrides && before.under.every((one) => stands(one, conditions))) return;
  if (sameText(before?.value, value) && before && before.under.length <= under.length) return;
  state.values.set(name, { value, under });
}

function sameText(left: Variable | undefined, right: Variable): boolean {
  return left?.kind === 'text' && right.kind === 'text' && left.text === right.text;
}

function stands(condition: ShellCondition, conditions: readonly ShellCondition[]): boolean {
  return conditions.some(({ kind, span }) => kind === condition.kind && span.start === condition.span.start);
}

/** What a variable holds for a command under `conditions`. */
export function variableOf(state: ShellState, name: string, conditions: readonly ShellCondition[]): Variable {
  if (/^[0-9]+$|^[@*]$/.test(name)) return positional(state, name);
  const assigned = state.values.get(name);
  if (assigned) {
    if (assigned.under.every((one) => stands(one, conditions))) return assigned.value;
    return unknownVariable(`the variable ${name}, which is set under a condition`);
  }
  if (name === 'PWD') return state.folder === null ? unknownVariable('the current folder') : textVariable(state.folder);
  if (name === 'BASH_SOURCE') return itself(state);
  return state.outer(name) ?? { kind: 'unknown', reason: `the variable ${name}, which nothing here sets`, unset: true };
}

function positional({ positional, self }: ShellState, name: string): Variable {
  if (name === '0') return self === null ? unknownVariable('the name of the script') : textVariable(inWorkspace(self));
  if (!positional) return { kind: 'unknown', reason: `the argument $${name}`, unset: true };
  if (name === '@' || name === '*') return { kind: 'list', fields: positional };
  const field = positional[Number(name) - 1];
  if (!field) return { kind: 'unknown', reason: `the argument $${name}, which is not given`, unset: true };
  return field.value === null ? unknownVariable(field.reason) : textVariable(field.value);
}

function itself({ self }: ShellState): Variable {
  return self === null ? unknownVariable('the name of the script') : textVariable(inWorkspace(self));
}

function scopeOf(state: ShellState, conditions: readonly ShellCondition[]): ShellScope {
  const scope: ShellScope = {
    variable: (name) => variableOf(state, name, conditions),
    output: (script) => outputOf(state.folder, script, scope),
  };
  return scope;
}
