import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import { read, unreadable, type Read } from '#text/read.js';
import { applyFix, type ChangedText } from './apply.js';
import { candidatesNowIn, candidatesOf } from './candidates.js';
import type { ActiveRule, Candidate } from './collect.js';
import type { State } from './state.js';
import { imageFault } from './image-fault.js';
import { faultOf } from './verify.js';

/** Fixes applied to the texts of a snapshot, looked at and found right. */
export interface Attempt {
  readonly snapshot: Snapshot;
  /** In the order of application; each stands on the texts that the one before left. */
  readonly fixes: readonly { readonly candidate: Candidate; readonly changed: readonly ChangedText[] }[];
}

/**
 * Applies fixes to the current texts, reads the result, and looks at it with the same rule: what was
 * not edited must read as before, no more than declared may differ, and all findings must be gone.
 * Changes nothing in the state.
 */
export function attempt(state: State, active: ActiveRule, batch: readonly Candidate[]): Read<Attempt> {
  const made = attemptUnseen(state, batch);
  if (!made.ok) return made;
  const remaining = stillThere(state, active, made.value.snapshot, batch);
  return remaining ? unreadable(remaining) : made;
}

/** The same without another look by the rule. */
export function attemptUnseen(state: State, batch: readonly Candidate[]): Read<Attempt> {
  const texts = new Map<string, string>();
  const maps = new Map<string, ChangedText['map'][]>();
  const fixes: Attempt['fixes'][number][] = [];
  for (const candidate of batch) {
    if (!candidate.fix) continue;
    const current = (path: string): string | null => texts.get(path) ?? state.snapshot.texts.get(path) ?? null;
    const applied = applyFix(candidate.fix, current, (path) => maps.get(path) ?? []);
    if (!applied.ok) return unreadable(applied.reason);
    for (const { path, after, map } of applied.changed) {
      texts.set(path, after);
      maps.set(path, [...(maps.get(path) ?? []), map]);
    }
    fixes.push({ candidate, changed: applied.changed });
  }
  const snapshot = withTexts(state.snapshot, texts, kindOf);
  const files = [...maps].map(([path, list]) => ({ path, maps: list }));
  const applied = batch.flatMap(({ fix }) => fix ?? []);
  const fault = faultOf(state.snapshot, snapshot, files, applied) ?? imageFault(state.snapshot, snapshot, [...texts.keys()], applied, (path) => state.input.source.users(path));
  return fault ? unreadable(fault) : read({ snapshot, fixes });
}

/**
 * All findings of a fix must be gone. They are counted by what they are about, since others of the sort may remain. What they
 * are about stands in one of their files, or was found by looking at one; what a fix did elsewhere says nothing of them.
 */
function stillThere(state: State, active: ActiveRule, snapshot: Snapshot, batch: readonly Candidate[]): string | null {
  const touched = new Set(batch.flatMap(({ findings, subject }) => [...findings.map(({ at }) => at.path), ...(subject === null ? [] : [subject])]));
  const before = countSorts(candidatesNowIn(state, active, touched));
  const after = countSorts(candidatesOf(state, active, snapshot, touched));
  for (const [sort, number] of countSorts(batch)) {
    if ((after.get(sort) ?? 0) <= (before.get(sort) ?? 0) - number) continue;
    const finding = batch.flatMap(({ findings }) => findings).find((one) => one.sort === sort);
    return `after the fix the rule still finds: ${finding?.message ?? sort}`;
  }
  return null;
}

function countSorts(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { findings } of candidates) for (const { sort } of findings) counts.set(sort, (counts.get(sort) ?? 0) + 1);
  return counts;
}
