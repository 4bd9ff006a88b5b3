import { row, type Place } from '#answer/answer.js';
import { documentAt, type Snapshot } from '#files/snapshot.js';
import { keepsName } from '#needs/keeps.js';
import { suppressionsOf } from '#rule/suppressions/read.js';
import type { Suppression } from '#rule/suppressions/types.js';
import { isWithin } from '#text/paths.js';
import type { Candidate, CandidateFinding } from '../collect.js';
import { originalLine } from '../origin.js';
import type { Left, PlanInput, State } from '../state.js';
import type { PlannedFinding } from '../types.js';
import { servicesNow } from './services-now.js';
import type { Ignore } from './types.js';

/**
 * What a person has said against a finding: in a comment at its line, or in the configuration. A fix is whole, so what
 * speaks against one of its findings speaks against all of it. A comment that cannot be heeded holds the fix: whoever
 * wrote it wanted something else than what the fix does.
 */
export function suppressed(state: Pick<State, 'input' | 'snapshot' | 'histories'>, candidate: Candidate): Omit<Left, 'candidate'> | null {
  const { input, snapshot } = state;
  for (const finding of candidate.findings) {
    for (const one of suppressionsAt(snapshot, finding.at.path)) {
      if (!coversLine(one, finding)) continue;
      const at = originalPlace(state, one);
      const fault = faultOf(input, one);
      if (fault !== null && speaksOf(one, candidate, input)) {
        const reason = `the slimify-ignore here cannot be heeded: ${fault}`;
        return { status: 'held', reason, against: row('source', reason, at) };
      }
      if (fault === null && matches(one, candidate, finding, (path) => servicesNow(state, path))) {
        return { status: 'suppressed', reason: one.reason, against: row('source', `suppressed: ${one.reason}`, at), by: one };
      }
    }
    const ignore = (input.ignores ?? []).find((one) => ignores(one, { rule: candidate.rule.meta.name, path: finding.at.path, packages: finding.packages }));
    if (ignore) return { status: 'suppressed', reason: ignore.reason, against: row('source', `suppressed in the configuration: ${ignore.reason}`) };
  }
  return null;
}

/** Why a comment cannot be heeded, in words; null where it can. */
export function faultOf({ ruleNames, services: known }: Pick<PlanInput, 'ruleNames' | 'services'>, { rule, reason, covers, services }: Suppression): string | null {
  if (rule === '') return 'it names no rule; the form is "# slimify-ignore family/name: reason"';
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(rule)) return `"${rule}" is no rule's name, which has the form family/name`;
  if (ruleNames?.has(rule) === false) return `there is no rule "${rule}"`;
  if (reason === '') return 'it gives no reason; write one behind a colon';
  if (covers === null) return 'it stands right above nothing that it could speak of';
  const stranger = services?.find((name) => !known.some((one) => one.name === name));
  return stranger === undefined ? null : `there is no service "${stranger}"`;
}

/** Whether a comment with a slip in it may mean this rule: it names it, or none that there is. A family of somebody's own rules is not ours. */
function speaksOf({ rule }: Suppression, candidate: Candidate, { ruleNames }: Pick<PlanInput, 'ruleNames'>): boolean {
  const { name } = candidate.rule.meta;
  if (rule === name || !rule.includes('/')) return true;
  return ruleNames?.has(rule) === false && name.startsWith(rule.slice(0, rule.indexOf('/') + 1));
}

function originalPlace({ histories }: Pick<State, 'histories'>, { at }: Suppression): Place {
  return { path: at.path, line: originalLine(histories.get(at.path) ?? [], at.line).line ?? at.line };
}

export function suppressionsAt(snapshot: Snapshot, path: string): readonly Suppression[] {
  // What holds none need not be read for it.
  if (snapshot.texts.get(path)?.includes('slimify-ignore') !== true) return [];
  const document = documentAt(snapshot, path);
  return document?.ok ? suppressionsOf(document.value) : [];
}

export function matches(one: Suppression, candidate: Candidate, finding: CandidateFinding, servicesOf: (path: string) => readonly string[]): boolean {
  if (one.rule !== candidate.rule.meta.name || !coversLine(one, finding)) return false;
  return one.services === null || servicesOf(one.at.path).some((name) => one.services?.includes(name));
}

function coversLine({ covers, at }: Suppression, finding: CandidateFinding): boolean {
  return covers !== null && finding.at.path === at.path && covers.first <= finding.at.line && finding.at.line <= covers.last;
}

/** Whether an entry of the configuration speaks of a finding. */
export function ignores({ rule, path, package: pattern }: Ignore, finding: Pick<PlannedFinding, 'rule' | 'path' | 'packages'>): boolean {
  if (rule !== finding.rule || !isWithin(finding.path, path)) return false;
  return pattern === null || finding.packages.some((name) => keepsName({ package: pattern, reason: '', service: null }, name));
}
