import type { Snapshot } from '#files/snapshot.js';
import type { Scope, Subjects } from '#rule/types.js';
import { isAsked } from './choose.js';
import { collect, type ActiveRule, type Candidate } from './collect.js';
import type { State } from './state.js';

/** What a rule proposes about a snapshot; `within`: about subjects of these files only. */
export function candidatesOf(state: State, active: ActiveRule, snapshot: Snapshot, within?: ReadonlySet<string>): readonly Candidate[] {
  const { source, choice } = state.input;
  const context = { edit: source.edit(snapshot), numbers: new Map(state.counted) };
  return source
    .subjects(snapshot, active.rule.meta.scope)
    .filter((subject) => within === undefined || subject.kind === 'workspace' || within.has(pathOf(subject)))
    .flatMap((subject) => collect(active, subject, context))
    .filter((candidate) => isAsked(candidate, choice, (path) => source.users(path)));
}

function pathOf(subject: Exclude<Subjects[Scope], { readonly kind: 'workspace' }>): string {
  return subject.kind === 'requirement' ? subject.at.path : subject.path;
}
