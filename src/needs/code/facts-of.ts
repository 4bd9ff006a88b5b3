import type { Place } from '#answer/answer.js';
import type { CalledAt, Facts, Text, Value } from '#needs/facts.js';
import type { PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';
import { saidBy, type SaidBy } from './said-by.js';

/** What {@link factsOf} is made from. */
export interface FactParts {
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
export function factsOf({ sources, settings, variables, programs, files, text, installed, own }: FactParts): Facts {
  const symbols = new Map<string, Place>();
  const attributes = new Map<string, Place>();
  const calls = new Map<string, CalledAt[]>();
  const strings: Text[] = [];
  for (const { path, source } of sources) {
    const said = saidBy(path, source);
    for (const { name, top, at } of said.imports) if (!own.tops.has(top)) first(symbols, name, at);
    for (const { name, top, at } of said.symbols) {
      if (!own.tops.has(top)) first(symbols, name, at);
      else if (behind(own, name).length > 1) first(attributes, tailOf(name), at);
    }
    for (const { name, at } of said.attributes) first(attributes, name, at);
    const replaced = new Set([...replacedDefaults(said, variables), ...replacedFields(said, variables, () => text(path))]);
    for (const one of said.strings) if (replaced.size === 0 || !replaced.has(`${one.at.line} ${one.text}`)) strings.push(one);
    for (const { top, said: one } of said.calls) {
      const name = own.tops.has(top) ? ownCall(own, one.call.name) : one.call.name;
      const list = calls.get(name);
      if (list) list.push(one);
      else calls.set(name, [one]);
    }
  }
  return { symbols, attributes, calls, strings, settings, variables, programs, files, text, installed };
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
function replacedFields({ addresses }: SaidBy, variables: FactParts['variables'], text: () => string | null): ReadonlySet<string> {
  const replaced = new Set<string>();
  if (addresses.length === 0) return replaced;
  const set = [...variables].flatMap(([name, values]) => (values.length > 0 && values.every(({ value }) => value !== null && value !== '') ? name.toUpperCase() : []));
  const lines = text()?.split('\n') ?? [];
  for (const { name, line } of addresses) {
    const field = /^\s*(\w+)\s*(?::[^=]+)?=/.exec(lines[line - 1] ?? '')?.[1]?.toUpperCase();
    if (field !== undefined && set.some((variable) => variable === field || variable.endsWith(`_${field}`))) replaced.add(`${line} ${name}`);
  }
  return replaced;
}
