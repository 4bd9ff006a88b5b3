import { row } from '#answer/answer.js';
import { linesByName } from '#needs/asked/lines-by-name.js';
import { impliedBy } from '#needs/implicit/implied-by.js';
import type { Implied } from '#needs/implicit/types.js';
import type { Closure } from '#needs/edges/closure-types.js';
import type { Asked, Missing, Need } from '#needs/types.js';
import { isServed } from './alternatives.js';
import { closureOfAll, closureOfRoots, bringersOf } from './closures.js';
import { carriedOf } from './compiled.js';
import { because, cannotTell, placeText } from './evidence.js';
import { importedOf, type Imported } from './imports.js';
import type { Judged, Reason } from './judged.js';
import { leftOver } from './left-over.js';
import { add, addImpliedRoot, commandBringers, commandRoots, impliedNames, impliedReason, importedRoots, keptRoots, namedRoots, type Roots } from './roots.js';
import { missingOf } from './missing.js';
import { unknownsOf, type Unknowns } from './unknown/unknown.js';

/** A verdict, with what the catalogue says about a need without an import. */
export type JudgedNeed = Need & Pick<Reason, 'implied'>;

/** The verdicts of one image. */
export interface Judgement {
  readonly needs: readonly JudgedNeed[];
  readonly missing: readonly Missing[];
  /** Why `unused` is claimed for nothing; null: the search was complete. */
  readonly blind: string | null;
}

/**
 * Says of each asked-for requirement whether the image needs it. First what is needed by itself: kept, imported, run, implied,
 * named by an address, or the only one to bring along what is imported. Then what cannot be told, which stays. What these
 * bring along is redundant or a pin; the rest is for developers, or unused.
 */
export function judge(every: Judged): Judgement {
  const found = foundIn(every);
  const { asked, judged, all, unknowns } = found;
  const reasons = leftOver(judged, { ...found, about: all });
  return {
    needs: needsOf(every, asked, reasons),
    missing: missingOf(judged, { ...found, reasons }),
    blind: asked.length === 0 && judged.askedDoubts.length === 0 ? null : unknowns.blind,
  };
}

/** The same verdicts, of the lines that ask for these names alone. */
export function judgeOnly(every: Judged, about: ReadonlySet<string>): readonly JudgedNeed[] {
  const found = foundIn(every);
  const { asked, judged } = found;
  return needsOf(every, asked.filter(({ name }) => about.has(name)), leftOver(judged, { ...found, about }));
}

/** What is needed by itself, and what cannot be told. */
interface Found {
  /** The lines that apply, of what ships and what does not. */
  readonly asked: readonly Asked[];
  /** With the lines of what ships alone. */
  readonly judged: Judged;
  readonly all: ReadonlySet<string>;
  readonly whole: Closure;
  readonly imported: readonly Imported[];
  readonly roots: Roots;
  readonly unknowns: Unknowns;
}

function foundIn(every: Judged): Found {
  const asked = those(every.asked, ({ applies }) => applies !== 'no');
  // What a stage installs that does not ship brings nothing into the image.
  const judged: Judged = { ...every, asked: those(asked, ({ ships }) => ships) };
  const all: ReadonlySet<string> = new Set(linesByName(judged.asked).keys());
  const whole = closureOfAll(judged);
  const imported = importedOf(judged.code.reach, judged.python, judged.ownersOf);
  const roots: Roots = new Map();
  keptRoots(judged, roots);
  commandRoots(judged, roots);
  namedRoots(judged, roots);
  importedRoots(judged, imported.filter(({ by, module }) => by !== 'text' || module.includes('.')), roots);
  addImplied(judged, whole, roots);
  const before = roots.size;
  // A single word says least; what it names may be a library that needs something in turn.
  importedRoots(judged, imported.filter(({ by }) => by === 'text'), roots);
  commandBringers(judged, whole, roots);
  if (roots.size > before) addImplied(judged, whole, roots);
  addBringers(judged, imported, whole, roots);
  addCarriers(judged, whole, roots);
  return { asked, judged, all, whole, imported, roots, unknowns: unknownsOf(judged, imported, whole) };
}

function needsOf(every: Judged, asked: readonly Asked[], reasons: ReadonlyMap<string, Reason>): readonly JudgedNeed[] {
  const building: Roots = new Map();
  const stays = asked.filter(({ ships }) => !ships);
  if (stays.length > 0) commandRoots({ ...every, asked: stays }, building);
  return asked.map((one) => needOf(one, one.ships ? reasons : building));
}

/** The very same list where all of it passes, as it mostly does: what is found out of a list is kept by it. */
function those(asked: readonly Asked[], passes: (one: Asked) => boolean): readonly Asked[] {
  return asked.every(passes) ? asked : asked.filter(passes);
}

/** Needs of libraries that are needed themselves; each may bring in the next. What may only be meant is told as unknown later. */
function addImplied(judged: Judged, whole: Closure, roots: Roots): void {
  const all = linesByName(judged.asked);
  const seen = impliedBy(judged.code.facts)
    .filter(({ scope, need }) => scope !== 'build' && !need.perhaps)
    .toSorted((a, b) => STRENGTHS.indexOf(a.strength) - STRENGTHS.indexOf(b.strength));
  // What has to come along whoever brings it: it may say by itself which of those that would bring it is meant (fsspec: s3fs).
  const wanted = new Set<string>();
  for (let added = true; added; ) {
    added = false;
    const { comes } = closureOfRoots(judged, roots);
    const applied = seen.filter(({ need: { with: library } }) => library === null || comes.has(library) || wanted.has(library) || !whole.comes.has(library));
    for (const implied of applied) {
      for (const name of impliedNames(implied, judged.asked)) {
        if (isServed(implied, name, comes, all)) continue;
        added ||= !roots.has(name);
        addImpliedRoot(roots, name, impliedReason(judged, implied));
      }
    }
    const before = wanted.size;
    for (const implied of applied) for (const group of missingGroups(implied, all)) for (const name of group) if (whole.comes.has(name)) wanted.add(name);
    added ||= wanted.size > before;
    // Only when nothing is asked for by itself any more is it known who has to bring the rest.
    if (!added) added = applied.some((implied) => implied.strength !== 'falls-back' && implied.need.with !== null && addGroupBringers(judged, whole, implied, roots));
  }
}

/** The groups of which nothing is asked for, where something fails without them. */
function missingGroups({ names, strength, need }: Implied, all: Pick<ReadonlySet<string>, 'has'>): readonly (readonly string[])[] {
  return strength === 'falls-back' || need.with === null ? [] : names.filter((group) => !group.some((name) => all.has(name)));
}

/** What fails without it tells more than what would do otherwise. */
const STRENGTHS: readonly Implied['strength'][] = ['starts', 'raises', 'falls-back'];

/** Where none of a needed group is asked for, what brings one along is needed for its sake. */
function addGroupBringers(judged: Judged, whole: Closure, implied: Implied, roots: Roots): boolean {
  let added = false;
  const names = linesByName(judged.asked);
  for (const group of implied.names) {
    if (group.some((name) => names.has(name))) continue;
    // What is asked for beside it and has no record may bring it.
    if (implied.names.flat().some((name) => names.has(name) && whole.unknown.includes(name))) continue;
    const coming = group.filter((name) => whole.comes.has(name));
    const bringers = coming.map((name) => ({ name, by: bringersOf(whole, name) }));
    if (bringers.some(({ by }) => by.some((one) => roots.has(one)))) continue;
    for (const { name, by } of bringers) {
      for (const one of by) {
        const reason = impliedReason(judged, implied);
        add(roots, one, { ...reason, reason: `brings ${name}: ${reason.reason}` });
        added = true;
      }
    }
  }
  return added;
}

/** Who brings along what is imported and not asked for: all of them, unless something needed does. */
function addBringers(judged: Judged, imported: readonly Imported[], whole: Closure, roots: Roots): void {
  const names = linesByName(judged.asked);
  for (const one of imported) {
    if (!one.runs || one.owners.some((owner) => names.has(owner))) continue;
    const coming = one.owners.filter((owner) => whole.comes.has(owner));
    const bringers = coming.map((owner) => ({ owner, by: bringersOf(whole, owner) }));
    if (bringers.some(({ by }) => by.some((name) => roots.has(name)))) continue;
    for (const { owner, by } of bringers) {
      for (const name of by) {
        const text = `brings ${owner}, which ${placeText(one.at)} imports`;
        add(roots, name, { verdict: 'used', reason: text, evidence: [row('source', `imports ${one.module}`, one.at)], chain: [...judged.code.chainTo(one.at.path), { text: `imports ${one.module}`, at: one.at }], assumed: false });
      }
    }
  }
}

/** Who brings along what is needed and stands in a compiled file alone. */
function addCarriers(judged: Judged, whole: Closure, roots: Roots): void {
  for (const { name, bringers } of carriedOf(judged, whole, roots.keys())) {
    const told = roots.get(name);
    // What the code does without, if it is not there, is worth no bringer.
    if (!told || told.implied?.every(({ falls }) => falls)) continue;
    const { verdict, reason, evidence, chain, assumed } = told;
    for (const one of bringers) add(roots, one, { verdict, reason: `brings ${name}: ${reason}`, evidence, chain, assumed });
  }
}

function needOf(asked: Asked, reasons: ReadonlyMap<string, Reason>): JudgedNeed {
  return { asked, ...(reasons.get(asked.name) ?? unfound(asked)) };
}

/** No reason was found for a line at all. */
function unfound({ ships, at }: Asked): Reason {
  if (!ships) return because('build', 'it is installed where the image is built and does not ship', at);
  return cannotTell('nothing is known of it', at);
}
