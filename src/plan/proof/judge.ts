import { row } from '#answer/answer.js';
import type { Refutation } from '#plan/state.js';
import { proofOf } from '#sizes/proof/proof-of.js';
import type { Resolver } from '#sizes/proof/types.js';
import { grouped } from '#text/grouped.js';
import { imagesOf, provedRows } from './rows.js';
import type { Outcome, Risen } from './place-holds.js';
import type { Case, FixProof, Judged, ProofPort } from './types.js';

export interface Judgement {
  /** Of the fixes that could be judged and were not refuted; see {@link judge}. */
  readonly proofs: readonly FixProof[];
  readonly refuted: ReadonlyMap<string, Against>;
}

/** What speaks against a fix. */
export interface Against extends Refutation {
  /** What lines could keep at its version, in every image that refutes it; empty: no line helps. */
  readonly risen: readonly Risen[];
  /** What every image that it touches comes to with it. */
  readonly outcomes: readonly Outcome[];
}

/**
 * The verdicts on a plan's fixes, in plan order. What comes after a refuted fix in the same image stands
 * on a set that will not be: it is left to the next plan, which is made without that fix. `hasty`: it is
 * judged all the same, which may reject one too many and saves plans.
 */
export async function judge(cases: readonly Case[], { nameOf }: Pick<ProofPort, 'nameOf'>, resolve: Resolver, hasty: boolean): Promise<Judgement> {
  const proofs: FixProof[] = [];
  const refuted = new Map<string, Against>();
  const stale = new Set<string>();
  for (const [fix, own] of grouped(cases, (one) => one.fix)) {
    if (!hasty && own.some(({ build }) => stale.has(build.id))) continue;
    const judged = await judgeCases(own, resolve);
    const against = await againstFix(judged, own, nameOf, resolve);
    if (against) {
      refuted.set(fix, against);
      for (const { build } of own) stale.add(build.id);
    } else if (judged.length > 0) proofs.push(proofOfFix(fix, judged, nameOf));
  }
  return { proofs, refuted };
}

async function againstFix(judged: readonly Judged[], own: readonly Case[], nameOf: ProofPort['nameOf'], resolve: Resolver): Promise<Against | null> {
  const all = judged.flatMap(({ about, verdict }) => (verdict.outcome === 'refuted' ? [{ about, ...verdict }] : []));
  const first = all.find(({ rises }) => rises.length === 0) ?? all[0];
  if (!first) return null;
  const risen = first.rises.length === 0 ? [] : all.flatMap(({ about, rises }) => rises.map((rise) => ({ about, rise })));
  const outcomes = await Promise.all(own.map(async (about) => ({ about, now: await resolve(about.after) })));
  return { reason: `${nameOf(first.about.build)}: ${first.reason}`, at: first.about.at, risen, outcomes };
}

async function judgeCases(cases: readonly Case[], resolve: Resolver): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const about of cases) {
    const verdict = await proofOf(about.before, about.after, about.declared, resolve);
    if (verdict) judged.push({ about, verdict });
  }
  return judged;
}

function proofOfFix(fix: string, judged: readonly Judged[], nameOf: ProofPort['nameOf']): FixProof {
  const open = judged.flatMap(({ about, verdict }) => (verdict.outcome === 'unproved' ? [{ about, reason: verdict.reason }] : []));
  const [first] = open;
  if (!first) {
    const by = judged.flatMap(({ verdict }) => (verdict.outcome === 'proved' ? verdict.by : []))[0] ?? null;
    return { fix, outcome: 'proved', by, reason: null, evidence: provedRows(judged), holds: [] };
  }
  const images = imagesOf(judged);
  const untold = imagesOf(open);
  const more = untold > 1 ? ` and ${untold - 1} more` : '';
  const where = images === 1 ? '' : untold === images ? ` (${images} images)` : ` (${nameOf(first.about.build)}${more}, of ${images} images)`;
  const evidence = row('resolver', `not proved: ${first.reason}${where}`, first.about.at ?? undefined);
  return { fix, outcome: 'unproved', by: null, reason: first.reason, evidence: [evidence], holds: [] };
}
