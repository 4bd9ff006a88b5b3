import { row, type Answer } from '#answer/answer.js';
import type { Fix } from '#rule/types.js';
import { attemptUnseen } from '../attempt.js';
import { isAsked, isChosen, takesPart } from '../choose.js';
import type { ActiveRule, Candidate, CandidateFinding } from '../collect.js';
import { commit } from '../commit.js';
import { fingerprint } from '../fingerprint.js';
import { computeSafety } from '../safety.js';
import { usersOf, type Left, type State } from '../state.js';
import { IDLE_RULE } from './idle-rule.js';
import { judge } from './judge.js';
import { faultOf, suppressionsAt } from './match.js';
import type { Suppression } from '#rule/suppressions/types.js';

/**
 * Once the rules are quiet: a suppression that matches nothing is a finding, and its fix takes the comment away; one that
 * says too little to be heeded is a finding without a fix. What a run was not asked about does not count.
 */
export function removeIdle(state: State): 'changed' | 'quiet' {
  const { choice } = state.input;
  if (!takesPart(IDLE_RULE.meta.name, choice)) return 'quiet';
  const candidates = candidatesOf(state).filter((candidate) => isAsked(candidate, choice, (finding) => usersOf(state.input.source, finding)));
  const left: Left[] = [];
  for (const candidate of candidates) {
    const path = candidate.findings[0]?.at.path ?? '';
    const untouchable = state.input.untouchable.get(path);
    if (candidate.fix && untouchable !== undefined) left.push({ candidate, status: 'held', reason: `${path}: ${untouchable}` });
    else if (!isChosen(candidate, choice)) left.push({ candidate, status: 'proposed', reason: null });
  }
  const todo = candidates.filter((candidate) => !left.some((one) => one.candidate === candidate));
  const made = todo.length === 0 ? null : attemptUnseen(state, todo);
  if (made?.ok && commit(state, made.value) === 'changed') return 'changed';
  state.left.set(IDLE_RULE.meta.name, [...left, ...todo.map((candidate): Left => ({ candidate, status: 'rejected', reason: made?.ok === false ? made.reason : null }))]);
  return 'quiet';
}

function candidatesOf(state: State): readonly Candidate[] {
  const matched = new Set([...state.left.values()].flat().flatMap(({ by }) => by ?? []));
  const numbers = new Map<string, number>();
  return [...state.snapshot.texts.keys()].toSorted().flatMap((path) =>
    suppressionsAt(state.snapshot, path).flatMap((one): readonly Candidate[] => {
      const fault = faultOf(state.input, one);
      if (fault !== null) return [candidate(one, `this slimify-ignore cannot be heeded: ${fault}`, [], null, numbers)];
      if (matched.has(one)) return [];
      const active = state.input.rules.find(({ rule }) => rule.meta.name === one.rule);
      // A rule that is off, or that failed, says nothing about what it would find.
      if (!active || !isRunning(state, active)) return [];
      const judged = judge(state, active, one);
      return judged.idle ? [candidate(one, `nothing of ${one.rule} is here to suppress`, judged.answers, one.removal, numbers)] : [];
    }),
  );
}

/** `state.active` lacks what failed, and what the run was not asked for: that is there all the same. */
function isRunning({ active, input }: State, { rule }: ActiveRule): boolean {
  return active.some((one) => one.rule === rule) || !takesPart(rule.meta.name, input.choice);
}

function candidate(one: Suppression, message: string, answers: readonly Answer<unknown>[], removal: Suppression['removal'], numbers: Map<string, number>): Candidate {
  const { at, rule } = one;
  const key = fingerprint([IDLE_RULE.meta.name, at.path, rule, one.reason]);
  const number = numbers.get(key) ?? 0;
  numbers.set(key, number + 1);
  const id = number === 0 ? key : fingerprint([key, number]);
  const fix: Fix | null = removal && { title: 'Remove a slimify-ignore that suppresses nothing', changes: [{ kind: 'edit', path: at.path, edits: [removal] }], effects: [] };
  const { safety, reason } = computeSafety('safe', answers);
  const evidence = answers.flatMap((answer) => answer.evidence);
  const finding: CandidateFinding = {
    id,
    key,
    sort: [at.path, rule, one.reason].join(' '),
    at,
    message,
    title: IDLE_RULE.meta.summary,
    packages: [],
    images: [at.path],
    runs: null,
    evidence: evidence.length > 0 ? evidence.slice(-3) : [row('source', `# slimify-ignore ${rule}`, at)],
  };
  return {
    rule: IDLE_RULE,
    subject: at.path,
    fixId: `f${fingerprint([IDLE_RULE.meta.name, id])}`,
    fix,
    findings: [finding],
    safety: fix ? safety : 'suggestion',
    safetyReason: fix ? reason : 'there is no fix',
    heldBy: [],
    cleared: [],
  };
}
