import { remembered } from '#text/remembered.js';
import type { Facts } from '../facts.js';
import { LONGEST_TEXT, fittingArgument } from './lookup.js';
import type { Lookup } from './lookup.js';
import { shown, shownCall, shownPiece } from './shown.js';
import type { SignIndex } from './sign-index.js';
import type { Seen } from './types.js';

/** Lines of a configuration file that are looked at. */
const MOST_LINES = 20_000;

interface Looked {
  readonly index: SignIndex;
  readonly wanted: Uint8Array;
  readonly seen: ReadonlyMap<number, Seen>;
}

const known = new WeakMap<Facts['symbols'], Looked>();

/**
 * The signs that an image shows, each with its first place; `wanted` (1 at the number of a sign) tells which are looked for, and
 * more may be told. Files are not looked at: see {@link addFileSigns}. What code says stays the same while a plan takes lines out
 * of lists: it is looked through again only for signs that nothing asked about before.
 */
export function seenSigns(facts: Facts, index: SignIndex, lookup: Lookup, wanted: Uint8Array): Map<number, Seen> {
  const before = known.get(facts.symbols);
  const looked = before?.index === index && holdsAll(before.wanted, wanted) ? before : { index, wanted, seen: signsInCode(facts, index, lookup, wanted) };
  known.set(facts.symbols, looked);
  const notes = notesOf(new Map(looked.seen), index, wanted);
  addSignsBeside(facts, index, lookup, notes);
  return notes.seen;
}

function holdsAll(all: Uint8Array, some: Uint8Array): boolean {
  for (let sign = 0; sign < some.length; sign++) if (some[sign] === 1 && all[sign] !== 1) return false;
  return true;
}

interface Notes {
  readonly seen: Map<number, Seen>;
  readonly note: Note;
  readonly isOpen: IsOpen;
  readonly piece: (text: string, sign: number) => string;
}

type Note = (signs: readonly number[], of: (sign: number) => Seen) => void;

/** Whether a sign is still looked for. */
type IsOpen = (sign: number) => boolean;

function notesOf(seen: Map<number, Seen>, index: SignIndex, wanted: Uint8Array): Notes {
  const isOpen: IsOpen = (sign) => wanted[sign] === 1 && !seen.has(sign);
  return {
    seen,
    isOpen,
    note(signs, of) {
      for (const sign of signs) if (isOpen(sign)) seen.set(sign, of(sign));
    },
    piece: (text, sign) => shownPiece(text, index.texts.find((one) => one.sign === sign)?.fits),
  };
}

/** One pass over each kind of fact. */
function signsInCode(facts: Facts, index: SignIndex, lookup: Lookup, wanted: Uint8Array): ReadonlyMap<number, Seen> {
  const { seen, note, isOpen, piece } = notesOf(new Map(), index, wanted);
  for (const [name, at] of facts.symbols) note(lookup.ofName(name), () => ({ text: shown(name), at }));
  for (const [name, at] of facts.attributes) note(lookup.ofAttribute(name), () => ({ text: `.${shown(name)}`, at }));
  for (const { text, at } of facts.strings) note(lookup.ofText(text, false), (sign) => ({ text: `"${piece(text, sign)}"`, at }));
  noteCalls(facts, lookup, note, isOpen);
  noteGiven(facts, index, note, isOpen);
  return seen;
}

/** What stands beside the code: settings, programs, variables, what is installed. */
function addSignsBeside(facts: Facts, index: SignIndex, lookup: Lookup, notes: Notes): void {
  const { note, isOpen, piece } = notes;
  for (const { text, at } of facts.settings) note(lookup.ofText(text, true), (sign) => ({ text: `"${piece(text, sign)}"`, at }));
  notePrograms(facts, index, note);
  noteVariables(facts, index, lookup, notes);
  for (const { sign, name } of index.installed) {
    if (isOpen(sign) && facts.installed(name) !== null) note([sign], () => ({ text: `${name} is installed`, at: null }));
  }
}

function noteCalls(facts: Facts, lookup: Lookup, note: Note, isOpen: IsOpen): void {
  for (const [name, calls] of facts.calls) {
    for (const sign of lookup.ofCall(name)) {
      if (!isOpen(sign.sign)) continue;
      for (const { call, at } of calls) {
        const argument = fittingArgument(call, sign);
        if (argument === undefined && (sign.argument !== null || sign.fits !== null)) continue;
        note([sign.sign], () => ({ text: shownCall(call, argument), at }));
        break;
      }
    }
  }
}

/** Calls of whatever it is with a certain argument: most images look for none of them, and most calls are given none. */
function noteGiven(facts: Facts, index: SignIndex, note: Note, isOpen: IsOpen): void {
  const given = new Map([...index.given].filter(([, signs]) => signs.some(({ sign }) => isOpen(sign))));
  if (given.size === 0) return;
  for (const calls of facts.calls.values()) {
    for (const { call, keywords, at } of calls) {
      if (!keywords) continue;
      for (const { name } of call.arguments) {
        const signs = typeof name === 'string' ? given.get(name) : undefined;
        if (signs === undefined) continue;
        for (const sign of signs) {
          const argument = isOpen(sign.sign) ? fittingArgument(call, sign) : undefined;
          if (argument !== undefined) note([sign.sign], () => ({ text: shownCall(call, argument), at }));
        }
      }
    }
  }
}

function notePrograms(facts: Facts, index: SignIndex, note: Note): void {
  for (const { name, words, at } of facts.programs) {
    const signs = index.programs.get(name);
    if (signs === undefined) continue;
    const rest = words.slice(1).join(' ').slice(0, 10 * LONGEST_TEXT);
    const fitting = signs.filter(({ fits }) => fits === null || fits.test(rest));
    note(fitting.map(({ sign }) => sign), () => ({ text: `\`${shown(words.join(' '))}\``, at }));
  }
}

/** A value that cannot be told may be the one that is looked for. */
function noteVariables(facts: Facts, index: SignIndex, lookup: Lookup, { note, isOpen, piece }: Notes): void {
  for (const [variable, values] of facts.variables) {
    for (const { value, at } of values) {
      if (value !== null) note(lookup.ofText(value, true), (sign) => ({ text: `${variable}=${piece(value, sign)}`, at }));
    }
    for (const { sign, fits } of signsNamed(index, variable)) {
      const first = isOpen(sign) ? values.find(({ value }) => fits === null || value === null || fits.test(value.slice(0, LONGEST_TEXT))) : undefined;
      if (first === undefined) continue;
      // Without a pattern the value says nothing, and may be a secret.
      const value = fits === null || first.value === null ? '' : `=${shownPiece(first.value, fits)}`;
      note([sign], () => ({ text: `${variable}${value}`, at: first.at }));
    }
  }
}

/** Names of variables that are remembered at most, of one index. */
const MOST_NAMES = 10_000;

const byVariable = new WeakMap<SignIndex, (variable: string) => SignIndex['variables']>();

/** The signs that a variable of this name may be; images set the same ones. */
function signsNamed(index: SignIndex, variable: string): SignIndex['variables'] {
  const known = byVariable.get(index);
  if (known) return known(variable);
  const made = remembered((name) => index.variables.filter((one) => one.name.test(name)), MOST_NAMES);
  byVariable.set(index, made);
  return made(variable);
}

/** Adds the signs that are files of the image, or lines in them; opens files, so only signs that matter are given, by their numbers. */
export function addFileSigns(facts: Facts, lookup: Lookup, signs: ReadonlySet<number>, seen: Map<number, Seen>): void {
  if (signs.size === 0) return;
  for (const path of pathsOf(facts)) {
    const base = path.slice(path.lastIndexOf('/') + 1);
    for (const { sign, fits } of lookup.ofFile(base)) {
      if (seen.has(sign) || !signs.has(sign)) continue;
      const found = fits === null ? { text: shown(base), at: { path, line: 1 } } : lineIn(facts, path, fits);
      if (found !== null) seen.set(sign, found);
    }
  }
}

/** Files of the image, and those of first-party packages that it installs, which only its code names. */
function pathsOf({ files, code }: Facts): ReadonlySet<string> {
  const paths = new Set(files.map(({ path }) => path));
  for (const path of code) paths.add(path);
  return paths;
}

function lineIn(facts: Facts, path: string, fits: RegExp): Seen | null {
  const lines = facts.text(path)?.split('\n', MOST_LINES) ?? [];
  const at = lines.findIndex((line) => fits.test(line.slice(0, LONGEST_TEXT)));
  return at < 0 ? null : { text: `"${shownPiece(lines[at] ?? '', fits)}"`, at: { path, line: at + 1 } };
}
