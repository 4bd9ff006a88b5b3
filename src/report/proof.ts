import type { Plan } from '#plan/types.js';
import type { FixProof } from '#plan/proof/types.js';
import { visible } from '#text/visible.js';
import { count, wrapped } from './columns.js';
import type { TextOptions } from './options.js';

/** So many different reasons are told. */
const REASONS = 3;

/** How many fixes a resolver proved and rejected, and how many it could not speak of and why; where none was asked, what that leaves open. */
export function proofLines(plan: Plan, { width }: Pick<TextOptions, 'width'>): readonly string[] {
  const { proof, changes } = plan;
  if (!proof) return mayRise(plan) ? wrapped(NOT_ASKED, width) : [];
  const having = (outcome: FixProof['outcome']): readonly FixProof[] => proof.fixes.filter((one) => one.outcome === outcome);
  const [proved, refuted, unproved] = [having('proved'), having('refuted'), having('unproved')];
  if (proof.fixes.length === 0) return changes.length === 0 ? [] : ['No fix changes what an install asks for: there was nothing to resolve.'];
  const by = [...new Set(proved.flatMap(({ by: who }) => who ?? []))].join(' and ');
  const limited = proof.fixes.filter(({ holds }) => holds.length > 0);
  const parts = [
    ...(proved.length > 0 ? [`${fixes(proved)} proved by ${by}`] : []),
    ...(limited.length > 0 ? [`${fixes(limited)} with limits that keep other packages at their versions`] : []),
    ...(refuted.length > 0 ? [`${fixes(refuted)} rejected: something else would be installed`] : []),
    ...(unproved.length > 0 ? [`${fixes(unproved)} not proved: ${reasonsOf(unproved)}`] : []),
  ];
  return wrapped(`${parts.join('; ')}.`, width);
}

const NOT_ASKED = 'Versions that no line pins were not compared: one may rise once what kept it down is out. --resolve asks uv or pip, and holds it.';

/** Whether something leaves an image that may have limited the versions of what stays. What is safe was proved to limit nothing. */
function mayRise({ fixes: all, steps }: Plan): boolean {
  const written = new Set(steps.map(({ fix }) => fix));
  return all.some(({ id, safety, effects }) => written.has(id) && safety !== 'safe' && effects.some(({ removes = [] }) => removes.length > 0));
}

function reasonsOf(unproved: readonly FixProof[]): string {
  const counts = new Map<string, number>();
  for (const { reason } of unproved) counts.set(reason ?? '', (counts.get(reason ?? '') ?? 0) + 1);
  const all = [...counts].toSorted(([, a], [, b]) => b - a);
  const told = all.slice(0, REASONS).map(([reason, number]) => visible(reason) + (all.length > 1 ? ` (${number})` : ''));
  const rest = all.slice(REASONS).reduce((sum, [, number]) => sum + number, 0);
  return [...told, ...(rest > 0 ? [`other reasons (${rest})`] : [])].join(', ');
}

function fixes(list: readonly FixProof[]): string {
  return count(list.length, 'fix', 'fixes');
}
