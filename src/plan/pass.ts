import { row } from '#answer/answer.js';
import { createBatch, pathsOf } from './apply.js';
import { attempt } from './attempt.js';
import { isChosen } from './choose.js';
import { candidatesOf } from './candidates.js';
import type { ActiveRule, Candidate } from './collect.js';
import { commit } from './commit.js';
import type { Left, State } from './state.js';

export type Outcome = 'quiet' | 'changed' | 'circular';

/** A rule runs until it is quiet, at most this often in a row. */
const MOST_PASSES = 5;

/** Runs one rule until it has nothing more to do. */
export function runToFixpoint(state: State, active: ActiveRule): Outcome {
  let outcome: Outcome = 'quiet';
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const { todo, left } = sortOut(state, candidatesOf(state, active, state.snapshot));
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
    const { todo, left } = sortOut(state, candidatesOf(state, active, state.snapshot));
    state.left.set(active.rule.meta.name, [...left, ...todo.map((candidate): Left => ({ candidate, status: 'deferred', reason }))]);
  }
}

/** Which candidates are to be applied now, and what becomes of the others. */
function sortOut(state: State, candidates: readonly Candidate[]): { readonly todo: readonly Candidate[]; readonly left: readonly Left[] } {
  const todo: Candidate[] = [];
  const left: Left[] = [];
  for (const candidate of candidates) {
    const other = whyNot(state, candidate);
    if (other) left.push({ candidate, ...other });
    else todo.push(candidate);
  }
  return { todo, left };
}

function whyNot({ input, blocked }: State, candidate: Candidate): Omit<Left, 'candidate'> | null {
  const barred = blocked.get(candidate.fixId);
  if (barred) return { status: barred.status, reason: barred.reason };
  if (candidate.heldBy.length > 0) return { status: 'held', reason: null };
  const path = candidate.fix && pathsOf(candidate.fix).find((one) => input.untouchable.has(one));
  if (path) return { status: 'held', reason: `${path}: ${input.untouchable.get(path) ?? ''}` };
  const refuted = input.refuted.get(candidate.fixId);
  if (refuted) {
    const { reason, at } = refuted;
    return { status: 'rejected', reason: at ? `${reason} (${at.path}:${at.line})` : reason, against: row('resolver', reason, at ?? undefined) };
  }
  return isChosen(candidate, input.choice) ? null : { status: 'proposed', reason: null };
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

/** Applies fixes together; where the result is not right, finds the ones that are wrong by themselves. */
function applyBatch(state: State, active: ActiveRule, batch: readonly Candidate[]): Outcome {
  const together = attempt(state, active, batch);
  if (together.ok) return commit(state, together.value);
  const sound = soundOnes(state, active, batch, together.reason);
  if (sound.length === 0) return 'changed';
  const rest = sound.length < batch.length ? attempt(state, active, sound) : together;
  if (rest.ok) return commit(state, rest.value);
  const first = attempt(state, active, sound.slice(0, 1));
  return first.ok ? commit(state, first.value) : 'changed';
}

/** Halves a batch that failed until the fixes that fail by themselves are found; those are rejected. */
function soundOnes(state: State, active: ActiveRule, batch: readonly Candidate[], reason: string): readonly Candidate[] {
  const [only] = batch;
  if (only && batch.length === 1) {
    state.blocked.set(only.fixId, { status: 'rejected', reason, candidate: only });
    return [];
  }
  const middle = batch.length >> 1;
  return [batch.slice(0, middle), batch.slice(middle)].flatMap((half) => {
    const result = attempt(state, active, half);
    return result.ok ? half : soundOnes(state, active, half, result.reason);
  });
}
