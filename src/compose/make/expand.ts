import { resolvePath } from '#text/paths.js';
import type { MakeAssignment, Makefile } from './makefile.js';
import { unknownVariable, type Variables } from '#compose/shell/variables.js';
import { inWorkspace } from '#compose/workspace-folder.js';

/**
 * Expansion of `$(…)` in a Makefile (GNU make manual, 6.1, 6.3 and chapter 8). What cannot be told becomes
 * a shell variable `${name}` of its own, so that the shell that is read afterwards has a word there and
 * gives the reason.
 */
export interface MakeValues {
  /** The text with variables filled in; `$$` becomes `$`. */
  expand(text: string, local: ReadonlyMap<string, string>): string;
  /** The reasons of what could not be told, and exported variables. */
  readonly variables: Variables;
  /** A text with the references back in it that could not be told. */
  asWritten(text: string): string;
}

const MAX_DEPTH = 30;
const MAX_LENGTH = 100_000;
/** Expansions in one file. */
const MAX_WORK = 100_000;
const UNKNOWN = 'slimify_unknown_';
const PLACEHOLDER = /\$\{slimify_unknown_(\d+)\}/g;

interface Maker {
  readonly values: ReadonlyMap<string, Definition>;
  /** The folder that make runs in, absolute. */
  readonly folder: string;
  readonly unknowns: { readonly reason: string; readonly written: string }[];
  work: number;
}

interface Definition {
  readonly text: string;
  /** Set in several ways, or by a command: why it cannot be told. */
  readonly doubt: string | null;
}

export function makeValues(assignments: readonly MakeAssignment[], exported: Makefile['exported'], folder: string): MakeValues {
  const values = new Map<string, Definition>();
  for (const one of assignments) if (one.targets === null) define(values, one);
  const maker: Maker = { values, folder, unknowns: [], work: 0 };
  return {
    asWritten: (text) => text.replaceAll(PLACEHOLDER, (whole, index: string) => maker.unknowns[Number(index)]?.written ?? whole),
    expand: (text, local) => expandText(maker, text, local, 0),
    variables: (name) => {
      if (name.startsWith(UNKNOWN)) return unknownVariable(maker.unknowns[Number(name.slice(UNKNOWN.length))]?.reason ?? '');
      const value = exported.has(name) ? values.get(name) : undefined;
      if (!value) return undefined;
      const text = value.doubt === null ? expandText(maker, value.text, new Map(), 0) : '';
      return value.doubt !== null || text.includes(UNKNOWN) ? unknownVariable(value.doubt ?? `the variable ${name}`) : { kind: 'text', text };
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
  const differs = conditional && before !== undefined && before.text !== text;
  values.set(name, { text, doubt: differs ? `the variable ${name}, which is set under a condition` : operator === '+=' ? (before?.doubt ?? null) : null });
}

function unknown(maker: Maker, reason: string, written = '$(…)'): string {
  maker.unknowns.push({ reason, written });
  return `\${${UNKNOWN}${maker.unknowns.length - 1}}`;
}

function expandText(maker: Maker, text: string, local: ReadonlyMap<string, string>, depth: number): string {
  if (depth > MAX_DEPTH) return unknown(maker, 'a variable that names itself');
  let out = '';
  let at = 0;
  for (let dollar = text.indexOf('$'); dollar >= 0; dollar = text.indexOf('$', at)) {
    if (++maker.work > MAX_WORK || out.length > MAX_LENGTH) return unknown(maker, 'a text that grows too long');
    out += text.slice(at, dollar);
    const next = text.charAt(dollar + 1);
    if (next === '(' || next === '{') {
      const end = closing(text, dollar + 1);
      if (end < 0) return out + unknown(maker, 'brackets that are not closed');
      const inner = text.slice(dollar + 2, end - 1);
      out += inner.startsWith(UNKNOWN) ? text.slice(dollar, end) : reference(maker, inner, local, depth);
      at = end;
    } else {
      out += next === '$' ? '$' : next === '' ? '' : reference(maker, next, local, depth);
      at = dollar + 2;
    }
  }
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
  const called = /^([a-z]+)[ \t]+([^]*)$/.exec(inner);
  if (called) return callFunction(maker, called[1] ?? '', called[2] ?? '', local, depth) ?? unknown(maker, `$(${inner.slice(0, 80)}) of the Makefile`, `$(${inner.slice(0, 80)})`);
  const replaced = /^([\w.-]+):([^=]*)=(.*)$/.exec(inner);
  if (replaced) {
    const value = reference(maker, replaced[1] ?? '', local, depth + 1);
    return value.includes(UNKNOWN) ? value : wordsOf(value).map((word) => patsubst(word, suffixed(replaced[2] ?? ''), suffixed(replaced[3] ?? ''))).join(' ');
  }
  const name = inner.includes('$') ? expandText(maker, inner, local, depth + 1) : inner;
  const given = local.get(name);
  if (given !== undefined) return given;
  const value = maker.values.get(name);
  if (value) return value.doubt === null ? expandText(maker, value.text, local, depth + 1) : unknown(maker, value.doubt, `$(${name})`);
  if (name === 'CURDIR' || name === 'PWD') return maker.folder;
  if (name === 'MAKE') return 'make';
  if (/^[@*<^?+|%]$|^[@*<^?+]?[DF]$/.test(name)) return unknown(maker, `$${name} of a rule, which only make can tell`, `$${name}`);
  return /^[A-Za-z_]\w*$/.test(name) ? `\${${name}}` : unknown(maker, `the variable ${name}`, `$(${name})`);
}

function suffixed(text: string): string {
  return text.includes('%') ? text : `%${text}`;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter(Boolean);
}

function patsubst(word: string, from: string, to: string): string {
  const [head = '', tail = ''] = from.split('%');
  if (!from.includes('%')) return word === from ? to : word;
  if (word.length < head.length + tail.length || !word.startsWith(head) || !word.endsWith(tail)) return word;
  return to.replace('%', () => word.slice(head.length, word.length - tail.length));
}

/** The functions that Makefiles build paths and names with; null: another, or one that only make can tell. */
function callFunction(maker: Maker, name: string, rest: string, local: ReadonlyMap<string, string>, depth: number): string | null {
  if (name === 'foreach') return forEach(maker, splitArguments(rest), local, depth);
  if (name === 'shell') return shellOutput(maker, expandText(maker, rest, local, depth + 1));
  const [first = '', second = '', third = ''] = splitArguments(rest).map((one) => expandText(maker, one, local, depth + 1));
  if (name === 'call') return macro(maker, splitArguments(rest).map((one) => expandText(maker, one, local, depth + 1)), depth);
  if ([first, second, third].some((one) => one.includes('${'))) return null;
  switch (name) {
    case 'strip':
    case 'sort':
      return wordsOf(first).join(' ');
    case 'subst':
      return first === '' ? third : third.replaceAll(first, () => second);
    case 'patsubst':
      return wordsOf(third).map((word) => patsubst(word, first.trim(), second.trim())).join(' ');
    case 'addprefix':
      return wordsOf(second).map((word) => first.trim() + word).join(' ');
    case 'addsuffix':
      return wordsOf(second).map((word) => word + first.trim()).join(' ');
    case 'dir':
      return wordsOf(first).map((word) => (word.includes('/') ? word.slice(0, word.lastIndexOf('/') + 1) : './')).join(' ');
    case 'notdir':
      return wordsOf(first).map((word) => word.slice(word.lastIndexOf('/') + 1)).join(' ');
    case 'basename':
      return wordsOf(first).map((word) => word.replace(/\.[^./]*$/, '')).join(' ');
    case 'abspath':
    case 'realpath':
      return wordsOf(first).map((word) => `/${resolvePath(maker.folder, word) ?? ''}`).join(' ');
    case 'firstword':
      return wordsOf(first)[0] ?? '';
    case 'lastword':
      return wordsOf(first).at(-1) ?? '';
    default:
      return null;
  }
}

/** Arguments at the commas that stand in no bracket. */
function splitArguments(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '(' || char === '{') depth += 1;
    else if (char === ')' || char === '}') depth -= 1;
    else if (char === ',' && depth === 0) {
      found.push(text.slice(from, at));
      from = at + 1;
    }
  }
  return [...found, text.slice(from)];
}

function forEach(maker: Maker, [name = '', list = '', ...body]: readonly string[], local: ReadonlyMap<string, string>, depth: number): string | null {
  const words = wordsOf(expandText(maker, list, local, depth + 1));
  if (words.length > 200 || words.some((word) => word.includes('${'))) return null;
  return words.map((word) => expandText(maker, body.join(',').trimStart(), new Map([...local, [name.trim(), word]]), depth + 1)).join(' ');
}

function macro(maker: Maker, [name = '', ...given]: readonly string[], depth: number): string | null {
  const value = maker.values.get(name.trim());
  if (!value || value.doubt !== null) return null;
  return expandText(maker, value.text, new Map(given.map((one, index) => [String(index + 1), one.trim()])), depth + 1);
}

function shellOutput(maker: Maker, script: string): string | null {
  if (/^\s*pwd\s*$/.test(script)) return maker.folder;
  if (/^\s*git rev-parse --show-toplevel\s*$/.test(script)) return inWorkspace('');
  const echoed = /^\s*echo\s+([\w./-]+)\s*$/.exec(script);
  return echoed?.[1] ?? null;
}
