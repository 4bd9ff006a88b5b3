import { row } from '#answer/answer.js';
import { cited } from '#knowledge/catalogue.js';
import type { ImplicitNeed } from '#knowledge/implicit-types.js';
import { implicitNeeds } from '#knowledge/implicit.js';
import { parseSpecifiers, satisfies } from '#pep/versions.js';
import type { Facts } from '../facts.js';
import { LONGEST_TEXT, lookupIn } from './lookup.js';
import type { Lookup } from './lookup.js';
import { addFileSigns, seenSigns } from './seen.js';
import { signIndex } from './sign-index.js';
import type { NamedSign, SignIndex } from './sign-index.js';
import type { Implied, Seen } from './types.js';

let prepared: Matcher | undefined;

interface Matcher {
  readonly index: SignIndex;
  readonly lookup: Lookup;
  /** The needs of each library, since most libraries are not there; null: of none in particular. */
  readonly byLibrary: ReadonlyMap<string | null, readonly Numbered[]>;
  /** 1 at the number of a sign that is a file. */
  readonly isFile: Uint8Array;
}

/** A need with its place in the catalogue. */
type Numbered = SignIndex['needs'][number] & {
  readonly at: number;
  /** Each sign of any alternative, once. */
  readonly signs: readonly number[];
  /** Some alternative has no sign: it always holds. */
  readonly always: boolean;
};

const known = new WeakMap<Facts, readonly Implied[]>();

/** What the code, the commands and the settings of an image need without importing it, by the catalogue of implicit needs. */
export function impliedBy(facts: Facts): readonly Implied[] {
  const found = known.get(facts) ?? impliedIn((prepared ??= matcherOf(implicitNeeds())), facts);
  known.set(facts, found);
  return found;
}

/** Made ready once for many images. */
export function matcherOf(needs: readonly ImplicitNeed[]): Matcher {
  const index = signIndex(needs);
  const byLibrary = new Map<string | null, Numbered[]>();
  for (const [at, { need, when, unless }] of index.needs.entries()) {
    const own = byLibrary.get(need.with);
    const numbered = { at, need, when, unless, signs: [...new Set(when.flat())], always: when.some((signs) => signs.length === 0) };
    if (own) own.push(numbered);
    else byLibrary.set(need.with, [numbered]);
  }
  const isFile = new Uint8Array(index.count);
  for (const { sign } of index.files) isFile[sign] = 1;
  return { index, lookup: lookupIn(index), byLibrary, isFile };
}

/** Every need whose library is there, and one of whose alternatives has all its signs; the strongest first. */
export function impliedIn({ index, lookup, byLibrary, isFile }: Matcher, facts: Facts): readonly Implied[] {
  const { present, wanted } = presentNeeds(byLibrary, facts, index.count);
  const seen = seenSigns(facts, index, lookup, wanted);
  // Most needs show none of their signs.
  const near = present.filter(({ signs, always }) => always || signs.some((sign) => isFile[sign] === 1 || seen.has(sign)));
  addFileSigns(facts, openFiles(index, near, seen, isFile), seen);
  const found = near.flatMap(({ need, when }) => {
    const shown = when.find((signs) => signs.every((sign) => seen.has(sign)));
    return shown === undefined ? [] : [implied(need, shown.flatMap((sign) => seen.get(sign) ?? []))];
  });
  return found.sort((one, other) => STRENGTHS.indexOf(one.strength) - STRENGTHS.indexOf(other.strength));
}

const STRENGTHS: readonly ImplicitNeed['strength'][] = ['starts', 'raises', 'falls-back'];

/** Marks each sign that one of these needs names by 1 at its number. */
function mark(wanted: Uint8Array, needs: readonly Numbered[]): Uint8Array {
  for (const { signs } of needs) for (const sign of signs) wanted[sign] = 1;
  return wanted;
}

/** The signs that are files, of alternatives that nothing else is missing in. */
function openFiles({ files }: SignIndex, present: readonly Numbered[], seen: ReadonlyMap<number, Seen>, isFile: Uint8Array): readonly NamedSign[] {
  const wanted = new Set<number>();
  for (const { when } of present) {
    for (const signs of when) {
      if (signs.some((sign) => isFile[sign] === 1) && signs.every((sign) => isFile[sign] === 1 || seen.has(sign))) for (const sign of signs) wanted.add(sign);
    }
  }
  return files.filter(({ sign }) => wanted.has(sign));
}

/** Whether a variable is known to have such a value, in every way in which the image is run. */
function isSet({ variables }: Facts, { name, fits }: NamedSign): boolean {
  for (const [variable, values] of variables) {
    if (name.test(variable) && values.length > 0 && values.every(({ value }) => value !== null && (fits === null || fits.test(value.slice(0, LONGEST_TEXT))))) return true;
  }
  return false;
}

/**
 * The needs whose library is there, in one of the versions, in the order of the catalogue. A version that is not told may be
 * one of them. A library that the code imports by its own name is there even where nobody knows what brings it (a private
 * package).
 */
function presentNeeds(byLibrary: Matcher['byLibrary'], facts: Facts, count: number): { readonly present: readonly Numbered[]; /** The signs that are looked for. */ readonly wanted: Uint8Array } {
  const { needs, absent, wanted } = installedNeeds(byLibrary, facts.installed, count);
  const roots = rootsOf(facts);
  const imported = absent.flatMap(({ module, needs: own }) => (roots.has(module) ? own : []));
  const open = (one: Numbered): boolean => one.unless.length === 0 || !one.unless.some((sign) => isSet(facts, sign));
  const present = [...needs.filter(open), ...imported.filter(open)].sort((one, other) => one.at - other.at);
  return { present, wanted: imported.length === 0 ? wanted : mark(wanted.slice(), imported) };
}

interface ByInstalled {
  /** Of no library in particular, and of those that are installed in a version that has them. */
  readonly needs: readonly Numbered[];
  /** Their signs. */
  readonly wanted: Uint8Array;
  /** Of those that are not. */
  readonly absent: readonly { readonly module: string; readonly needs: readonly Numbered[] }[];
}

const byInstalled = new WeakMap<Matcher['byLibrary'], WeakMap<Facts['installed'], ByInstalled>>();

/** What is installed is the same for all that is said of an image: its code, its tests, its other files. */
function installedNeeds(byLibrary: Matcher['byLibrary'], installed: Facts['installed'], count: number): ByInstalled {
  const ofMatcher = byInstalled.get(byLibrary) ?? new WeakMap<Facts['installed'], ByInstalled>();
  byInstalled.set(byLibrary, ofMatcher);
  const known = ofMatcher.get(installed);
  if (known) return known;
  const found: Numbered[] = [];
  const absent: ByInstalled['absent'][number][] = [];
  for (const [library, needs] of byLibrary) {
    const version = library === null ? null : installed(library);
    if (library !== null && version === null) absent.push({ module: library.replaceAll('-', '_'), needs });
    else for (const one of needs) if (version === null || fitsVersion(one.need, version)) found.push(one);
  }
  const told = { needs: found, wanted: mark(new Uint8Array(count), found), absent };
  ofMatcher.set(installed, told);
  return told;
}

const fitting = new WeakMap<ImplicitNeed, Map<string, boolean>>();

/** Most images have a library in the same version: each is compared once. */
function fitsVersion(need: ImplicitNeed, installed: NonNullable<ReturnType<Facts['installed']>>): boolean {
  if (need.versions === null) return true;
  const byVersion = fitting.get(need) ?? new Map<string, boolean>();
  fitting.set(need, byVersion);
  const key = `${installed.version ?? ''} ${installed.allowed ?? ''}`;
  const known = byVersion.get(key) ?? compared(need.versions, installed);
  byVersion.set(key, known);
  return known;
}

function compared(versions: string, { version, allowed }: NonNullable<ReturnType<Facts['installed']>>): boolean {
  const specifiers = parseSpecifiers(versions);
  if (!specifiers.ok) return true;
  if (version !== null) return satisfies(version, specifiers.value);
  // Where the line lets in the release that the versions end at, or a newer one, the installer takes that.
  const end = specifiers.value.find(({ operator }) => operator === '<')?.version;
  const line = allowed === undefined || end === undefined ? null : parseSpecifiers(allowed);
  return !line?.ok || end === undefined || line.value.some((one) => UPPER.has(one.operator) && !satisfies(end, [one]));
}

/** Operators that hold a version down. */
const UPPER: ReadonlySet<string> = new Set(['<', '<=', '==', '===', '~=']);

/** Top-level modules that the code imports. */
function rootsOf(facts: Facts): ReadonlySet<string> {
  const roots = new Set<string>();
  for (const name of facts.symbols.keys()) roots.add(name.split('.', 1)[0] ?? '');
  return roots;
}

function implied(need: ImplicitNeed, seen: readonly Seen[]): Implied {
  const signs = seen.map(({ text, at }) => (at === null ? row('source', text) : row('source', text, at)));
  const what = seen.map(({ text }) => text).join(' with ');
  return {
    need,
    names: need.needs,
    strength: need.strength,
    verdict: need.verdict,
    scope: need.scope,
    reason: `${what}: ${consequence(need)}`,
    evidence: [...signs, cited(need.basis, need)],
    assumed: need.source === null,
  };
}

function consequence({ with: library, strength }: ImplicitNeed): string {
  const what = library ?? 'the code';
  if (strength === 'starts') return `${what} does not start without it`;
  return strength === 'raises' ? `${what} fails there without it` : `${what} uses it if it is there, and does otherwise without it`;
}
