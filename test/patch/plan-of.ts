import type { FileChange, Plan, PlannedFinding, PlannedFix, Step } from '#plan/types.js';

/** A finding with everything that a test does not speak of filled in. */
export function finding(parts: Partial<PlannedFinding> & Pick<PlannedFinding, 'id' | 'rule'>): PlannedFinding {
  return {
    fix: null,
    status: 'applied',
    heldBy: [],
    path: 'requirements.txt',
    line: 1,
    insertedBy: null,
    safety: 'safe',
    safetyReason: null,
    title: 'Change it',
    message: 'it can change',
    packages: [],
    images: [],
    services: [],
    evidence: [],
    ...parts,
  };
}

/** A fix with everything that a test does not speak of filled in. */
export function fix(parts: Partial<PlannedFix> & Pick<PlannedFix, 'id' | 'rule'>): PlannedFix {
  return {
    title: 'Change it',
    safety: 'safe',
    status: 'applied',
    reason: null,
    findings: [],
    paths: [],
    effects: [],
    afterwards: [],
    changes: [],
    ...parts,
  };
}

/** A plan of these parts; the changes are what the steps do together. */
export function planOf(parts: Partial<Plan>): Plan {
  return {
    findings: [],
    fixes: [],
    changes: [],
    steps: [],
    skipped: [],
    services: [],
    crashes: [],
    stats: { dockerfiles: 0, requirementsFiles: 0, images: 0, documentsParsed: 0, modelsEvaluated: 0, edits: 0, sweeps: 1 },
    ...parts,
  };
}

/** A plan that only changes files: one step with one finding for each change. */
export function planOfSteps(steps: readonly { rule: string; title?: string; message?: string; services?: readonly string[]; changes: readonly FileChange[] }[]): Plan {
  const fixes: PlannedFix[] = [];
  const findings: PlannedFinding[] = [];
  const planned: Step[] = [];
  steps.forEach(({ rule, title = 'Change it', message = 'it can change', services = [], changes }, index) => {
    const id = `fix-${index}`;
    const paths = changes.map(({ path }) => path);
    findings.push(finding({ id: `finding-${index}`, rule, fix: id, message, services, path: paths[0] ?? '' }));
    fixes.push(fix({ id, rule, title, findings: [`finding-${index}`], paths, changes }));
    planned.push({ rule, fix: id, changes });
  });
  return planOf({ findings, fixes, steps: planned });
}
