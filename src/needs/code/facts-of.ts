import type { Place } from '#answer/answer.js';
import type { CalledAt, Facts, Text, Value } from '#needs/facts.js';
import type { PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';

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
    const at = (line: number): Place => ({ path, line });
    for (const { module, level, name, line, guards } of source.imports) {
      if (level > 0 || own.tops.has(topOf(module)) || guards.some(({ kind }) => kind === 'typing')) continue;
      first(symbols, module, at(line));
      if (name !== null && name !== '*') first(symbols, `${module}.${name}`, at(line));
    }
    for (const { name, line } of source.symbols) {
      if (!own.tops.has(topOf(name))) first(symbols, name, at(line));
      else if (behind(own, name).length > 1) first(attributes, tailOf(name), at(line));
    }
    for (const { name, line } of source.attributes) first(attributes, name, at(line));
    const replaced = new Set([...replacedDefaults(source, variables), ...replacedFields(source, variables, () => text(path))]);
    for (const { name, line } of source.strings) if (!replaced.has(`${line} ${name}`)) strings.push({ text: name, at: at(line) });
    for (const call of source.calls) {
      const name = own.tops.has(topOf(call.name)) ? ownCall(own, call.name) : call.name;
      const list = calls.get(name) ?? [];
      list.push({ call, at: at(call.line) });
      calls.set(name, list);
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

function topOf(name: string): string {
  return name.split('.', 1)[0] ?? '';
}

function first(places: Map<string, Place>, name: string, at: Place): void {
  if (!places.has(name)) places.set(name, at);
}

/** Defaults of variables that the container sets: `os.environ.get("DATABASE_URL", "sqlite://")` never takes its own. */
function replacedDefaults(source: PythonSource, variables: FactParts['variables']): ReadonlySet<string> {
  const replaced = new Set<string>();
  for (const { name, arguments: given } of source.calls) {
    if (!GETTERS.has(name)) continue;
    const variable = given.find((one) => one.name === 0 && one.text)?.value;
    const fallback = given.find((one) => (one.name === 1 || one.name === 'default') && one.text);
    if (!variable || !fallback || fallback.value === null) continue;
    const values = variables.get(variable) ?? [];
    if (values.length > 0 && values.every(({ value }) => value !== null && value !== '')) replaced.add(`${fallback.line} ${fallback.value}`);
  }
  return replaced;
}

/**
 * Defaults of settings classes that a variable replaces: pydantic takes `database_url: str = "…"` from `DATABASE_URL`, with the
 * class's prefix before it (https://docs.pydantic.dev/latest/concepts/pydantic_settings/#environment-variable-names).
 */
function replacedFields(source: PythonSource, variables: FactParts['variables'], text: () => string | null): ReadonlySet<string> {
  const replaced = new Set<string>();
  const addresses = source.strings.filter(({ name }) => name.includes('://'));
  if (addresses.length === 0 || !source.imports.some(({ module, name }) => module === 'pydantic_settings' || (module === 'pydantic' && name === 'BaseSettings'))) return replaced;
  const set = [...variables].flatMap(([name, values]) => (values.length > 0 && values.every(({ value }) => value !== null && value !== '') ? name.toUpperCase() : []));
  const lines = text()?.split('\n') ?? [];
  for (const { name, line } of addresses) {
    const field = /^\s*(\w+)\s*(?::[^=]+)?=/.exec(lines[line - 1] ?? '')?.[1]?.toUpperCase();
    if (field !== undefined && set.some((variable) => variable === field || variable.endsWith(`_${field}`))) replaced.add(`${line} ${name}`);
  }
  return replaced;
}

const GETTERS: ReadonlySet<string> = new Set(['os.environ.get', 'os.getenv', '.getenv', 'os.environ.setdefault']);
