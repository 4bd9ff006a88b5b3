import type { LineVerdict } from '#needs/by-service.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan } from '#plan/types.js';
import { sha256 } from '#text/sha256.js';
import { jsonText } from '#text/visible.js';
import { reportOf, type Report } from './json.js';

/**
 * A plan as a file (schema/plan-v1.schema.json): what `apply FILE` writes, to the byte. No clock and no
 * absolute path is in it; the same workspace, options and rules give the same bytes.
 */
export interface SavedPlan {
  readonly slimify: 'plan';
  readonly version: 1;
  /** The workspace, seen from the git root: '' or ending in `/`. */
  readonly workspace: string;
  /** Sorted by path. */
  readonly files: readonly SavedFile[];
  /** What `--report` says of it before anything is written. */
  readonly report: Report;
  /** SHA-256 (hex) of all the rest: a plan that somebody edited is not the one that was looked at. */
  readonly checksum: string;
}

export interface SavedFile {
  readonly path: string;
  /** Null: created. */
  readonly before: { readonly sha256: string } | null;
  /** Null: deleted. */
  readonly after: { readonly text: string } | null;
}

export interface PlanToSave {
  readonly plan: Plan;
  readonly workspace: string;
  /** SHA-256 (hex) of a file as it was read. */
  readonly hashOf: (path: string, text: string) => string;
  readonly verdicts: readonly LineVerdict[];
  readonly savings: PlanSavings | null;
}

/** The text of a plan's file. */
export function savedPlanText({ plan, workspace, hashOf, verdicts, savings }: PlanToSave): string {
  const content: Omit<SavedPlan, 'checksum'> = {
    slimify: 'plan',
    version: 1,
    workspace,
    files: plan.changes.map(({ path, before, after }) => ({
      path,
      before: before === null ? null : { sha256: hashOf(path, before) },
      after: after === null ? null : { text: after },
    })),
    report: reportOf(plan, false, verdicts, savings),
  };
  return jsonText({ ...content, checksum: checksumOf(content) });
}

/** Of a plan's content, however its file is laid out. */
export function checksumOf(content: object): string {
  return sha256(JSON.stringify(content));
}

/** What is said of a saved plan once it is written: its chosen fixes are applied. */
export function writtenReport(report: Report): Report {
  const chosen = new Set(report.findings.flatMap(({ chosen: one, fix }) => (one && fix !== null ? [fix] : [])));
  return {
    ...report,
    findings: report.findings.map((finding) => (finding.chosen ? { ...finding, applied: true, status: 'applied' } : finding)),
    fixes: report.fixes.map((fix) => (chosen.has(fix.id) ? { ...fix, status: 'applied' } : fix)),
  };
}
