import type { Place } from '#answer/answer.js';
import { calledAt, type CalledAt, type Text } from '#needs/facts.js';
import { matters } from '#needs/implicit/matters.js';
import type { Argument, PythonSource } from '#python/source.js';
import type { Program } from '#python/start/types.js';
import { lookedUpIn, type NamedDistribution } from './looked-up.js';
import { programsIn } from './programs-in-code.js';

/**
 * What one file says that somebody asks about (`matters`), with its places: the same for every image that holds it, so it is made
 * once.
 */
export interface SaidBy {
  readonly path: string;
  /** The first parts of all that it imports to run or uses. */
  readonly tops: readonly string[];
  /** Modules and names that are imported to run; `top`: the first part. */
  readonly imports: readonly Named[];
  readonly symbols: readonly Named[];
  readonly attributes: readonly { readonly name: string; readonly at: Place }[];
  readonly strings: readonly Text[];
  readonly calls: readonly { readonly top: string; readonly said: CalledAt }[];
  /** Variables that are asked for with something to fall back on. */
  readonly fallbacks: readonly { readonly variable: string; readonly line: number; readonly value: string }[];
  /** Addresses in a file that may define settings; their classes' fields may be replaced by variables. */
  readonly addresses: readonly { readonly name: string; readonly line: number }[];
  /** Programs that it runs. */
  readonly programs: readonly Program[];
  /** Distributions that it looks up by their names. */
  readonly distributions: readonly NamedDistribution[];
}

export interface Named {
  readonly name: string;
  readonly top: string;
  readonly at: Place;
}

const known = new WeakMap<PythonSource, SaidBy>();

export function saidBy(path: string, source: PythonSource): SaidBy {
  const before = known.get(source);
  // Two files that say the same may share what was read.
  if (before?.path === path) return before;
  // Copied, so that calls are not made for each question.
  const said = made(path, { ...source });
  known.set(source, said);
  return said;
}

function made(path: string, source: PythonSource): SaidBy {
  const at = (line: number): Place => ({ path, line });
  const named = (name: string, line: number): Named => ({ name, top: topOf(name), at: at(line) });
  const imports = source.imports.flatMap(({ module, level, name, line, guards }): readonly Named[] => {
    if (level > 0 || guards.some(({ kind }) => kind === 'typing')) return [];
    const whole = named(module, line);
    return name === null || name === '*' ? [whole] : [whole, { ...whole, name: `${module}.${name}` }];
  });
  const asked = matters();
  const heard = ({ name }: { readonly name: string }): boolean => asked.name(name);
  return {
    path,
    tops: [...new Set([...imports.map(({ top }) => top), ...source.symbols.map(({ name }) => topOf(name))])],
    imports: firsts(imports.filter(heard)),
    symbols: firsts(source.symbols.filter(heard)).map(({ name, line }) => named(name, line)),
    attributes: firsts(source.attributes.filter(({ name }) => asked.attribute(name))).map(({ name, line }) => ({ name, at: at(line) })),
    strings: source.strings.filter(({ name }) => asked.text(name)).map(({ name, line }) => ({ text: name, at: at(line) })),
    calls: source.calls.filter(asked.call).map((call) => ({ top: topOf(call.name), said: calledAt(call, at(call.line)) })),
    fallbacks: source.calls.filter(({ name }) => GETTERS.has(name)).flatMap(({ arguments: given }) => fallbackOf(given)),
    addresses: source.imports.some(({ module, name }) => module === 'pydantic_settings' || (module === 'pydantic' && name === 'BaseSettings')) ? source.strings.filter(({ name }) => name.includes('://')) : [],
    programs: programsIn(path, source),
    distributions: lookedUpIn(path, source),
  };
}

/** Only the first place of a name is told. */
function firsts<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return all.filter(({ name }) => !seen.has(name) && seen.add(name));
}

const GETTERS: ReadonlySet<string> = new Set(['os.environ.get', 'os.getenv', '.getenv', 'os.environ.setdefault']);

function fallbackOf(given: readonly Argument[]): SaidBy['fallbacks'] {
  const variable = given.find((one) => one.name === 0 && one.text)?.value;
  const fallback = given.find((one) => (one.name === 1 || one.name === 'default') && one.text);
  return variable && fallback && fallback.value !== null ? [{ variable, line: fallback.line, value: fallback.value }] : [];
}

/** `a` of `a.b.c`. */
export function topOf(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}
