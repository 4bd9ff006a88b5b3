import type { Call } from '#python/source.js';
import type { CallSign, NamedSign, SignIndex } from './sign-index.js';
import { textSearch } from './text-search.js';

/** Answers of the index for one name or text, kept: images share most of their code. */
export interface Lookup {
  /** Signs that a qualified name shows, by itself or as something below one that they name. */
  ofName(name: string): readonly number[];
  ofAttribute(name: string): readonly number[];
  ofCall(name: string): readonly CallSign[];
  /** Signs that a text shows; `settings`: it stands outside the code. */
  ofText(text: string, settings: boolean): readonly number[];
  /** Signs that are files of this name, or lines in them. */
  ofFile(name: string): readonly NamedSign[];
}

/** Texts are searched up to here: what an address, an engine or an option says stands in front. */
export const LONGEST_TEXT = 500;
/** What is kept at most of each kind, then it starts anew. */
const KEPT = 200_000;
const NONE: readonly never[] = [];

/** Looks names and texts up in an index. Each distinct one is worked out once, however many images hold it. */
export function lookupIn(index: SignIndex): Lookup {
  const anywhere = new Set(index.texts.flatMap(({ sign, settings }) => (settings ? sign : [])));
  const inCode = kept(textSearch(index.texts));
  // Not a search of its own: a few settings are looked up sooner than more patterns are compiled.
  const inSettings = kept((text) => inCode(text).filter((sign) => anywhere.has(sign)));
  return {
    ofName: kept((name) => nameSigns(index, name.slice(0, LONGEST_TEXT))),
    ofAttribute: (name) => index.attributes.get(name) ?? NONE,
    ofCall: kept((name) => callSigns(index, name)),
    ofText: (text, settings) => (settings ? inSettings : inCode)(text.slice(0, LONGEST_TEXT)),
    ofFile: kept((file) => filesNamed(index, file)),
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

function filesNamed({ files }: SignIndex, file: string): readonly NamedSign[] {
  const found = files.filter(({ name }) => name.test(file));
  return found.length === 0 ? NONE : found;
}

/** `.name` also finds `pandas.x.name`, and `*` everything. */
function callSigns({ calls }: SignIndex, name: string): readonly CallSign[] {
  const dot = name.lastIndexOf('.');
  const behind = dot > 0 ? (calls.get(name.slice(dot)) ?? NONE) : NONE;
  return [...(calls.get(name) ?? NONE), ...behind, ...(calls.get('*') ?? NONE)];
}

/**
 * The argument of a call that fits a sign; undefined: none does. A computed value may be the one that is looked for,
 * so it fits, unless the sign says otherwise; without the name of an argument or of what is called, only literals count.
 */
export function fittingArgument(call: Call, { argument, fits, literal }: CallSign): Call['arguments'][number] | undefined {
  return call.arguments.find(({ name, value }) => {
    if (argument !== null && name !== argument) return false;
    if (fits === null) return true;
    return value === null ? argument !== null && !literal : fits.test(value.slice(0, LONGEST_TEXT));
  });
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
