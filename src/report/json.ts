import type { Evidence } from '#answer/answer.js';
import type { LineVerdict } from '#needs/by-service.js';
import type { Plan, PlannedFinding, PlannedFix, PlannedService, Skipped, Status } from '#plan/types.js';
import type { FixProof } from '#plan/proof/types.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Safety } from '#rule/types.js';
import type { Bytes } from '#sizes/types.js';

/** The report of version 1 (schema/report-v1.schema.json). Fields are added, never changed. */
export interface Report {
  readonly version: 1;
  readonly findings: readonly ReportedFinding[];
  readonly fixes: readonly ReportedFix[];
  /** Files whose text differs in the end. */
  readonly files: readonly { readonly path: string; readonly change: 'edited' | 'created' | 'deleted' }[];
  readonly skipped: readonly Skipped[];
  readonly crashes: readonly { readonly rule: string; readonly message: string }[];
  /** Every line that asks for something, once for each service that installs it. */
  readonly requirements: readonly LineVerdict[];
  readonly services: readonly ReportedPlanService[];
  /** What a resolver says about the fixes that change what installs ask for; null: none was asked. */
  readonly proof: readonly ReportedProof[] | null;
}

export interface ReportedProof {
  readonly fix: string;
  readonly outcome: FixProof['outcome'];
  /** `uv`; null where nobody could tell. */
  readonly by: string | null;
  readonly reason: string | null;
  /** Limits that the fix writes, so that what comes anyway stays at its version (docs/decisions/006). */
  readonly holds: readonly { readonly name: string; readonly specifier: string; readonly path: string; readonly from: string; readonly to: string }[];
}

/** The bytes of whole images are null until they are worked out. */
export interface ReportedPlanService extends PlannedService {
  readonly bytesBefore: null;
  readonly bytesAfter: null;
  /** What its production image holds less in the end, as far as packages and system packages tell; null: not known, or not changed. */
  readonly saves: Bytes | null;
}

export interface ReportedFinding {
  readonly id: string;
  readonly rule: string;
  readonly fix: string | null;
  readonly service: string | null;
  readonly services: readonly string[];
  readonly images: readonly string[];
  readonly path: string;
  readonly line: number | null;
  readonly safety: Safety;
  readonly safetyReason: string | null;
  readonly status: Status;
  /** By this run's flags the fix is in the plan. */
  readonly chosen: boolean;
  /** It has been written. */
  readonly applied: boolean;
  readonly heldBy: readonly ReportedEvidence[];
  readonly title: string;
  readonly message: string;
  readonly packages: readonly string[];
  /** What leaves production images with it; of a fix with several findings it stands with the fix alone. */
  readonly saves: Bytes | null;
  readonly evidence: readonly ReportedEvidence[];
}

export interface ReportedFix {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly safety: Safety;
  readonly status: Status;
  readonly reason: string | null;
  readonly findings: readonly string[];
  readonly paths: readonly string[];
  readonly afterwards: readonly string[];
  readonly saves: Bytes | null;
}

type ReportedEvidence = Pick<Evidence, 'kind' | 'text' | 'path' | 'line'>;

/**
 * The plan as data. `written`: the plan's changes have been written; before that, what would be
 * written is `proposed` and `chosen`. `verdicts` are those of the texts before.
 */
export function reportOf(plan: Plan, written: boolean, verdicts: readonly LineVerdict[], savings: PlanSavings | null = null): Report {
  const byFinding = new Map(plan.fixes.flatMap(({ id, findings: [only, ...others] }) => (only === undefined || others.length > 0 ? [] : [[only, savings?.fixes.get(id) ?? null] as const])));
  return {
    version: 1,
    findings: plan.findings.map((finding) => reportedFinding(finding, written, byFinding.get(finding.id) ?? null)),
    fixes: plan.fixes.map((fix) => reportedFix(fix, written, savings?.fixes.get(fix.id) ?? null)),
    files: plan.changes.map(({ path, before, after }) => ({
      path,
      change: before === null ? 'created' : after === null ? 'deleted' : 'edited',
    })),
    skipped: plan.skipped.map(({ path, reason }) => ({ path, reason })),
    crashes: plan.crashes.map(({ rule, message }) => ({ rule, message })),
    requirements: verdicts.map(({ path, line, name, service, verdict, reason }) => ({ path, line, name, service, verdict, reason })),
    services: plan.services.map(({ name, path, dockerfile }) => ({ name, path, dockerfile, bytesBefore: null, bytesAfter: null, saves: savings?.services.get(name) ?? null })),
    proof: plan.proof ? plan.proof.fixes.map(reportedProof) : null,
  };
}

function reportedFinding(finding: PlannedFinding, written: boolean, saves: Bytes | null): ReportedFinding {
  const { id, rule, fix, images, services, path, line, safety, safetyReason, title, message, packages } = finding;
  return {
    id,
    rule,
    fix,
    service: services.length === 1 ? (services[0] ?? null) : null,
    services,
    images,
    path,
    line,
    safety,
    safetyReason,
    status: statusOf(finding.status, written),
    chosen: finding.status === 'applied',
    applied: finding.status === 'applied' && written,
    heldBy: finding.heldBy.map(reportedEvidence),
    title,
    message,
    packages,
    saves,
    evidence: finding.evidence.map(reportedEvidence),
  };
}

function reportedFix(fix: PlannedFix, written: boolean, saves: Bytes | null): ReportedFix {
  const { id, rule, title, safety, status, reason, findings, paths, afterwards } = fix;
  return { id, rule, title, safety, status: statusOf(status, written), reason, findings, paths, afterwards, saves };
}

function reportedProof({ fix, outcome, by, reason, holds }: FixProof): ReportedProof {
  return { fix, outcome, by, reason, holds: holds.map(({ name, specifier, path, from, to }) => ({ name, specifier, path, from, to })) };
}

function statusOf(status: Status, written: boolean): Status {
  return status === 'applied' && !written ? 'proposed' : status;
}

function reportedEvidence({ kind, text, path, line }: Evidence): ReportedEvidence {
  return { kind, text, path, line };
}
