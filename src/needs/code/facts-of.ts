import type { Place } from '#answer/answer.js';
import type { CalledAt, Facts, Text, Value } from '#needs/facts.js';
import type { PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';
import { saidBy, type SaidBy } from './said-by.js';

/** What {@link factsOf} is made from. */
export interface FactParts {
  /** What the sources and the workspace's own modules follow from: the same value, the same sources. Null: nobody asks for them again. */
  readonly from: object | null;
  readonly sources: readonly { readonly path: string; readonly source: PythonSource }[];
  readonly settings: readonly Text[];
  readonly variables: ReadonlyMap<string, readonly Value[]>;
  readonly programs: readonly Program[];
  readonly files: Facts['files'];
  readonly text: Facts['text'];
  readonly installed: Facts['installed'];
  /** The workspace's own modules: what is theirs is no sign of a library, though what they hold may be one's (`app.db.session.bind`). */
  readonly own: OwnModules;
}

/** The signs that the sources, commands and settings of an image hold. Text that only a default stands for is left out where a variable is set. */
export function factsOf(parts: FactParts): Facts {
  const { settings, variables, programs, files, text, installed } = parts;
  return { ...saidIn(parts), settings, variables, programs, files, text, installed };
}

/** What code says by itself. */
type Said = Pick<Facts, 'code' | 'tops' | 'symbols' | 'attributes' | 'calls' | 'strings'>;

const known = new WeakMap<object, { readonly values: string; readonly said: Said }>();

/** The very same for the same code and values of variables: what is found out of it is kept by it. */
function saidIn(parts: FactParts): Said {
  if (parts.from === null) return saidNow(parts);
  const values = JSON.stringify([...parts.variables].map(([name, given]) => [name, given.map(({ value }) => value)]));
  const before = known.get(parts.from);
  if (before?.values === values) return before.said;
  const said = saidNow(parts);
  known.set(parts.from, { values, said });
  return said;
}

function saidNow({ sources, variables, text, own }: FactParts): Said {
  const tops = new Set<string>();
  const symbols = new Map<string, Place>();
  const attributes = new Map<string, Place>();
  const calls = new Map<string, CalledAt[]>();
  const strings: Text[] = [];
  const given = valuesGiven(variables);
  for (const { path, source } of sources) {
    const said = saidBy(path, source);
    for (const top of said.tops) if (!own.tops.has(top)) tops.add(top);
    for (const { name, top, at } of said.imports) if (!own.tops.has(top)) first(symbols, name, at);
    for (const { name, top, at } of said.symbols) {
      if (!own.tops.has(top)) first(symbols, name, at);
      else if (behind(own, name).length > 1) first(attributes, tailOf(name), at);
    }
    for (const { name, at } of said.attributes) first(attributes, name, at);
    const replaced = said.strings.length === 0 ? NONE : replacedIn(said, variables, given, text);
    for (const one of said.strings) if (replaced.length === 0 || !replaced.includes(`${one.at.line} ${one.text}`)) strings.push(one);
    for (const { top, said: one } of said.calls) {
      const name = own.tops.has(top) ? ownCall(own, one.call.name) : one.call.name;
      const list = calls.get(name);
      if (list) list.push(one);
      else calls.set(name, [one]);
    }
  }
  return { code: sources.map(({ path }) => path), tops, symbols, attributes, calls, strings };
}

/** The workspace's own modules by their dotted names, and their first parts. */
export interface OwnModules {
  readonly names: ReadonlySet<string>;
  readonly tops: ReadonlySet<string>;
}

/** What stands behind the module in a qualified name: `['session', 'bind']` of `app.db.session.bind`. */
function behind({ names }: OwnModules, name: string): readonly string[] {
  const parts = name.split('.');
  for (let count = parts.length; count > 1; count--) if (names.has(parts.slice(0, count).join('.'))) return parts.slice(count);
  return parts.slice(1);
}

/** A function of one's own by its bare name; a method of an object that a module of one's own holds as on anything. */
function ownCall(own: OwnModules, name: string): string {
  return behind(own, name).length > 1 ? `.${tailOf(name)}` : tailOf(name);
}

function tailOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function first(places: Map<string, Place>, name: string, at: Place): void {
  if (!places.has(name)) places.set(name, at);
}

const NONE: readonly string[] = [];

/** Texts of a file that only stand for variables which the container sets, with their lines. */
function replacedIn(said: SaidBy, variables: FactParts['variables'], given: readonly string[], text: FactParts['text']): readonly string[] {
  if (said.fallbacks.length + said.addresses.length === 0 || variables.size === 0) return NONE;
  return [...replacedDefaults(said, variables), ...replacedFields(said, given, text)];
}

/** The names of variables whose values are all told, in upper case. */
function valuesGiven(variables: FactParts['variables']): readonly string[] {
  return [...variables].flatMap(([name, values]) => (values.length > 0 && values.every(({ value }) => value !== null && value !== '') ? name.toUpperCase() : []));
}

/** Defaults of variables that the container sets: `os.environ.get("DATABASE_URL", "sqlite://")` never takes its own. */
function replacedDefaults({ fallbacks }: SaidBy, variables: FactParts['variables']): readonly string[] {
  return fallbacks.flatMap(({ variable, line, value }) => {
    const values = variables.get(variable) ?? [];
    return values.length > 0 && values.every((one) => one.value !== null && one.value !== '') ? [`${line} ${value}`] : [];
  });
}

/**
 * Defaults of settings classes that a variable replaces: pydantic takes `database_url: str = "…"` from `DATABASE_URL`, with the
 * class's prefix before it (https://docs.pydantic.dev/latest/concepts/pydantic_settings/#environment-variable-names).
 */
function replacedFields(said: SaidBy, given: readonly string[], text: FactParts['text']): readonly string[] {
  if (said.addresses.length === 0 || given.length === 0) return NONE;
  return fieldsOf(said, text).flatMap(({ field, key }) => (given.some((variable) => variable === field || variable.endsWith(`_${field}`)) ? [key] : []));
}

interface Field {
  /** In upper case. */
  readonly field: string;
  /** The line and the address. */
  readonly key: string;
}

const fields = new WeakMap<SaidBy, readonly Field[]>();

/** The fields that hold addresses; a file says the same to every image. */
function fieldsOf(said: SaidBy, text: FactParts['text']): readonly Field[] {
  const known = fields.get(said);
  if (known) return known;
  const lines = text(said.path)?.split('\n') ?? [];
  const found = said.addresses.flatMap(({ name, line }): readonly Field[] => {
    const field = /^\s*(\w+)\s*(?::[^=]+)?=/.exec(lines[line - 1] ?? '')?.[1]?.toUpperCase();
    return field === undefined ? [] : [{ field, key: `${line} ${name}` }];
  });
  fields.set(said, found);
  return found;
}
