import { row, type Evidence } from '#answer/answer.js';
import { pathsOf } from './apply.js';
import type { Candidate } from './collect.js';
import { originalLine } from './origin.js';
import { inOriginalLines } from './original-words.js';
import { usersOf } from './state.js';
import type { State } from './state.js';
import type { FileChange, PlannedFinding, PlannedFix, Status } from './types.js';

/** A candidate's findings as the report shows them: in lines of the original texts. */
export function describeFindings(state: State, candidate: Candidate, status: Status, reason: string | null, against = reason === null ? null : row('source', reason)): readonly PlannedFinding[] {
  const { rule, fix, fixId, safety, safetyReason, cleared } = candidate;
  return candidate.findings.map((finding) => {
    const { path } = finding.at;
    const heldBy = [...candidate.heldBy.map((one) => relocate(state, one, path)), ...(against === null ? [] : [against])];
    const users = usersOf(state.input.source, finding);
    const original = originalLine(state.histories.get(finding.at.path) ?? [], finding.at.line);
    return {
      id: finding.id,
      rule: rule.meta.name,
      fix: fix ? fixId : null,
      status,
      heldBy,
      path: finding.at.path,
      line: original.line,
      insertedBy: original.insertedBy,
      safety,
      safetyReason: safetyReason === null ? null : inOriginalLines(state.histories, path, safetyReason),
      title: fix?.title ?? finding.title,
      message: inOriginalLines(state.histories, path, finding.message),
      packages: finding.packages,
      images: users.images.length > 0 ? users.images : finding.images,
      services: users.services,
      evidence: [...finding.evidence, ...cleared].map((one) => relocate(state, one, path)),
    };
  });
}

/** Evidence speaks of current lines, of the finding's own file where it names none; people read original ones. */
function relocate({ histories }: State, evidence: Evidence, path: string): Evidence {
  const text = inOriginalLines(histories, evidence.path ?? path, evidence.text);
  if (evidence.path === null || evidence.line === null) return { ...evidence, text };
  return { ...evidence, text, line: originalLine(histories.get(evidence.path) ?? [], evidence.line).line };
}

export function describeFix(candidate: Candidate, status: Status, reason: string | null, changes: readonly FileChange[]): PlannedFix {
  const { fix, fixId, rule, safety, findings } = candidate;
  return {
    id: fixId,
    rule: rule.meta.name,
    title: fix?.title ?? '',
    safety,
    status,
    reason,
    findings: findings.map(({ id }) => id),
    paths: fix ? pathsOf(fix) : [],
    effects: fix?.effects ?? [],
    afterwards: fix?.afterwards ?? [],
    changes,
  };
}
