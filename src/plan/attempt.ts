import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import type { Effect } from '#rule/types.js';
import { applyFix, type ChangedText } from './apply.js';
import { candidatesNowIn, candidatesOf } from './candidates.js';
import type { ActiveRule, Candidate } from './collect.js';
import { affectedBuilds, faultOfBuilds } from './image-fault.js';
import type { Failure, Part } from './sift.js';
import type { State, Users } from './state.js';
import { touchedBy, type Touched } from './touched.js';
import { faultOf } from './verify.js';

/** Fixes applied to the texts of a snapshot, looked at and found right. */
export interface Attempt {
  readonly snapshot: Snapshot;
  /** In the order of application; each stands on the texts that the one before left. */
  readonly fixes: readonly { readonly candidate: Candidate; readonly changed: readonly ChangedText[] }[];
}

/** What became of applying fixes together. */
export type Attempted = { readonly ok: true; readonly value: Attempt } | Failed;

export interface Failed extends Failure<Candidate> {
  readonly ok: false;
  /** Whether the rule has looked: everything else was right. */
  readonly seen: boolean;
}

/**
 * Applies fixes to the current texts, reads the result, and looks at it with the same rule: what was
 * not edited must read as before, no more than declared may differ, and all findings must be gone.
 * Changes nothing in the state.
 */
export function attempt(state: State, active: ActiveRule, batch: readonly Candidate[]): Attempted {
  const made = attemptUnseen(state, batch);
  return made.ok ? (stillThere(state, active, made.value.snapshot, batch) ?? made) : made;
}

/** The same without another look by the rule. */
export function attemptUnseen(state: State, batch: readonly Candidate[]): Attempted {
  const { texts, maps, fixes, refused } = putTogether(state.snapshot, batch);
  const [first] = refused;
  if (first) return failed(first.reason, partsByRefusal(state.snapshot, batch, refused.map(({ candidate }) => candidate)));
  const snapshot = withTexts(state.snapshot, texts, kindOf);
  const users = (path: string): Users => state.input.source.users(path);
  const files = [...maps].map(([path, list]) => ({ path, maps: list }));
  const all: Touched = { fixes: batch, files, builds: affectedBuilds(state.snapshot, [...maps.keys()], users) };
  const effects = effectsOf(batch);
  const fault = faultIn(state.snapshot, snapshot, all, effects);
  if (fault === null) return { ok: true, value: { snapshot, fixes } };
  if (batch.length === 1) return failed(fault, [{ fixes: batch, verdict: 'wrong' }]);
  return failed(fault, touchedBy(batch, all, users).map((part) => ({ fixes: part.fixes, verdict: verdictOn(state.snapshot, snapshot, part, effects) })));
}

interface PutTogether {
  readonly texts: ReadonlyMap<string, string>;
  readonly maps: ReadonlyMap<string, ChangedText['map'][]>;
  readonly fixes: Attempt['fixes'];
  readonly refused: readonly { readonly candidate: Candidate; readonly reason: string }[];
}

/** Fixes applied one after the other, without those that cannot be. */
function putTogether(snapshot: Snapshot, batch: readonly Candidate[]): PutTogether {
  const texts = new Map<string, string>();
  const maps = new Map<string, ChangedText['map'][]>();
  const fixes: Attempt['fixes'][number][] = [];
  const refused: PutTogether['refused'][number][] = [];
  const current = (path: string): string | null => texts.get(path) ?? snapshot.texts.get(path) ?? null;
  for (const candidate of batch) {
    if (!candidate.fix) continue;
    const applied = applyFix(candidate.fix, current, (path) => maps.get(path) ?? []);
    if (!applied.ok) {
      refused.push({ candidate, reason: applied.reason });
      continue;
    }
    for (const { path, after, map } of applied.changed) {
      texts.set(path, after);
      maps.set(path, [...(maps.get(path) ?? []), map]);
    }
    fixes.push({ candidate, changed: applied.changed });
  }
  return { texts, maps, fixes, refused };
}

/** What is wrong with these files and images where this is declared, in words; null: nothing. */
function faultIn(before: Snapshot, after: Snapshot, { files, builds }: Touched, declared: readonly Effect[]): string | null {
  return faultOf(before, after, files, declared) ?? faultOfBuilds(before, after, builds, declared);
}

/** What others declare may excuse a fix: then it depends on their company. */
function verdictOn(before: Snapshot, after: Snapshot, part: Touched, declared: readonly Effect[]): Part<Candidate>['verdict'] {
  if (faultIn(before, after, part, effectsOf(part.fixes)) === null) return 'right';
  return faultIn(before, after, part, declared) === null ? 'open' : 'wrong';
}

function failed(reason: string, parts: readonly Part<Candidate>[]): Failed {
  return { ok: false, seen: false, reason, parts };
}

function effectsOf(batch: readonly Candidate[]): readonly Effect[] {
  return batch.flatMap(({ fix }) => fix?.effects ?? []);
}

/** What cannot be applied in any company, and all the others, of which nothing is known. */
function partsByRefusal(snapshot: Snapshot, batch: readonly Candidate[], refused: readonly Candidate[]): readonly Part<Candidate>[] {
  const never = new Set(refused.filter(({ fix }) => fix && !applyFix(fix, (path) => snapshot.texts.get(path) ?? null, () => []).ok));
  const others = batch.filter((candidate) => !never.has(candidate));
  return [...[...never].map((candidate): Part<Candidate> => ({ fixes: [candidate], verdict: 'wrong' })), { fixes: others, verdict: 'open' }];
}

/**
 * All findings of a fix must be gone. They are counted by what they are about, since others of the sort may remain. What they
 * are about stands in one of their files, or was found by looking at one; what a fix did elsewhere says nothing of them.
 */
function stillThere(state: State, active: ActiveRule, snapshot: Snapshot, batch: readonly Candidate[]): Failed | null {
  const touched = new Set(batch.flatMap(({ findings, subject }) => [...findings.map(({ at }) => at.path), ...(subject === null ? [] : [subject])]));
  const before = countSorts(candidatesNowIn(state, active, touched));
  const after = countSorts(candidatesOf(state, active, snapshot, touched));
  for (const [sort, number] of countSorts(batch)) {
    if ((after.get(sort) ?? 0) <= (before.get(sort) ?? 0) - number) continue;
    const finding = batch.flatMap(({ findings }) => findings).find((one) => one.sort === sort);
    return { ok: false, seen: true, reason: `after the fix the rule still finds: ${finding?.message ?? sort}`, parts: nothingKnown(batch) };
  }
  return null;
}

/** A rule may look at whatever it likes: what one fix leaves to find may be another's doing. */
export function nothingKnown(batch: readonly Candidate[]): readonly Part<Candidate>[] {
  return [{ fixes: batch, verdict: 'open' }];
}

function countSorts(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { findings } of candidates) for (const { sort } of findings) counts.set(sort, (counts.get(sort) ?? 0) + 1);
  return counts;
}
