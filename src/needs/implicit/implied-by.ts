import { row } from '#answer/answer.js';
import { cited } from '#knowledge/catalogue.js';
import type { ImplicitNeed } from '#knowledge/implicit-types.js';
import { parseSpecifiers, satisfies } from '#pep/versions.js';
import { isSameList } from '#text/same-list.js';
import type { Facts } from '../facts.js';
import { LONGEST_TEXT } from './lookup.js';
import { catalogued, type Matcher, type Numbered } from './matcher.js';
import { addFileSigns, seenSigns } from './seen.js';
import type { NamedSign } from './sign-index.js';
import type { Implied, Seen } from './types.js';

const known = new WeakMap<Facts, readonly Implied[]>();

/** What the code, the commands and the settings of an image need without importing it, by the catalogue of implicit needs. */
export function impliedBy(facts: Facts): readonly Implied[] {
  const found = known.get(facts) ?? impliedIn(catalogued(), facts);
  known.set(facts, found);
  return found;
}

/** Every need whose library is there, and one of whose alternatives has all its signs; the strongest first. */
export function impliedIn(matcher: Matcher, facts: Facts): readonly Implied[] {
  const { index, lookup, isFile } = matcher;
  const { own, imported } = presentNeeds(matcher, facts);
  const wanted = imported.length === 0 ? own.wanted : mark(own.wanted.slice(), imported);
  const seen = seenSigns(facts, index, lookup, wanted);
  // Most needs show none of their signs.
  const near = nearNeeds(matcher, own, imported, seen).filter(({ unless }) => !unless.some((sign) => isSet(facts, sign)));
  addFileSigns(facts, lookup, openFiles(near, seen, isFile), seen);
  const found: Implied[] = [];
  for (const { need, when } of near) {
    const shown = shownOf(when, seen);
    if (shown !== null) found.push(impliedWith(need, shown.flatMap((sign) => seen.get(sign) ?? [])));
  }
  return found.sort((one, other) => STRENGTHS.indexOf(one.strength) - STRENGTHS.indexOf(other.strength));
}

/** The first alternative of which every sign was seen; null: there is none. */
function shownOf(when: Numbered['when'], seen: ReadonlyMap<number, Seen>): readonly number[] | null {
  for (const signs of when) if (signs.every((sign) => seen.has(sign))) return signs;
  return null;
}

/** The needs that are there and may hold by what was seen, in the order of the catalogue. */
function nearNeeds({ bySign }: Matcher, own: ByInstalled, imported: readonly Numbered[], seen: ReadonlyMap<number, Seen>): readonly Numbered[] {
  const near = new Set([...own.unseen, ...imported.filter(({ unseen, signs }) => unseen || signs.some((sign) => seen.has(sign)))]);
  for (const sign of seen.keys()) for (const one of bySign[sign] ?? []) if (own.present[one.at] === 1) near.add(one);
  return [...near].sort((one, other) => one.at - other.at);
}

const STRENGTHS: readonly ImplicitNeed['strength'][] = ['starts', 'raises', 'falls-back'];

/** Marks each sign that one of these needs names by 1 at its number. */
function mark(wanted: Uint8Array, needs: readonly Numbered[]): Uint8Array {
  for (const { signs } of needs) for (const sign of signs) wanted[sign] = 1;
  return wanted;
}

/** The signs that are files, of alternatives that nothing else is missing in. */
function openFiles(present: readonly Numbered[], seen: ReadonlyMap<number, Seen>, isFile: Uint8Array): ReadonlySet<number> {
  const wanted = new Set<number>();
  for (const { when } of present) {
    for (const signs of when) {
      if (signs.some((sign) => isFile[sign] === 1) && signs.every((sign) => isFile[sign] === 1 || seen.has(sign))) for (const sign of signs) wanted.add(sign);
    }
  }
  return wanted;
}

/** Whether a variable is known to have such a value, in every way in which the image is run. */
function isSet({ variables }: Facts, { name, fits }: NamedSign): boolean {
  for (const [variable, values] of variables) {
    if (name.test(variable) && values.length > 0 && values.every(({ value }) => value !== null && (fits === null || fits.test(value.slice(0, LONGEST_TEXT))))) return true;
  }
  return false;
}

/**
 * The needs whose library is there, in one of the versions. A version that is not told may be one of them. A library that the
 * code imports by its own name is there even where nobody knows what brings it (a private package).
 */
function presentNeeds(matcher: Matcher, { installed, tops }: Facts): { readonly own: ByInstalled; readonly imported: readonly Numbered[] } {
  const imported: Numbered[] = [];
  for (const module of tops) for (const library of matcher.byModule.get(module) ?? []) if (installed(library) === null) imported.push(...(matcher.byLibrary.get(library) ?? []));
  return { own: installedNeeds(matcher, installed), imported };
}

interface ByInstalled {
  /** 1 at the number of a need of no library in particular, and of one that is installed in a version that has it. */
  readonly present: Uint8Array;
  /** Those of them that may hold without a sign in code, commands or settings. */
  readonly unseen: readonly Numbered[];
  /** Their signs. */
  readonly wanted: Uint8Array;
}

const byInstalled = new WeakMap<Matcher, WeakMap<Facts['installed'], ByInstalled>>();

/** What is installed is the same for all that is said of an image: its code, its tests, its other files. */
function installedNeeds(matcher: Matcher, installed: Facts['installed']): ByInstalled {
  const ofMatcher = byInstalled.get(matcher) ?? new WeakMap<Facts['installed'], ByInstalled>();
  byInstalled.set(matcher, ofMatcher);
  const known = ofMatcher.get(installed);
  if (known) return known;
  const { byLibrary, index } = matcher;
  const found: Numbered[] = [];
  for (const [library, needs] of byLibrary) {
    const version = library === null ? null : installed(library);
    if (library !== null && version === null) continue;
    for (const one of needs) if (version === null || fitsVersion(one.need, version)) found.push(one);
  }
  const present = new Uint8Array(index.needs.length);
  for (const { at } of found) present[at] = 1;
  const told = { present, unseen: found.filter(({ unseen }) => unseen), wanted: mark(new Uint8Array(index.count), found) };
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
  const known = byVersion.get(key);
  if (known !== undefined) return known;
  const made = compared(need.versions, installed);
  byVersion.set(key, made);
  return made;
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

const impliedBefore = new WeakMap<Seen, Map<ImplicitNeed, { readonly seen: readonly Seen[]; readonly implied: Implied }>>();

/** The very same where the same signs were seen: those in code are, from moment to moment of a plan. */
function impliedWith(need: ImplicitNeed, seen: readonly Seen[]): Implied {
  const [first] = seen;
  if (first === undefined) return implied(need, seen);
  const known = impliedBefore.get(first);
  const before = known?.get(need);
  if (before && isSameList(before.seen, seen)) return before.implied;
  const told = { seen, implied: implied(need, seen) };
  if (known) known.set(need, told);
  else impliedBefore.set(first, new Map([[need, told]]));
  return told.implied;
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
