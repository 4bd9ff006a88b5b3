import { applyFix } from './apply.js';
import type { Candidate } from './collect.js';
import { describeFindings, describeFix } from './describe.js';
import type { Left, State } from './state.js';
import type { FileChange, Plan, PlannedFinding } from './types.js';

/** The plan of a settled state. */
export function planOf(state: State, crashes: Plan['crashes']): Plan {
  const left = leftOver(state);
  const { snapshot, skipped, images, services } = state.input;
  const kinds = [...snapshot.kinds.values()];
  return {
    findings: inOrder(state, [
      ...state.applied.flatMap(({ findings }) => findings),
      ...left.flatMap(({ candidate, status, reason, against }) => describeFindings(state, candidate, status, reason, against)),
    ]),
    fixes: [
      ...state.applied.map(({ candidate, changes }) => describeFix(candidate, 'applied', null, changes)),
      ...left.flatMap(({ candidate, status, reason }) => (candidate.fix ? [describeFix(candidate, status, reason, preview(state, candidate))] : [])),
    ],
    changes: totalChanges(state),
    steps: state.steps,
    skipped,
    services,
    crashes,
    stats: {
      dockerfiles: kinds.filter((kind) => kind === 'dockerfile').length,
      requirementsFiles: kinds.filter((kind) => kind === 'requirements').length,
      images,
      documentsParsed: snapshot.parser.count(),
      modelsEvaluated: state.input.modelsEvaluated(),
      edits: state.edits,
      sweeps: state.sweeps,
    },
  };
}

/** What the last looks left over, and blocked fixes that were not proposed again. */
function leftOver(state: State): readonly Left[] {
  const left = [...state.left.values()].flat();
  const proposed = new Set(left.map(({ candidate }) => candidate.fixId));
  const gone = [...state.blocked.values()].filter(({ candidate }) => !proposed.has(candidate.fixId));
  return [...left, ...gone.map(({ candidate, status, reason }) => ({ candidate, status, reason }))];
}

function inOrder(state: State, findings: readonly PlannedFinding[]): readonly PlannedFinding[] {
  const order = new Map<string, number>(state.input.rules.map(({ rule }, index) => [rule.meta.name, index]));
  const rank = (finding: PlannedFinding): number => order.get(finding.rule) ?? order.size;
  return findings.toSorted((a, b) => rank(a) - rank(b) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.id, b.id));
}

/** What a fix that is not written would do to the final texts. */
function preview(state: State, { fix }: Candidate): readonly FileChange[] {
  if (!fix) return [];
  const applied = applyFix(fix, (path) => state.snapshot.texts.get(path) ?? null, () => []);
  return applied.ok ? applied.changed.map(({ path, before, after }) => ({ path, before, after })) : [];
}

function totalChanges(state: State): readonly FileChange[] {
  const before = state.input.snapshot.texts;
  return [...state.histories.keys()]
    .toSorted()
    .map((path) => ({ path, before: before.get(path) ?? null, after: state.snapshot.texts.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
