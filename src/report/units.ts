import type { FileChange, Plan, PlannedFinding, PlannedFix, Status } from '#plan/types.js';
import type { Safety } from '#rule/types.js';
import { visible } from '#text/visible.js';
import { placeOf } from './place.js';

/** What is shown under one heading: findings that say the same, with the one diff that comes of them. */
export interface Unit {
  readonly rule: string;
  readonly title: string;
  readonly safety: Safety;
  readonly status: Status;
  readonly reason: string | null;
  readonly findings: readonly PlannedFinding[];
  readonly fixes: readonly PlannedFix[];
  readonly changes: readonly FileChange[];
}

/**
 * The plan in headings, in the plan's order. A fix is one unit with all its findings; fixes of the
 * same rule that say the same about the same files share one, and so do findings without a fix.
 */
export function unitsOf(plan: Plan): readonly Unit[] {
  const findings = new Map(plan.findings.map((finding) => [finding.id, finding]));
  const withFix = plan.fixes.map((fix) => unitOfFix(fix, fix.findings.flatMap((id) => findings.get(id) ?? [])));
  const without = plan.findings.filter(({ fix }) => fix === null).map(unitOfFinding);
  const units: Unit[] = [];
  const latest = new Map<string, number>();
  for (const unit of [...withFix, ...without]) {
    const key = keyOf(unit);
    const at = latest.get(key) ?? -1;
    const earlier = units[at];
    if (earlier && !units.slice(at + 1).some((between) => sharesFile(between, unit))) units[at] = merged(earlier, unit);
    else latest.set(key, units.push(unit) - 1);
  }
  return units;
}

/** Diffs are printed in the order of the steps: a later one of a file must not move above another of the same file. */
function sharesFile(a: Unit, b: Unit): boolean {
  return a.changes.some(({ path }) => b.changes.some((change) => change.path === path));
}

function unitOfFix(fix: PlannedFix, findings: readonly PlannedFinding[]): Unit {
  const { rule, title, safety, status, reason, changes } = fix;
  return { rule, title, safety, status, reason, findings, fixes: [fix], changes };
}

function unitOfFinding(finding: PlannedFinding): Unit {
  const { rule, title, safety, status } = finding;
  return { rule, title, safety, status, reason: null, findings: [finding], fixes: [], changes: [] };
}

/** The first place of a unit, and how many more there are. */
export function whereOf({ findings, fixes }: Unit): string {
  const places = new Set(findings.map(({ path, line }) => placeOf(path, line)));
  const [place] = places;
  if (place === undefined) return fixes.flatMap(({ paths }) => paths).map((path) => visible(path)).join(', ');
  return places.size > 1 ? `${place} and ${places.size - 1} more` : place;
}

/** What two units must have in common to share a heading. */
function keyOf({ rule, title, safety, status, reason, findings, fixes }: Unit): string {
  const messages = [...new Set(findings.map(({ message }) => message))].sort();
  const paths = [...new Set([...findings.map(({ path }) => path), ...fixes.flatMap((fix) => fix.paths)])].sort();
  const afterwards = fixes.flatMap((fix) => fix.afterwards);
  return JSON.stringify([rule, title, safety, status, reason, messages, paths, afterwards, fixes.length > 0]);
}

function merged(earlier: Unit, later: Unit): Unit {
  return {
    ...earlier,
    findings: [...earlier.findings, ...later.findings],
    fixes: [...earlier.fixes, ...later.fixes],
    changes: chained(earlier.changes, later.changes),
  };
}

/** One change where the later fix goes on from the text that the earlier one left; else one after the other. */
function chained(earlier: readonly FileChange[], later: readonly FileChange[]): readonly FileChange[] {
  const changes = [...earlier];
  for (const change of later) {
    const index = changes.findLastIndex(({ path, after }) => path === change.path && after === change.before);
    const before = changes[index];
    if (before) changes[index] = { ...change, before: before.before };
    else changes.push(change);
  }
  return changes;
}
