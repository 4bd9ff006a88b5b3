import type { Snapshot } from '#files/snapshot.js';
import { isAsked } from './choose.js';
import { collect, subjectPath, type ActiveRule, type Candidate } from './collect.js';
import { usersOf, type State } from './state.js';

/**
 * What a rule proposes about the plan's present moment. Worked out once for each: a rule that was quiet in one sweep is asked again
 * in the next, mostly about the same moment.
 */
export function candidatesNow(state: State, active: ActiveRule): readonly Candidate[] {
  const { snapshot, looks } = state;
  const last = looks.get(active.rule);
  if (last?.snapshot === snapshot) return last.candidates;
  const candidates = candidatesOf(state, active, snapshot);
  looks.set(active.rule, { snapshot, candidates });
  return candidates;
}

/** Those of them about subjects of these files, and about the workspace. */
export function candidatesNowIn(state: State, active: ActiveRule, paths: ReadonlySet<string>): readonly Candidate[] {
  return candidatesNow(state, active).filter(({ subject }) => subject === null || paths.has(subject));
}

/** What a rule proposes about a snapshot; `within`: about subjects of these files only. */
export function candidatesOf(state: State, active: ActiveRule, snapshot: Snapshot, within?: ReadonlySet<string>): readonly Candidate[] {
  const { source, choice } = state.input;
  const context = { edit: source.edit(snapshot), numbers: new Map(state.counted) };
  return source
    .subjects(snapshot, active.rule.meta.scope, within)
    .filter((subject) => within === undefined || within.has(subjectPath(subject) ?? '') || subject.kind === 'workspace')
    .flatMap((subject) => collect(active, subject, context))
    .filter((candidate) => isAsked(candidate, choice, (finding) => usersOf(source, finding)));
}
