import { isAnswer, row, type Answer, type Evidence, type Place } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import type { Finding, Fix, Kept, Proposal, Rule, Safety, Subjects } from '#rule/types.js';
import { messageOf } from '#text/message-of.js';
import { fingerprint } from './fingerprint.js';
import { computeSafety, lower } from './safety.js';

/** A rule with the options that hold for it. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly options: unknown;
}

/** What a rule proposed about one subject, checked and with its safety computed; lines are current ones. */
export interface Candidate {
  readonly rule: Rule;
  /** The file that the rule looked at; null: the workspace. */
  readonly subject: string | null;
  readonly fixId: string;
  readonly fix: Fix | null;
  readonly findings: readonly CandidateFinding[];
  readonly safety: Safety;
  readonly safetyReason: string | null;
  /** Blockers that hit. */
  readonly heldBy: readonly Evidence[];
  /** The proof that no blocker hits. */
  readonly cleared: readonly Evidence[];
}

export interface CandidateFinding {
  readonly id: string;
  /** The id without its number among equals. */
  readonly key: string;
  /** What it is about without any text that a fix may change: a fix must leave fewer of a kind. */
  readonly sort: string;
  readonly at: Place;
  readonly message: string;
  readonly title: string;
  readonly packages: readonly string[];
  readonly images: readonly string[];
  /** The service of a compose file that it speaks of, by its file; null: those that use the file. */
  readonly runs: { readonly path: string; readonly name: string } | null;
  readonly evidence: readonly Evidence[];
}

/** A rule did what no rule may: threw, or handed over what the engine cannot use. */
export class RuleError extends Error {
  readonly rule: string;

  constructor(rule: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.rule = rule;
  }
}

/** More proposals than this about one subject is a rule that does not end. */
const MOST_PROPOSALS = 10_000;

export interface CollectContext {
  readonly edit: Parameters<Rule['check']>[1]['edit'];
  readonly numbers: Map<string, number>;
  /** Takes every answer that the rule asks for, whether or not it proposes something. */
  readonly heard?: Answer<unknown>[];
}

/** Runs one rule over one subject. */
export function collect<S extends keyof Subjects>(
  active: ActiveRule,
  subject: Subjects[S],
  context: CollectContext,
): readonly Candidate[] {
  const { rule, options } = active;
  const asked = context.heard ?? [];
  const found: Candidate[] = [];
  try {
    const proposals = listen(asked, () => rule.check(subject, { edit: context.edit, options })[Symbol.iterator]());
    for (;;) {
      const next = listen(asked, () => proposals.next());
      if (next.done) return found;
      found.push(readProposal(rule, subjectPath(subject), next.value, [...asked], context.numbers));
      if (found.length > MOST_PROPOSALS) throw new RuleError(rule.meta.name, `more than ${MOST_PROPOSALS} proposals about one subject`);
    }
  } catch (error) {
    if (error instanceof RuleError) throw error;
    throw new RuleError(rule.meta.name, messageOf(error), error);
  }
}

/** The file that a subject stands for; null: the workspace. */
export function subjectPath(subject: Subjects[keyof Subjects]): string | null {
  if (subject.kind === 'workspace') return null;
  return subject.kind === 'requirement' ? subject.at.path : subject.path;
}

function readProposal(rule: Rule, subject: string | null, proposal: Proposal, asked: readonly Answer<unknown>[], numbers: Map<string, number>): Candidate {
  const findings = proposal.findings.map((finding) => readFinding(rule, finding, numbers));
  const [first] = findings;
  if (!first) throw new RuleError(rule.meta.name, 'a proposal without a finding');
  const blockers = proposal.unless ?? [];
  if (!blockers.every(isAnswer)) throw new RuleError(rule.meta.name, 'a blocker that is no answer of a query');
  const evidenceAnswers = proposal.findings.flatMap(({ evidence }) => evidence);
  const ceiling = lower(rule.meta.safety, proposal.atMost ?? 'safe');
  const { safety, reason } = computeSafety(ceiling, [...asked, ...evidenceAnswers, ...blockers]);
  const lowered = reason ?? (ceiling === rule.meta.safety ? null : 'the rule lowers itself here');
  return {
    rule,
    subject,
    fixId: `f${fingerprint([rule.meta.name, ...findings.map(({ id }) => id)])}`,
    fix: proposal.fix ?? null,
    findings,
    safety: proposal.fix ? safety : 'suggestion',
    safetyReason: proposal.fix ? lowered : 'there is no fix',
    heldBy: blockers.flatMap(({ value }) => value.map((hit) => row('source', hit.image === null ? hit.text : `${hit.image}: ${hit.text}`, hit.at))),
    cleared: blockers.filter(({ value }) => value.length === 0).map(({ because }) => row('absence', because)),
  };
}

function readFinding(rule: Rule, finding: Finding, numbers: Map<string, number>): CandidateFinding {
  const template = rule.meta.messages[finding.message];
  if (template === undefined) throw new RuleError(rule.meta.name, `unknown message "${finding.message}"`);
  if (!Array.isArray(finding.evidence) || finding.evidence.length === 0) {
    throw new RuleError(rule.meta.name, `message "${finding.message}" comes without evidence`);
  }
  if (!finding.evidence.every(isAnswer)) {
    throw new RuleError(rule.meta.name, `message "${finding.message}" has evidence that is no answer of a query`);
  }
  const at = placeOf(finding.at);
  const key = fingerprint([rule.meta.name, at.path, aboutOf(finding.at), finding.message]);
  const number = numbers.get(key) ?? 0;
  numbers.set(key, number + 1);
  return {
    id: number === 0 ? key : fingerprint([key, number]),
    key,
    sort: [at.path, finding.message, sortOf(finding.at)].join(' '),
    at,
    message: fill(template, finding.data ?? {}),
    title: rule.meta.summary,
    packages: finding.packages ?? packagesOf(finding.at),
    images: imagesOf(finding.at),
    runs: runsOf(finding.at),
    evidence: finding.evidence.flatMap((answer) => (answer.evidence.length > 0 ? answer.evidence : [row('source', answer.because)])),
  };
}

function placeOf(at: Kept | Place): Place {
  return 'at' in at ? at.at : at;
}

/** What a finding is about, in words that do not change when lines move. */
function aboutOf(at: Kept | Place): string {
  if (!('kind' in at)) return '';
  switch (at.kind) {
    case 'requirement':
      return at.name;
    case 'install':
      return at.words.join(' ');
    case 'instruction':
      return at.text;
    case 'limit':
      return at.service;
  }
}

function sortOf(at: Kept | Place): string {
  if (!('kind' in at)) return '';
  if (at.kind === 'requirement') return at.name;
  if (at.kind === 'limit') return at.service;
  return at.kind === 'instruction' ? at.keyword : at.manager;
}

function packagesOf(at: Kept | Place): readonly string[] {
  return 'kind' in at && at.kind === 'requirement' ? [at.name] : [];
}

function runsOf(at: Kept | Place): CandidateFinding['runs'] {
  return 'kind' in at && at.kind === 'limit' ? { path: at.serviceAt.path, name: at.service } : null;
}

function imagesOf(at: Kept | Place): readonly string[] {
  if ('kind' in at && at.kind === 'limit') return [];
  return 'kind' in at && at.kind === 'requirement' ? at.images.names : [placeOf(at).path];
}

function fill(template: string, data: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole));
}
