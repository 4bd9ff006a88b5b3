import type { Snapshot } from '#files/snapshot.js';
import { isAsked } from './choose.js';
import { collect, subjectPath, type ActiveRule, type Candidate } from './collect.js';
import type { State } from './state.js';

/** What a rule proposes about a snapshot; `within`: about subjects of these files only. */
export function candidatesOf(state: State, active: ActiveRule, snapshot: Snapshot, within?: ReadonlySet<string>): readonly Candidate[] {
  const { source, choice } = state.input;
  const context = { edit: source.edit(snapshot), numbers: new Map(state.counted) };
  return source
    .subjects(snapshot, active.rule.meta.scope)
    .filter((subject) => within === undefined || within.has(subjectPath(subject) ?? '') || subject.kind === 'workspace')
    .flatMap((subject) => collect(active, subject, context))
    .filter((candidate) => isAsked(candidate, choice, (path) => source.users(path)));
}
