import { row } from '#answer/answer.js';
import { createBatch, pathsOf } from './apply.js';
import { attempt } from './attempt.js';
import { isChosen } from './choose.js';
import { candidatesNow } from './candidates.js';
import type { ActiveRule, Candidate } from './collect.js';
import { commit } from './commit.js';
import { heldFix } from './holds.js';
import type { Left, Refutation, State } from './state.js';
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
  for (const candidate of candidatesNow(state, active)) {
    const held = withHolds(state, candidate);
    const other = suppressed(state, candidate) ?? whyNot(state, held ?? candidate) ?? (held === null ? refutedBy(state.input.holdings?.get(candidate.fixId)?.otherwise) : null);
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

function whyNot(state: State, candidate: Candidate): Omit<Left, 'candidate'> | null {
  const { input, blocked } = state;
  const barred = blocked.get(candidate.fixId);
  if (barred) return { status: barred.status, reason: barred.reason };
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
