import type { Facts } from '../facts.js';
import { LONGEST_TEXT, fittingArgument } from './lookup.js';
import type { Lookup } from './lookup.js';
import { shown, shownCall } from './shown.js';
import type { FileSign, SignIndex } from './sign-index.js';
import type { Seen } from './types.js';

/** Lines of a configuration file that are looked at. */
const MOST_LINES = 20_000;

/**
 * The signs that an image shows, each with its first place. One pass over each kind of fact; `wanted` leaves out signs
 * that nothing installed asks about, so that files are opened only for those that matter.
 */
export function seenSigns(facts: Facts, index: SignIndex, lookup: Lookup, wanted: ReadonlySet<number>): ReadonlyMap<number, Seen> {
  const seen = new Map<number, Seen>();

  function note(signs: readonly number[], of: () => Seen): void {
    for (const sign of signs) if (wanted.has(sign) && !seen.has(sign)) seen.set(sign, of());
  }

  for (const [name, at] of facts.symbols) note(lookup.ofName(name), () => ({ text: shown(name), at }));
  for (const [name, at] of facts.attributes) note(lookup.ofAttribute(name), () => ({ text: `.${shown(name)}`, at }));
  for (const { text, at } of facts.strings) note(lookup.ofText(text, false), () => ({ text: `"${shown(text)}"`, at }));
  for (const { text, at } of facts.settings) note(lookup.ofText(text, true), () => ({ text: `"${shown(text)}"`, at }));
  noteCalls(facts, lookup, note);
  notePrograms(facts, index, note);
  noteVariables(facts, index, note);
  noteFiles(facts, index.files.filter(({ sign }) => wanted.has(sign)), note);
  for (const { sign, name } of index.installed) {
    if (wanted.has(sign) && facts.installed(name) !== null) note([sign], () => ({ text: `${name} is installed`, at: null }));
  }
  return seen;
}

type Note = (signs: readonly number[], of: () => Seen) => void;

function noteCalls(facts: Facts, lookup: Lookup, note: Note): void {
  for (const [name, calls] of facts.calls) {
    for (const sign of lookup.ofCall(name)) {
      for (const { call, at } of calls) {
        const argument = fittingArgument(call, sign);
        if (argument === undefined && (sign.argument !== null || sign.fits !== null)) continue;
        note([sign.sign], () => ({ text: shownCall(call, argument), at }));
        break;
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
function noteVariables(facts: Facts, index: SignIndex, note: Note): void {
  for (const [variable, values] of facts.variables) {
    for (const { sign, name, fits } of index.variables) {
      if (!name.test(variable)) continue;
      const first = values.find(({ value }) => fits === null || value === null || fits.test(value.slice(0, LONGEST_TEXT)));
      if (first === undefined) continue;
      // Without a pattern the value says nothing, and may be a secret.
      const value = fits === null || first.value === null ? '' : `=${shown(first.value)}`;
      note([sign], () => ({ text: `${variable}${value}`, at: first.at }));
    }
  }
}

function noteFiles(facts: Facts, signs: readonly FileSign[], note: Note): void {
  if (signs.length === 0) return;
  for (const { path } of facts.files) {
    const base = path.slice(path.lastIndexOf('/') + 1);
    for (const { sign, name, fits } of signs) {
      if (!name.test(base)) continue;
      if (fits === null) note([sign], () => ({ text: shown(base), at: { path, line: 1 } }));
      else noteLine(facts, path, fits, sign, note);
    }
  }
}

function noteLine(facts: Facts, path: string, fits: RegExp, sign: number, note: Note): void {
  const lines = facts.text(path)?.split('\n', MOST_LINES) ?? [];
  const at = lines.findIndex((line) => fits.test(line.slice(0, LONGEST_TEXT)));
  const line = lines[at];
  if (line !== undefined) note([sign], () => ({ text: `"${shown(line.trim())}"`, at: { path, line: at + 1 } }));
}
