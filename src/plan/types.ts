import type { Evidence } from '#answer/answer.js';
import type { Effect, Safety } from '#rule/types.js';
import type { PlanProof } from './proof/types.js';

/**
 * What a run would do: a pure function of the workspace's texts, the options and the rules.
 * Paths are relative to the workspace root, lines are 1-based lines of the original texts.
 */
export interface Plan {
  readonly findings: readonly PlannedFinding[];
  readonly fixes: readonly PlannedFix[];
  /** Files whose text differs in the end, sorted by path. */
  readonly changes: readonly FileChange[];
  /** The way there, in the order of application: one step per fix. */
  readonly steps: readonly Step[];
  readonly skipped: readonly Skipped[];
  readonly services: readonly PlannedService[];
  /** Rules that failed; the plan stands without them. */
  readonly crashes: readonly { readonly rule: string; readonly message: string; readonly stack: string }[];
  readonly stats: PlanStats;
  /** What a resolver says about its fixes; not given: none was asked. */
  readonly proof?: PlanProof;
}

/** A service as reports list it. */
export interface PlannedService {
  readonly name: string;
  readonly path: string;
  /** The Dockerfile of its production image; null for a ready-made image. */
  readonly dockerfile: string | null;
}

export interface FileChange {
  readonly path: string;
  /** Null: the file is created. */
  readonly before: string | null;
  /** Null: the file is deleted. */
  readonly after: string | null;
}

export interface Step {
  readonly rule: string;
  readonly fix: string;
  readonly changes: readonly FileChange[];
}

export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/**
 * - `applied`: the fix is in the plan's changes (and written, once `apply` has written).
 * - `proposed`: right, but these options do not write it (safety, `--only`).
 * - `held`: a blocker speaks against it, see `heldBy`.
 * - `rejected`: the result was not what the fix declared; rolled back.
 * - `deferred`: overlaps with another fix to the last sweep.
 * - `circular`: two rules undo each other; the earlier text is kept.
 */
export type Status = 'applied' | 'proposed' | 'held' | 'rejected' | 'deferred' | 'circular' | 'suppressed';

export interface PlannedFinding {
  /** Stable under moved lines and unrelated edits. */
  readonly id: string;
  readonly rule: string;
  readonly fix: string | null;
  readonly status: Status;
  /** Why it is held, rejected, deferred or circular; with places. */
  readonly heldBy: readonly Evidence[];
  readonly path: string;
  readonly line: number | null;
  /** The line was put there by an earlier fix of this rule; `line` is then where that stands in the original. */
  readonly insertedBy: string | null;
  readonly safety: Safety;
  /** Why the safety is lower than the rule's own; null where it is not. */
  readonly safetyReason: string | null;
  readonly title: string;
  readonly message: string;
  readonly packages: readonly string[];
  readonly images: readonly string[];
  /** The services that any of the images belongs to. */
  readonly services: readonly string[];
  readonly evidence: readonly Evidence[];
}

export interface PlannedFix {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly safety: Safety;
  readonly status: Status;
  readonly reason: string | null;
  /** Ids of the findings that share it. */
  readonly findings: readonly string[];
  readonly paths: readonly string[];
  readonly effects: readonly Effect[];
  readonly afterwards: readonly string[];
  /** What this fix alone does, seen from the text before it (for display); empty where it could not be applied. */
  readonly changes: readonly FileChange[];
}

export interface PlanStats {
  readonly dockerfiles: number;
  readonly requirementsFiles: number;
  readonly images: number;
  readonly documentsParsed: number;
  /** Dockerfiles that were worked out, once for each text. */
  readonly modelsEvaluated: number;
  readonly edits: number;
  readonly sweeps: number;
}
