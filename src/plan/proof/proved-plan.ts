import { makePlan } from '#plan/make-plan.js';
import type { PlanInput, Refutation } from '#plan/state.js';
import type { Plan } from '#plan/types.js';
import { casesOf } from './cases.js';
import { judge } from './judge.js';
import type { FixProof, ProofPort } from './types.js';

/** In so many plans one fix is rejected per image; then all that would be at once. */
const PATIENT_ROUNDS = 6;

/** So often the plan is made anew; then rules that still propose what is rejected (their fixes have new ids each time) are left out. */
const MOST_ROUNDS = 20;

/**
 * The plan with every fix that changes what installs ask for proved by a resolver. Fixes that do something
 * else than they declare are rejected, and the plan is made anew without them, since others may have stood
 * on their texts; a fix that was refuted once stays so. What cannot be proved stays as safe as it was.
 */
export async function provedPlan(input: Omit<PlanInput, 'refuted'>, port: ProofPort): Promise<Plan> {
  const refuted = new Map<string, Refutation>();
  const endless = new Set<string>();
  for (let round = 1; ; round++) {
    const plan = makePlan({ ...input, rules: input.rules.filter(({ rule }) => !endless.has(rule.meta.name)), refuted });
    const cases = casesOf(plan, input, port);
    await port.sets.prepare(cases.flatMap(({ before, after }) => [before, after]));
    const found = await judge(cases, port, port.sets.resolve, round > PATIENT_ROUNDS);
    if (found.refuted.size === 0) return withProofs(plan, found.proofs, refuted, endless);
    for (const [fix, refutation] of found.refuted) refuted.set(fix, refutation);
    if (round < MOST_ROUNDS) continue;
    for (const { id, rule } of plan.fixes) if (found.refuted.has(id)) endless.add(rule);
  }
}

/** The plan with what the resolver says: a row for each finding, and the verdict on each fix. */
function withProofs(plan: Plan, proofs: readonly FixProof[], refuted: ReadonlyMap<string, Refutation>, endless: ReadonlySet<string>): Plan {
  const rows = new Map(proofs.map(({ fix, evidence }) => [fix, evidence]));
  const rejected = plan.fixes.flatMap(({ id, status, reason }): readonly FixProof[] =>
    status === 'rejected' && refuted.has(id) ? [{ fix: id, outcome: 'refuted', by: null, reason, evidence: [] }] : [],
  );
  const message = `it goes on proposing what the resolver rejects, after ${MOST_ROUNDS} plans`;
  return {
    ...plan,
    findings: plan.findings.map((finding) => ({ ...finding, evidence: [...finding.evidence, ...((finding.fix !== null && rows.get(finding.fix)) || [])] })),
    crashes: [...plan.crashes, ...[...endless].map((rule) => ({ rule, message, stack: message }))],
    proof: { fixes: [...proofs, ...rejected] },
  };
}
