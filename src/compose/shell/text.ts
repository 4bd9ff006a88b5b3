import { parameter } from './parameter.js';
import type { Field, ShellScope, Variable } from './variables.js';

export type { Field, ShellScope } from './variables.js';

/** Values beyond this length are nothing that names an image or a path. */
const MAX_LENGTH = 10_000;
const MAX_DEPTH = 20;
const MAX_FIELDS = 2_000;

interface State {
  readonly scope: ShellScope;
  readonly text: string;
  readonly depth: number;
  readonly fields: Field[];
  value: string | null;
  reason: string;
  several: boolean;
  /** Something stands in the word, if only `''`. */
  begun: boolean;
}

/**
 * The fields that a word of a script becomes: quotes and escapes off, variables and the substitutions
 * that can be told filled in, unquoted values split at blanks (POSIX 2.6). Globs stay as they are.
 */
export function expandWord(text: string, scope: ShellScope, depth = 0): readonly Field[] {
  const state: State = { scope, text, depth, fields: [], value: '', reason: '', several: false, begun: false };
  if (depth > MAX_DEPTH || text.length > MAX_LENGTH) forget(state, 'a word that is too long or too deep', false);
  else readText(state, false, 0);
  if (state.begun) close(state);
  return state.fields.slice(0, MAX_FIELDS);
}

/** The value of a word where nothing is split: the right side of an assignment. */
export function expandValue(text: string, scope: ShellScope, depth = 0): Field {
  const state: State = { scope, text, depth, fields: [], value: '', reason: '', several: false, begun: true };
  if (depth > MAX_DEPTH || text.length > MAX_LENGTH) forget(state, 'a word that is too long or too deep', false);
  else readText(state, false, 0, true);
  close(state);
  return state.fields[0] ?? { value: '', reason: '', text, several: false };
}

function close(state: State): void {
  state.fields.push({ value: state.value, reason: state.reason, text: state.text, several: state.several });
  state.value = '';
  state.reason = '';
  state.several = false;
  state.begun = false;
}

function add(state: State, text: string): void {
  state.begun = true;
  if (state.value === null) return;
  if (state.value.length + text.length > MAX_LENGTH) forget(state, 'a value that is too long', false);
  else state.value += text;
}

function forget(state: State, reason: string, several: boolean): void {
  if (state.value !== null) state.reason = reason;
  state.value = null;
  state.begun = true;
  state.several ||= several;
}

/** Reads up to the end, or to the closing quote; returns where it stopped. `whole`: no splitting. */
function readText(state: State, quoted: boolean, from: number, whole = false): number {
  const { text } = state;
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (quoted && char === '"') return at + 1;
    if (char === '\\') {
      const next = text.charAt(at + 1);
      if (next !== '\n') add(state, quoted && !'$`"\\'.includes(next) ? char + next : next);
      at += 2;
    } else if (char === "'" && !quoted) {
      const end = text.indexOf("'", at + 1);
      add(state, text.slice(at + 1, end < 0 ? text.length : end));
      at = end < 0 ? text.length : end + 1;
    } else if (char === '"' && !quoted) {
      state.begun ||= !isListOnly(text, at);
      at = readText(state, true, at + 1, whole);
    } else if (char === '$' && !quoted && text.charAt(at + 1) === "'") {
      at += 1;
    } else if (char === '$' || char === '`') {
      at = readExpansion(state, at, quoted, whole);
    } else {
      add(state, char);
      at += 1;
    }
  }
  return at;
}

/** `"${LIST[@]}"` of an empty list is no word at all. */
function isListOnly(text: string, at: number): boolean {
  return /^"\$(?:@|\{\w+\[@\]\})"/.test(text.slice(at, at + 100));
}

function readExpansion(state: State, at: number, quoted: boolean, whole: boolean): number {
  const found = expansionAt(state.text, at);
  if (!found) {
    add(state, state.text.charAt(at));
    return at + 1;
  }
  const variable = valueOf(found, state);
  if (variable.kind === 'unknown') forget(state, variable.reason, !quoted || found.list);
  else if (variable.kind === 'list') addList(state, variable.fields);
  else if (quoted || whole) add(state, variable.text);
  else addSplit(state, variable.text);
  return found.end;
}

function addList(state: State, fields: readonly Field[]): void {
  for (const [index, field] of fields.entries()) {
    if (index > 0 && state.begun) close(state);
    if (field.value === null) forget(state, field.reason, field.several);
    else add(state, field.value);
  }
}

function addSplit(state: State, text: string): void {
  for (const [index, part] of text.split(/[ \t\n]+/).entries()) {
    if (index > 0 && state.begun) close(state);
    if (part !== '') add(state, part);
  }
}

interface Expansion {
  readonly kind: 'variable' | 'output';
  /** The inside of the braces, the name, or the script. */
  readonly inner: string;
  readonly end: number;
  /** `$@`, `${X[@]}`: several words also in quotes. */
  readonly list: boolean;
}

function expansionAt(text: string, at: number): Expansion | null {
  if (text.charAt(at) === '`') {
    const end = text.indexOf('`', at + 1);
    return end < 0 ? null : { kind: 'output', inner: text.slice(at + 1, end), end: end + 1, list: false };
  }
  const next = text.charAt(at + 1);
  if (next === '(' || next === '{') {
    const end = closing(text, at + 1, next, next === '(' ? ')' : '}');
    if (end < 0) return null;
    const inner = text.slice(at + 2, end - 1);
    return { kind: next === '(' ? 'output' : 'variable', inner, end, list: /^(?:@|\w+\[@\])$/.test(inner) };
  }
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(text.slice(at + 1, at + 201))?.[0];
  return name === undefined ? null : { kind: 'variable', inner: name, end: at + 1 + name.length, list: name === '@' };
}

/** Behind the bracket that closes the one at `from`; quotes are stepped over. */
function closing(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      if (end < 0) return -1;
      at = end;
    } else if (char === open) depth += 1;
    else if (char === close && --depth === 0) return at + 1;
  }
  return -1;
}

function valueOf({ kind, inner }: Expansion, state: State): Variable {
  if (kind === 'output') return state.scope.output(inner);
  return parameter(inner, state.scope, (word) => expandValue(word, state.scope, state.depth + 1));
}
