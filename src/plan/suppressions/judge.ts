import { incomplete, known, row, type Answer } from '#answer/answer.js';
import { collect, subjectPath, type ActiveRule } from '../collect.js';
import type { State } from '../state.js';
import { matches } from './match.js';
import { servicesNow } from './services-now.js';
import type { Suppression } from '#rule/suppressions/types.js';

/** Whether a suppression matches something; if not, how sure that is. */
export type Judged = { readonly idle: false } | { readonly idle: true; readonly answers: readonly Answer<unknown>[] };

/**
 * Runs the rule of a suppression over the whole workspace, whatever the run is asked for. That it finds nothing at the
 * comment proves only as much as it could tell: what it asked there and could not be answered might be a finding tomorrow.
 */
export function judge(state: State, active: ActiveRule, suppression: Suppression): Judged {
  const { input, snapshot } = state;
  const { source } = input;
  const { path } = suppression.at;
  const context = { edit: source.edit(snapshot), numbers: new Map<string, number>() };
  const answers: Answer<unknown>[] = [];
  for (const subject of source.subjects(snapshot, active.rule.meta.scope)) {
    const asked: Answer<unknown>[] = [];
    const candidates = collect(active, subject, { ...context, heard: asked });
    if (candidates.some((one) => one.findings.some((finding) => matches(suppression, one, finding, (at) => servicesNow(state, at))))) return { idle: false };
    const own = subjectPath(subject);
    const here = own === null || own === path;
    const line = subject.kind === 'requirement' ? subject.at.line : null;
    const covered = line === null || suppression.covers === null || (suppression.covers.first <= line && line <= suppression.covers.last);
    if (here && covered) answers.push(...asked);
  }
  return { idle: true, answers: [...answers, ...outside(state, path), known(true, `${active.rule.meta.name} finds nothing there`, [row('absence', `${active.rule.meta.name} finds nothing there`, suppression.at)])] };
}

/** What stands outside of every rule's sight: files that could not be read, and a file that no known image uses. */
function outside({ input }: State, path: string): readonly Answer<unknown>[] {
  const { skipped, source } = input;
  const [first] = skipped;
  return [
    ...(first ? [incomplete(false, `${first.path} was not read: ${first.reason}`)] : []),
    ...(source.users(path).images.length === 0 ? [incomplete(false, `no image is known that uses ${path}`)] : []),
  ];
}
