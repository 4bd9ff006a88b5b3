import type { Call } from '#python/source.js';
import type { CallSign, SignIndex } from './sign-index.js';

/** Answers of the index for one name or text, kept: images share most of their code. */
export interface Lookup {
  /** Signs that a qualified name shows, by itself or as something below one that they name. */
  ofName(name: string): readonly number[];
  ofAttribute(name: string): readonly number[];
  ofCall(name: string): readonly CallSign[];
  /** Signs that a text shows; `settings`: it stands outside the code. */
  ofText(text: string, settings: boolean): readonly number[];
}

/** Texts are searched up to here: what an address, an engine or an option says stands in front. */
export const LONGEST_TEXT = 500;
/** What is kept at most of each kind, then it starts anew. */
const KEPT = 200_000;
const NONE: readonly never[] = [];

/** Looks names and texts up in an index. Each distinct one is worked out once, however many images hold it. */
export function lookupIn(index: SignIndex): Lookup {
  const code = index.texts;
  const settings = index.texts.filter((one) => one.settings);
  // One search tells that nothing fits, which is so for nearly every text.
  const inCode = any(code.map(({ fits }) => fits.source));
  const inSettings = any(settings.map(({ fits }) => fits.source));
  return {
    ofName: kept((name) => nameSigns(index, name)),
    ofAttribute: (name) => index.attributes.get(name) ?? NONE,
    ofCall: kept((name) => callSigns(index, name)),
    ofText: both(
      kept((text) => (inCode.test(text) ? code.filter(({ fits }) => fits.test(text)).map(({ sign }) => sign) : NONE)),
      kept((text) => (inSettings.test(text) ? settings.filter(({ fits }) => fits.test(text)).map(({ sign }) => sign) : NONE)),
    ),
  };
}

function nameSigns({ names, globs, attributes }: SignIndex, name: string): readonly number[] {
  const found: number[] = [];
  const first = name.indexOf('.') < 0 ? name : name.slice(0, name.indexOf('.'));
  for (let end = first.length; ; ) {
    found.push(...(names.get(name.slice(0, end)) ?? NONE));
    if (end >= name.length) break;
    const next = name.indexOf('.', end + 1);
    const stop = next < 0 ? name.length : next;
    found.push(...(attributes.get(name.slice(end + 1, stop)) ?? NONE));
    end = stop;
  }
  for (const { sign, fits } of [...(globs.get(first) ?? NONE), ...(globs.get('') ?? NONE)]) {
    if (fits === null || fits.test(name)) found.push(sign);
  }
  return found.length === 0 ? NONE : [...new Set(found)];
}

/** `.name` also finds `pandas.x.name`. */
function callSigns({ calls }: SignIndex, name: string): readonly CallSign[] {
  const dot = name.lastIndexOf('.');
  const own = calls.get(name) ?? NONE;
  const behind = dot > 0 ? (calls.get(name.slice(dot)) ?? NONE) : NONE;
  return behind.length === 0 ? own : [...own, ...behind];
}

/**
 * The argument of a call that fits a sign; undefined: none does. A computed value may be the one that is looked for,
 * so it fits; without the name of an argument, only literals count.
 */
export function fittingArgument(call: Call, { argument, fits }: CallSign): Call['arguments'][number] | undefined {
  return call.arguments.find(({ name, value }) => {
    if (argument !== null && name !== argument) return false;
    if (fits === null) return true;
    return value === null ? argument !== null : fits.test(value.slice(0, LONGEST_TEXT));
  });
}

function both(code: (text: string) => readonly number[], settings: (text: string) => readonly number[]): Lookup['ofText'] {
  return (text, outside) => (outside ? settings : code)(text.slice(0, LONGEST_TEXT));
}

function any(sources: readonly string[]): RegExp {
  return new RegExp(sources.length === 0 ? '(?!)' : sources.map((source) => `(?:${source})`).join('|'), 'u');
}

function kept<T>(work: (key: string) => T): (key: string) => T {
  let known = new Map<string, T>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    if (known.size >= KEPT) known = new Map();
    const value = work(key);
    known.set(key, value);
    return value;
  };
}
