import { newPlaceholders, isUntold, type Placeholders } from '#compose/shell/placeholders.js';
import { unknownVariable, type Variables } from '#compose/shell/variables.js';
import type { WorkspaceFiles } from '#compose/workspace-folder.js';
import { callFunction, patsubst, type Scene, wordsOf } from './functions.js';
import type { MakeAssignment, Makefile } from './makefile.js';

/**
 * Expansion of `$(…)` in a Makefile (GNU make manual, 6.1, 6.3 and chapter 8). What cannot be told becomes
 * a shell variable of its own, so that the shell that is read afterwards has a word there and gives the reason.
 */
export interface MakeValues {
  /** The text with variables filled in; `$$` becomes `$`. */
  expand(text: string, local: ReadonlyMap<string, string>): string;
  /** The reasons of what could not be told, and exported variables. */
  readonly variables: Variables;
  readonly placeholders: Placeholders;
}

const MAX_DEPTH = 30;
const MAX_LENGTH = 100_000;
/** Expansions in one file, and hundreds of characters that they make. */
const MAX_WORK = 100_000;

interface Maker {
  readonly values: ReadonlyMap<string, Definition>;
  /** The folder that make runs in, absolute. */
  readonly folder: string;
  readonly files: WorkspaceFiles;
  readonly placeholders: Placeholders;
  work: number;
}

interface Definition {
  readonly text: string;
  /** Set in several ways, or by a command: why it cannot be told. */
  readonly doubt: string | null;
}

export function makeValues(assignments: readonly MakeAssignment[], exported: Makefile['exported'], folder: string, files: WorkspaceFiles): MakeValues {
  const values = new Map<string, Definition>();
  for (const one of assignments) if (one.targets === null) define(values, one);
  const placeholders = newPlaceholders();
  const maker: Maker = { values, folder, files, placeholders, work: 0 };
  return {
    placeholders,
    expand: (text, local) => expandText(maker, text, local, 0),
    variables: (name) => {
      const unknown = placeholders.variables(name);
      if (unknown) return unknown;
      const value = exported.has(name) ? values.get(name) : undefined;
      if (!value) return undefined;
      const text = value.doubt === null ? expandText(maker, value.text, new Map(), 0) : '';
      return value.doubt !== null || isUntold(text) ? unknownVariable(value.doubt ?? `the variable ${name}`) : { kind: 'text', text };
    },
  };
}

/** What `name` is behind an assignment. */
function define(values: Map<string, Definition>, { name, operator, value, conditional }: MakeAssignment): void {
  const before = values.get(name);
  if (operator === '?=' && before) return;
  if (operator === '!=') return void values.set(name, { text: '', doubt: `the variable ${name}, the output of a command` });
  // `:=` may name itself: what it was goes in here and now.
  const self = before && operator === ':=' ? value.replaceAll(`$(${name})`, () => before.text).replaceAll(`\${${name}}`, () => before.text) : value;
  const text = operator === '+=' && before ? `${before.text} ${value}` : self;
  if (text.length > MAX_LENGTH) return void values.set(name, { text: '', doubt: `the variable ${name}, which grows beyond ${MAX_LENGTH} characters` });
  const own = operator === '+=' || self !== value;
  const differs = conditional && before !== undefined && before.text !== text;
  values.set(name, { text, doubt: differs ? `the variable ${name}, which is set under a condition` : own ? (before?.doubt ?? null) : null });
}

function expandText(maker: Maker, text: string, local: ReadonlyMap<string, string>, depth: number): string {
  if (depth > MAX_DEPTH) return maker.placeholders.make('a variable that names itself', '$(…)');
  let out = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    if (++maker.work > MAX_WORK || out.length > MAX_LENGTH) return maker.placeholders.make('a text that grows too long', '$(…)');
    out += text.slice(at, dollar);
    const next = text.charAt(dollar + 1);
    if (next === '(' || next === '{') {
      const end = closing(text, dollar + 1);
      if (end < 0) return out + maker.placeholders.make('brackets that are not closed', text.slice(dollar, dollar + 80));
      const inner = text.slice(dollar + 2, end - 1);
      out += isUntold(inner) && /^\w+$/.test(inner) ? text.slice(dollar, end) : reference(maker, inner, local, depth);
      at = end;
    } else {
      out += next === '$' ? '$' : next === '' ? '' : reference(maker, next, local, depth);
      at = dollar + 2;
    }
  }
  maker.work += out.length / 100;
  return out + text.slice(at);
}

function closing(text: string, from: number): number {
  const open = text.charAt(from);
  const close = open === '(' ? ')' : '}';
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === open) depth += 1;
    else if (text.charAt(at) === close && --depth === 0) return at + 1;
  }
  return -1;
}

function reference(maker: Maker, inner: string, local: ReadonlyMap<string, string>, depth: number): string {
  const { placeholders } = maker;
  const called = /^([a-z-]+)[ \t]+([^]*)$/.exec(inner);
  const written = `$(${inner.slice(0, 80)})`;
  if (called) return callFunction(sceneOf(maker, local, depth), called[1] ?? '', called[2] ?? '') ?? placeholders.make(`${written} of the Makefile`, written);
  const replaced = /^([\w.-]+):([^=]*)=(.*)$/.exec(inner);
  if (replaced) {
    const value = reference(maker, replaced[1] ?? '', local, depth + 1);
    return isUntold(value) ? value : wordsOf(value).map((word) => patsubst(word, suffixed(replaced[2] ?? ''), suffixed(replaced[3] ?? ''))).join(' ');
  }
  const name = inner.includes('$') ? expandText(maker, inner, local, depth + 1) : inner;
  const given = local.get(name);
  if (given !== undefined) return given;
  const value = maker.values.get(name);
  if (value) return value.doubt === null ? named(expandText(maker, value.text, local, depth + 1), name, placeholders) : placeholders.make(value.doubt, `$(${name})`);
  if (name === 'CURDIR' || name === 'PWD') return maker.folder;
  if (name === 'MAKE') return 'make';
  if (/^[@*<^?+|%]$|^[@*<^?+]?[DF]$/.test(name)) return automatic(maker, name, local);
  return /^[A-Za-z_]\w*$/.test(name) ? `\${${name}}` : placeholders.make(`the variable ${name}`, `$(${name})`);
}

/** A variable of which nothing can be told is shown by its name, not by what it is made of. */
function named(text: string, name: string, placeholders: Placeholders): string {
  return isUntold(text) && /^\$\{\w+\}$/.test(text) ? placeholders.make(placeholders.reasonIn(text) ?? '', `$(${name})`) : text;
}

/** `$(@D)` and `$(@F)` come from `$@` (GNU make manual, 10.5.3). */
function automatic(maker: Maker, name: string, local: ReadonlyMap<string, string>): string {
  const whole = name.length === 2 ? local.get(name.charAt(0)) : undefined;
  if (whole === undefined) return maker.placeholders.make(`$${name} of a rule, which only make can tell`, name.length === 1 ? `$${name}` : `$(${name})`);
  const slash = whole.lastIndexOf('/');
  return name.endsWith('F') ? whole.slice(slash + 1) : slash < 0 ? '.' : whole.slice(0, slash);
}

function sceneOf(maker: Maker, local: ReadonlyMap<string, string>, depth: number): Scene {
  return {
    folder: maker.folder,
    files: maker.files,
    expand: (text, more) => expandText(maker, text, more ? new Map([...local, ...more]) : local, depth + 1),
    macro: (name, given) => {
      const value = maker.values.get(name);
      return !value || value.doubt !== null ? null : expandText(maker, value.text, given, depth + 1);
    },
  };
}

function suffixed(text: string): string {
  return text.includes('%') ? text : `%${text}`;
}
