import type { ChangedText } from './apply.js';
import type { Attempt } from './attempt.js';
import type { Candidate } from './collect.js';
import { describeFindings } from './describe.js';
import type { History } from './origin.js';
import type { State } from './state.js';
import type { PlannedFinding } from './types.js';

/** Makes an attempt the current state, unless it brings an earlier text of a file back. */
export function commit(state: State, { fixes, snapshot }: Attempt): 'changed' | 'circular' {
  for (const { candidate, changed } of fixes) {
    for (const { path, after } of changed) {
      const undone = undoneBy(state.histories.get(path) ?? [], after);
      if (undone.length === 0) continue;
      blockCircle(state, candidate, path, undone);
      return 'circular';
    }
  }
  // Lines of findings are those of the text before the batch: all are described before any is recorded.
  const described = fixes.map(({ candidate }) => describeFindings(state, candidate, 'applied', null));
  fixes.forEach(({ candidate, changed }, index) => record(state, candidate, changed, described[index] ?? []));
  state.snapshot = snapshot;
  return 'changed';
}

/** The rules whose edits a text would take back: those since the text was last the same. */
function undoneBy(history: History, after: string): readonly string[] {
  const at = history.findIndex((edit) => edit.before === after);
  return at < 0 ? [] : history.slice(at).map(({ rule }) => rule);
}

function blockCircle(state: State, candidate: Candidate, path: string, undone: readonly string[]): void {
  const rules = [...new Set([...undone, candidate.rule.meta.name])].toSorted();
  const reason = `${rules.join(' and ')} undo each other in ${path}; the earlier text is kept`;
  const partners = state.applied.filter((one) => undone.includes(one.candidate.rule.meta.name) && one.changes.some((change) => change.path === path));
  for (const one of [candidate, ...partners.map((partner) => partner.candidate)]) {
    state.blocked.set(one.fixId, { status: 'circular', reason, candidate: one, behind: state.applied.length });
  }
}

function record(state: State, candidate: Candidate, changed: readonly ChangedText[], findings: readonly PlannedFinding[]): void {
  const changes = changed.map(({ path, before, after }) => ({ path, before, after }));
  state.applied.push({ candidate, findings, changes });
  state.steps.push({ rule: candidate.rule.meta.name, fix: candidate.fixId, changes });
  for (const { key } of candidate.findings) state.counted.set(key, (state.counted.get(key) ?? 0) + 1);
  for (const { path, before, after, map } of changed) {
    const history = state.histories.get(path) ?? [];
    state.histories.set(path, [...history, { rule: candidate.rule.meta.name, before: before ?? '', after, map }]);
    state.edits += 1;
  }
}
