import { makePlan } from '#plan/make-plan.js';
import type { PlanInput, Refutation } from '#plan/state.js';
import type { Plan } from '#plan/types.js';
import { casesOf } from './cases.js';
import type { Holding } from '#plan/holds.js';
import { judge, type Against } from './judge.js';
import { placeHolds } from './place-holds.js';
import { holdRows } from './rows.js';
import type { FixProof, ProofPort } from './types.js';

/** In so many plans one fix is rejected per image; then all that would be at once. */
const PATIENT_ROUNDS = 6;

/** So often the plan is made anew; then rules that still propose what is rejected (their fixes have new ids each time) are left out. */
const MOST_ROUNDS = 20;

/** So many times limits are put beside a fix, and others that it turns out to need. */
const MOST_LIMITS = 3;

/** So many plans are made for the sake of limits alone; what needs some after that is rejected. */
const LIMIT_ROUNDS = 24;

/**
 * The plan with every fix that changes what installs ask for proved by a resolver. A fix that lets other packages rise comes with
 * limits that keep them (docs/decisions/006). Fixes that do something else than they declare are rejected, and the plan is made
 * anew without them, since others may have stood on their texts; one that was refuted is tried once more behind the fixes of later
 * rules in the same images. What cannot be proved stays as safe as it was.
 */
export async function provedPlan(input: Omit<PlanInput, 'refuted' | 'holdings'>, port: ProofPort): Promise<Plan> {
  const refuted = new Map<string, Refutation>();
  const limits = new Map<string, Limits>();
  const endless = new Set<string>();
  let rejecting = 0;
  for (let round = 1; ; round++) {
    const plan = makePlan({ ...input, rules: input.rules.filter(({ rule }) => !endless.has(rule.meta.name)), refuted, holdings: limits });
    const cases = casesOf(plan, input, port);
    await port.sets.prepare(cases.flatMap(({ before, after }) => [before, after]));
    const found = await judge(cases, port, port.sets.resolve, rejecting >= PATIENT_ROUNDS);
    if (found.refuted.size === 0) return withProofs(plan, found.proofs, refuted, limits, endless);
    const before = refuted.size;
    for (const [fix, against] of found.refuted) {
      const next = round <= LIMIT_ROUNDS ? limited(limits.get(fix), against, input) : { ok: false as const, refutation: limits.get(fix)?.otherwise ?? against };
      if (next.ok) limits.set(fix, next.limits);
      else {
        limits.delete(fix);
        // A plan has it again only behind the fixes of later rules: once.
        refuted.set(fix, refuted.has(fix) ? { ...next.refutation, again: true } : next.refutation);
      }
    }
    if (refuted.size > before) rejecting += 1;
    if (rejecting < MOST_ROUNDS) continue;
    for (const { id, rule } of plan.fixes) if (found.refuted.has(id)) endless.add(rule);
  }
}

/** Limits with how many times they were put together. */
interface Limits extends Holding {
  readonly times: number;
}

type Limited = { readonly ok: true; readonly limits: Limits } | { readonly ok: false; readonly refutation: Refutation };

/** A refuted fix with the limits that it needs, or what speaks against it: what it did by itself, before limits were tried. */
function limited(before: Limits | undefined, { reason, at, risen, outcomes }: Against, { untouchable, source }: Pick<PlanInput, 'untouchable' | 'source'>): Limited {
  const otherwise = before?.otherwise ?? { reason, at };
  if (risen.length === 0 || (before?.times ?? 0) >= MOST_LIMITS) return { ok: false, refutation: otherwise };
  const placed = placeHolds(risen, before?.holds ?? [], { outcomes, untouchable, users: (path) => source.users(path).images });
  if (!placed.ok) return { ok: false, refutation: { ...otherwise, reason: `${otherwise.reason}; ${placed.reason}` } };
  return { ok: true, limits: { holds: placed.value, otherwise, times: (before?.times ?? 0) + 1 } };
}

/** The plan with what the resolver says: rows for each finding, and the verdict on each fix. */
function withProofs(plan: Plan, proofs: readonly FixProof[], refuted: ReadonlyMap<string, Refutation>, limits: ReadonlyMap<string, Holding>, endless: ReadonlySet<string>): Plan {
  const told = proofs.map((proof): FixProof => {
    const holds = limits.get(proof.fix)?.holds ?? [];
    return { ...proof, holds, evidence: [...proof.evidence, ...holdRows(holds)] };
  });
  const rows = new Map(told.map(({ fix, evidence }) => [fix, evidence]));
  const rejected = plan.fixes.flatMap(({ id, status, reason }): readonly FixProof[] =>
    status === 'rejected' && refuted.has(id) ? [{ fix: id, outcome: 'refuted', by: null, reason, evidence: [], holds: [] }] : [],
  );
  const message = `it goes on proposing what the resolver rejects, after ${MOST_ROUNDS} plans`;
  return {
    ...plan,
    findings: plan.findings.map((finding) => ({ ...finding, evidence: [...finding.evidence, ...((finding.fix !== null && rows.get(finding.fix)) || [])] })),
    crashes: [...plan.crashes, ...[...endless].map((rule) => ({ rule, message, stack: message }))],
    proof: { fixes: [...told, ...rejected] },
  };
}
