import { row, type Evidence } from '#answer/answer.js';
import { bundledEdges } from '#knowledge/edges.js';
import { categoryOf, isDevelopmentTool } from '#knowledge/categories.js';
import { remembered } from '#text/remembered.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import { broughtBy } from '#needs/edges/brought-by.js';
import type { Closure, Comes } from '#needs/edges/closure-types.js';
import type { Asked } from '#needs/types.js';
import { closureFor, closureOfRoots } from './closures.js';
import { carriedOf } from './compiled.js';
import { because, cannotTell } from './evidence.js';
import type { Judged, Reason } from './judged.js';
import { isPin, writtenForms } from './pins.js';
import type { Roots } from './roots.js';
import { surelyComes } from './surely-comes.js';
import { testUses } from './test-uses.js';
import type { Unknowns } from './unknown/unknown.js';
import { modulesKnown } from './modules.js';

interface Parts {
  readonly roots: Roots;
  readonly whole: Closure;
  readonly unknowns: Unknowns;
  readonly all: ReadonlySet<string>;
  /** The names that reasons are asked for. */
  readonly about: ReadonlySet<string>;
}

/** A reason for each of some asked-for names: the roots as they are, and what is left over beside them. */
export function leftOver(judged: Judged, { roots, whole, unknowns, all, about }: Parts): ReadonlyMap<string, Reason> {
  const rest = [...all].filter((name) => !roots.has(name));
  const open = unknowns.blind === null || unknowns.blindByCode ? rest.filter((name) => !isTool(name)) : rest;
  const unknown = unknownOf(judged, { roots, whole, unknowns, rest: open });
  const kept = keptBy(judged, roots, unknown);
  const left = rest.filter((name) => about.has(name) && !unknown.has(name));
  const tested = testUses(judged, left, kept);
  const beside: Beside = { judged, kept, unknowns, forms: writtenForms(judged.asked) };
  const reasons = new Map(roots);
  for (const [name, reason] of unknown) reasons.set(name, reason);
  for (const [name, { implied }] of roots) {
    if (!implied || !about.has(name)) continue;
    // What the code needs without naming it may come in any case: then its line says no more than any other that does.
    const comes = comesReason(beside, name, 'all');
    if (comes && implied.every(({ falls, by }) => falls || isBroughtBy(kept, name, by))) reasons.set(name, comes);
  }
  for (const name of left) {
    const reason =
      toolReason(judged, name) ??
      comesReason(beside, name, 'all') ??
      tested.get(name) ??
      // Only the newest records bring it: that is less sure than a test that imports it.
      comesReason(beside, name, 'newest') ??
      mayComeReason(beside, name) ??
      unusedReason(judged, name, whole);
    reasons.set(name, reason);
  }
  return reasons;
}

/** What a left-over line is held against. */
interface Beside {
  readonly judged: Judged;
  /** What stays, with all that it brings along. */
  readonly kept: Closure;
  readonly unknowns: Unknowns;
  /** How most lines of each file give versions. */
  readonly forms: ReturnType<typeof writtenForms>;
}

/** What cannot be told stays, and so does what it may use: until nothing is added. */
function unknownOf(judged: Judged, { roots, whole, unknowns, rest }: Omit<Parts, 'all' | 'about'> & { readonly rest: readonly string[] }): ReadonlyMap<string, Reason> {
  const unknown = new Map<string, Reason>();
  for (let added = true; added; ) {
    added = false;
    const kept = keptBy(judged, roots, unknown);
    for (const name of rest) {
      if (unknown.has(name) || (kept.comes.has(name) && unknowns.blind === null)) continue;
      const reason = unknowns.of(name, kept);
      if (reason === null) continue;
      unknown.set(name, reason);
      added = true;
    }
    // Where nothing of the image can be told, all but its tools is unknown already.
    if (added || unknowns.blind !== null) continue;
    for (const { name, bringers } of carriedOf(judged, whole, [...roots.keys(), ...unknown.keys()])) {
      if (!unknown.has(name)) continue;
      for (const one of bringers) unknown.set(one, cannotTell(`brings ${name}, of which it cannot be told whether it is needed`, null));
      added ||= bringers.length > 0;
    }
  }
  return unknown;
}

/** What stays, with all that it brings along. */
function keptBy(judged: Judged, roots: Roots, unknown: ReadonlyMap<string, Reason>): Closure {
  return unknown.size === 0 ? closureOfRoots(judged, roots) : closureFor(judged, new Set([...roots.keys(), ...unknown.keys()]));
}

/** Whether what needs it brings it along itself; what comes by chance with another library may be gone one day. */
function isBroughtBy(kept: Closure, name: string, by: readonly string[] | null): boolean {
  const parents = (kept.comes.get(name)?.parents ?? []).filter(({ certain, extra }) => certain === 'yes' && extra === null);
  return by === null || parents.some((parent) => by.includes(parent.name) && requiresIt(parent.name, name));
}

/** The comments of a compiled file do not say whether an extra asked for it: the metadata does. */
function requiresIt(library: string, name: string): boolean {
  const told = bundledEdges(library).value;
  return told === null || told.requires.some((edge) => edge.name === name);
}

/** Names that are kept at most. */
const MOST_KEPT = 50_000;

/** The catalogue does not change in a run, and every image asks for the same names. */
const category = remembered((name) => categoryOf(name).value, MOST_KEPT);
const isTool = remembered((name) => category(name) === 'dev-build' || isDevelopmentTool(name), MOST_KEPT);

/** Tools of developers and of builds, which nothing of the image runs. */
function toolReason(judged: Judged, name: string): Reason | null {
  const kind = category(name);
  if (kind === 'dev-build') return because('build', 'other distributions are built with it', linesOf(judged, name)[0]?.at ?? null);
  if (!kind?.startsWith('dev-')) return null;
  return { verdict: 'dev', reason: 'a tool for developers that nothing of the image runs', evidence: searchedRows(judged, name), chain: [], assumed: false };
}

/**
 * It comes with what stays. A line that means the version of what comes is a pin, any other says nothing. `unpinned`: which
 * records have to say so of what nobody pins.
 */
function comesReason(beside: Beside, name: string, unpinned: 'all' | 'newest'): Reason | null {
  // Most that is left over comes with nothing.
  const { parents = [] } = beside.kept.comes.get(name) ?? {};
  return parents.length === 0 ? null : reasonOfParents(beside, name, unpinned);
}

function reasonOfParents({ judged, kept, forms, unknowns }: Beside, name: string, unpinned: 'all' | 'newest'): Reason | null {
  const comes = broughtBy(kept, name, (other) => other !== name);
  if (!comes || comes.certain !== 'yes') return null;
  const pin = linesOf(judged, name).find((line) => isPin(line, forms));
  const assumed = comes.assumed && !surelyComes(judged, kept, name, unpinned);
  if (assumed && !pin) return null;
  const through = comes.chain.slice(1).join(' <- ');
  const parents = namesOf(kept.comes.get(name)?.parents ?? []);
  const chain = [{ text: `comes with ${through}`, at: null }];
  if (!pin) {
    const idle = unknowns.idle(name);
    // It comes all the same; but the line is not without a name for it.
    if (idle) return { verdict: 'redundant', reason: `${idle.reason}; it comes with ${parents} in any case`, evidence: [row('catalogue', `${name} <- ${through}`), ...idle.evidence], chain, assumed: true };
    const reason = `nothing names it, and it comes with ${parents} in any case`;
    return { verdict: 'redundant', reason, evidence: [row('catalogue', `${name} <- ${through}`)], chain, assumed };
  }
  const reason = `holds a dependency of ${parents} at ${pin.specifiers || 'a version'}`;
  return { verdict: 'pin', reason, evidence: [row('source', pin.written, pin.at)], chain, assumed };
}

/**
 * It may come with what stays: by the record of another version, or where a marker holds that cannot be told. If it does, its line
 * frees nothing and holds the version that works; that nothing requires it cannot be said.
 */
function mayComeReason({ kept }: Beside, name: string): Reason | null {
  const { parents = [], chain = [] } = kept.comes.get(name) ?? {};
  if (parents.length === 0) return null;
  const through = chain.slice(1).join(' <- ');
  const evidence = [row('catalogue', `${name} <- ${through}, by records of other versions or for some environments`)];
  return { verdict: 'redundant', reason: `nothing names it, and it may come with ${namesOf(parents)}`, evidence, chain: [{ text: `may come with ${through}`, at: null }], assumed: true };
}

function namesOf(parents: Comes['parents']): string {
  return parents.map((parent) => parent.name).slice(0, 4).join(', ');
}

function linesOf({ asked }: Judged, name: string): readonly Asked[] {
  return linesByName(asked).get(name) ?? [];
}

function unusedReason(judged: Judged, name: string, whole: Closure): Reason {
  const guessed = modulesKnown(judged, name) === null;
  const through = whole.comes.get(name)?.chain.slice(1);
  const only = through && through.length > 0 ? `; it only comes with ${through.join(' <- ')}, which nothing needs` : '';
  return { verdict: 'unused', reason: `nothing that the image runs imports, names or needs it${only}`, evidence: searchedRows(judged, name), chain: [], assumed: guessed };
}

/** By the modules that were looked for. */
type Searches = WeakMap<readonly string[], Reason['evidence']>;
const searches = new Map<string, Searches>();
const NOT_KNOWN: readonly string[] = [];

/** What was searched for it, and where. Hundreds of images say the same of a shared line: they are given the same rows. */
function searchedRows(judged: Judged, name: string): Reason['evidence'] {
  const { modules, commands, settings } = judged.code.searched;
  const key = `${modules} ${commands} ${settings}`;
  const same: Searches = searches.get(key) ?? new WeakMap();
  if (searches.size < MOST_KEPT) searches.set(key, same);
  const sought = modulesKnown(judged, name);
  const known = same.get(sought ?? NOT_KNOWN);
  if (known) return known;
  const rows = [
    absenceOnce(`no import, guarded, dynamic or by name, in the ${modules} modules that the container reaches (${modulesText(sought)})`),
    absenceOnce(`no program of it in ${commands} command lines of start, health checks and build`),
    absenceOnce(`no address, engine, setting or framework use that asks for it in code and ${settings} values and lines of settings`),
    absenceOnce('nothing that stays requires it, or names it as an option whose use was found'),
  ];
  same.set(sought ?? NOT_KNOWN, rows);
  return rows;
}

/** Images that say the same are given the very same row, so that rows are compared by identity. */
const absenceOnce = remembered((text): Evidence => row('absence', text), MOST_KEPT);

function modulesText(modules: readonly string[] | null): string {
  if (modules === null) return 'its modules are not known to any catalogue, so its own name was looked for';
  return modules.length === 0 ? 'it has no module' : `modules ${modules.slice(0, 6).join(', ')}`;
}
