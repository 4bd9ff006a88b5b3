import { row } from '#answer/answer.js';
import { createBatch, pathsOf } from './apply.js';
import { attempt, attemptUnseen, nothingKnown, type Attempt, type Attempted, type Failed } from './attempt.js';
import { isChosen } from './choose.js';
import { candidatesNow } from './candidates.js';
import type { ActiveRule, Candidate } from './collect.js';
import { commit } from './commit.js';
import { heldFix } from './holds.js';
import { sift } from './sift.js';
import type { Blocked, Left, Refutation, State } from './state.js';
import { suppressed } from './suppressions/match.js';

export type Outcome = 'quiet' | 'changed' | 'circular';

/** A rule runs until it is quiet, at most this often in a row. */
const MOST_PASSES = 5;

/** Runs one rule until it has nothing more to do. */
export function runToFixpoint(state: State, active: ActiveRule): Outcome {
  let outcome: Outcome = 'quiet';
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const { todo, left } = sortOut(state, active);
    const { batch, deferred } = withoutCollisions(todo);
    state.left.set(active.rule.meta.name, [...left, ...deferred]);
    if (batch.length === 0) return outcome;
    if (applyBatch(state, active, batch) === 'circular') return 'circular';
    outcome = 'changed';
  }
  return outcome;
}

/** Names what rules still propose when the rounds are over. */
export function deferTheRest(state: State, reason: string): void {
  for (const active of state.active) {
    const { todo, left } = sortOut(state, active);
    state.left.set(active.rule.meta.name, [...left, ...todo.map((candidate): Left => ({ candidate, status: 'deferred', reason }))]);
  }
}

/** Which of a rule's candidates are to be applied now, and what becomes of the others. */
function sortOut(state: State, active: ActiveRule): { readonly todo: readonly Candidate[]; readonly left: readonly Left[] } {
  const todo: Candidate[] = [];
  const left: Left[] = [];
  const touchedSince = touchedSinceIn(state);
  for (const candidate of candidatesNow(state, active)) {
    const held = withHolds(state, candidate);
    const other = suppressed(state, candidate) ?? whyNot(state, held ?? candidate, touchedSince) ?? (held === null ? refutedBy(state.input.holdings?.get(candidate.fixId)?.otherwise) : null);
    if (other) left.push({ candidate: held ?? candidate, ...other });
    else todo.push(held ?? candidate);
  }
  return { todo, left };
}

/** With the limits that it comes with; null: they cannot be written. */
function withHolds({ input, snapshot }: State, candidate: Candidate): Candidate | null {
  const holding = input.holdings?.get(candidate.fixId);
  if (!holding || !candidate.fix) return candidate;
  const fix = heldFix(candidate.fix, holding.holds, (path) => snapshot.texts.get(path) ?? null);
  return fix.ok ? { ...candidate, fix: fix.value } : null;
}

function whyNot(state: State, candidate: Candidate, touchedSince: TouchedSince): Omit<Left, 'candidate'> | null {
  const { input, blocked } = state;
  const barred = blocked.get(candidate.fixId);
  if (barred && !hasNewCompany(state, candidate, barred, touchedSince)) return { status: barred.status, reason: barred.reason };
  if (candidate.heldBy.length > 0) return { status: 'held', reason: null };
  const path = candidate.fix && pathsOf(candidate.fix).find((one) => input.untouchable.has(one));
  if (path) return { status: 'held', reason: `${path}: ${input.untouchable.get(path) ?? ''}` };
  const refutation = input.refuted.get(candidate.fixId);
  return (refutation && isWorthAnother(state, candidate, refutation) ? null : refutedBy(refutation)) ?? (isChosen(candidate, input.choice) ? null : { status: 'proposed', reason: null });
}

/** Whether what a fix was refuted by may be gone: once, where a later rule has changed what the same images ask for. */
function isWorthAnother({ sweeps, active, applied, input: { source } }: State, { rule, fix }: Candidate, { again }: Refutation): boolean {
  if (sweeps < 2 || again || !fix) return false;
  const images = new Set(pathsOf(fix).flatMap((path) => source.users(path).images));
  const later = new Set(active.slice(active.findIndex((one) => one.rule === rule) + 1).map((one) => one.rule));
  return applied.some(({ candidate, changes }) => later.has(candidate.rule) && asksForOthers(candidate) && changes.some(({ path }) => source.users(path).images.some((image) => images.has(image))));
}

/**
 * Whether what a fix was wrong without may be there: others were applied since it was tried, to its files or to what the same images
 * are built with. Two lists ask for one distribution, at two versions: out of one it is a change, out of both it is none.
 */
function hasNewCompany({ input: { source } }: State, { fix }: Candidate, { status, behind }: Blocked, touchedSince: TouchedSince): boolean {
  if (status !== 'rejected' || !fix) return false;
  const { paths, images } = touchedSince(behind);
  return pathsOf(fix).some((path) => paths.has(path) || source.users(path).images.some((image) => images.has(image)));
}

/** By how many fixes were applied before: what those applied since have touched. */
type TouchedSince = (behind: number) => { readonly paths: ReadonlySet<string>; readonly images: ReadonlySet<string> };

function touchedSinceIn({ applied, input: { source } }: State): TouchedSince {
  const known = new Map<number, ReturnType<TouchedSince>>();
  return (behind) => {
    const before = known.get(behind);
    if (before) return before;
    const paths = new Set(applied.slice(behind).flatMap(({ changes }) => changes.map(({ path }) => path)));
    const touched = { paths, images: new Set([...paths].flatMap((path) => source.users(path).images)) };
    known.set(behind, touched);
    return touched;
  };
}

function asksForOthers({ fix }: Candidate): boolean {
  return fix !== null && fix.effects.some(({ removes = [], adds = [] }) => removes.length + adds.length > 0);
}

function refutedBy(refutation: Refutation | undefined): Omit<Left, 'candidate'> | null {
  if (!refutation) return null;
  const { reason, at } = refutation;
  return { status: 'rejected', reason: at ? `${reason} (${at.path}:${at.line})` : reason, against: row('resolver', reason, at ?? undefined) };
}

/** Fixes that can be applied side by side; the others wait for the next pass. */
function withoutCollisions(todo: readonly Candidate[]): { readonly batch: readonly Candidate[]; readonly deferred: readonly Left[] } {
  const together = createBatch();
  const batch: Candidate[] = [];
  const deferred: Left[] = [];
  for (const candidate of todo) {
    const other = candidate.fix ? together.join(candidate.fix) : null;
    if (other === null) batch.push(candidate);
    else deferred.push({ candidate, status: 'deferred', reason: `overlaps with another fix of ${candidate.rule.meta.name}: ${other}` });
  }
  return { batch, deferred };
}

/** Applies fixes together; where the result is not right, finds the ones that are wrong by themselves and rejects them. */
function applyBatch(state: State, active: ActiveRule, batch: readonly Candidate[]): Outcome {
  const { made, rejected } = soundTogether(state, active, batch);
  for (const candidate of batch) {
    const reason = rejected.get(candidate);
    if (reason !== undefined) state.blocked.set(candidate.fixId, { status: 'rejected', reason, candidate, behind: state.applied.length });
  }
  if (!made) return 'changed';
  for (const { candidate } of made.fixes) state.blocked.delete(candidate.fixId);
  return commit(state, made);
}

interface Sound {
  /** All that are right, or the first of them that are right together where all are not; null: none is. */
  readonly made: Attempt | null;
  readonly rejected: ReadonlyMap<Candidate, string>;
}

function soundTogether(state: State, active: ActiveRule, batch: readonly Candidate[]): Sound {
  const rejected = new Map<Candidate, string>();
  let rest = batch;
  let together = attempt(state, active, rest);
  for (const search of [faultyOnes, uselessOnes]) {
    const found = together.ok ? null : search(state, active, rest, together);
    if (!found || found.size === 0) continue;
    for (const [candidate, reason] of found) rejected.set(candidate, reason);
    rest = rest.filter((candidate) => !found.has(candidate));
    if (rest.length === 0) return { made: null, rejected };
    together = attempt(state, active, rest);
  }
  return { made: together.ok ? together.value : firstRight(state, active, rest, together, rejected), rejected };
}

/** The first of some that are right together, where all are not. Those before them that are wrong alone are rejected: they may be right behind them. */
function firstRight(state: State, active: ActiveRule, batch: readonly Candidate[], { reason }: Failed, rejected: Map<Candidate, string>): Attempt | null {
  const [only] = batch;
  if (only && batch.length === 1) {
    rejected.set(only, reason);
    return null;
  }
  const middle = batch.length >> 1;
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    const tried = attempt(state, active, half);
    const found = tried.ok ? tried.value : firstRight(state, active, half, tried, rejected);
    if (found) return found;
  }
  return null;
}

/** Those that have a fault by themselves: found before the rule looks again, which costs more. */
function faultyOnes(state: State, _active: ActiveRule, batch: readonly Candidate[], failure: Failed): ReadonlyMap<Candidate, string> {
  return failure.seen ? new Map() : sift(batch, failure, (some) => failureOf(attemptUnseen(state, some)));
}

/** Those that leave what they are about, or have a fault, by themselves. That a half has no fault says nothing of what it leaves: each is tried. */
function uselessOnes(state: State, active: ActiveRule, batch: readonly Candidate[], { reason }: Failed): ReadonlyMap<Candidate, string> {
  return sift(batch, { reason, parts: nothingKnown(batch) }, (some) => {
    const found = failureOf(attempt(state, active, some));
    return found && { reason: found.reason, parts: nothingKnown(some) };
  });
}

function failureOf(attempted: Attempted): Failed | null {
  return attempted.ok ? null : attempted;
}
