import { isWithin } from '#text/paths.js';
import type { Candidate } from './collect.js';

/** Which fixes a run writes. */
export interface Choice {
  readonly safety: 'safe' | 'review';
  /** Rule names, finding ids or fix ids; empty: every rule. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Files and folders, relative to the root; empty: everywhere. */
  readonly paths: readonly string[];
  /** Names of services; empty: all, and what belongs to none. */
  readonly services: readonly string[];
}

/** Whether a rule takes part at all. An id may belong to any rule, so ids leave every rule in. */
export function takesPart(rule: string, { only, skip }: Choice): boolean {
  if (skip.includes(rule)) return false;
  const names = only.filter((name) => name.includes('/'));
  return only.length === 0 || names.includes(rule) || names.length < only.length;
}

/** Whether a candidate is within the question asked: neither shown nor written otherwise. */
export function isAsked({ findings, rule, fixId }: Candidate, { only, skip, paths, services }: Choice, users: (finding: Candidate['findings'][number]) => { readonly services: readonly string[] }): boolean {
  const ids = [fixId, ...findings.map(({ id }) => id)];
  if (ids.some((id) => skip.includes(id))) return false;
  const named = only.length === 0 || only.includes(rule.meta.name) || ids.some((id) => only.includes(id));
  const serves = services.length === 0 || findings.some((finding) => users(finding).services.some((name) => services.includes(name)));
  return named && serves && (paths.length === 0 || findings.some(({ at }) => paths.some((path) => isWithin(at.path, path))));
}

/** Whether a fix is written under these options: by its safety, or because a person names it. */
export function isChosen({ fix, safety, heldBy, findings, fixId }: Candidate, choice: Choice): boolean {
  if (!fix || heldBy.length > 0) return false;
  if ([fixId, ...findings.map(({ id }) => id)].some((id) => choice.only.includes(id))) return true;
  return safety === 'safe' || (safety === 'review' && choice.safety === 'review');
}
