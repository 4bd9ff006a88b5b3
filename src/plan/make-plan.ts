import { row, type Evidence } from '#answer/answer.js';
import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import type { Edit, Scope, Subjects } from '#rule/types.js';
import { applyFix, collide, pathsOf, type ChangedText } from './apply.js';
import { isAsked, isChosen, takesPart, type Choice } from './choose.js';
import { collect, RuleError, type ActiveRule, type Candidate } from './collect.js';
import { originalLine, type History } from './origin.js';
import type { FileChange, Plan, PlannedFinding, PlannedFix, Skipped, Status, Step } from './types.js';
import { faultOf } from './verify.js';

/** Where the engine gets its subjects from: the model of a snapshot. */
export interface SubjectSource {
  subjects<S extends Scope>(snapshot: Snapshot, scope: S): readonly Subjects[S][];
  edit(snapshot: Snapshot): Edit;
}

export interface PlanInput {
  readonly snapshot: Snapshot;
  /** In the order that decides the result. */
  readonly rules: readonly ActiveRule[];
  readonly choice: Choice;
  readonly source: SubjectSource;
  /** Files that are read but never written, each with its reason. */
  readonly untouchable: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
  /** Number of images that the model knows. */
  readonly images: number;
}

/** A rule runs until it is quiet, at most this often; all of them together likewise. */
const MOST_PASSES = 5;
const MOST_SWEEPS = 5;

/**
 * What the rules would do to a workspace. Each rule runs to its own fixpoint, in order; then all of
 * them again, until none has anything to do. A fix is kept only if the result reads again, its
 * findings are gone, and it did no more than it declares. Pure: the same input gives the same plan.
 */
export function makePlan(input: PlanInput): Plan {
  const blocked = new Map<string, Blocked>();
  const crashes: Plan['crashes'][number][] = [];
  for (;;) {
    const active = input.rules.filter(({ rule }) => !crashes.some((crash) => crash.rule === rule.meta.name));
    const state = startState(input, active, blocked);
    try {
      const restart = sweepAll(state);
      if (!restart) return finish(state, crashes);
    } catch (error) {
      if (!(error instanceof RuleError)) throw error;
      crashes.push({ rule: error.rule, message: error.message, stack: stackOf(error) });
    }
  }
}

/** A fix that this plan must not apply (any more), and why. */
interface Blocked {
  readonly status: 'rejected' | 'circular';
  readonly reason: string;
  /** The finding rows of a fix that is not proposed again once another one is blocked. */
  readonly candidate: Candidate;
}

interface State {
  readonly input: PlanInput;
  readonly active: readonly ActiveRule[];
  readonly blocked: Map<string, Blocked>;
  snapshot: Snapshot;
  readonly histories: Map<string, History>;
  readonly steps: Step[];
  readonly applied: { readonly candidate: Candidate; readonly findings: readonly PlannedFinding[]; readonly changes: readonly FileChange[] }[];
  /** How many findings of a key have been applied: numbers among equals go on from there. */
  readonly counted: Map<string, number>;
  /** What the last look at each rule left over. */
  readonly left: Map<string, readonly Left[]>;
  sweeps: number;
  edits: number;
}

interface Left {
  readonly candidate: Candidate;
  readonly status: Status;
  readonly reason: string | null;
}

function startState(input: PlanInput, active: readonly ActiveRule[], blocked: Map<string, Blocked>): State {
  return {
    input,
    active: active.filter(({ rule }) => takesPart(rule.meta.name, input.choice)),
    blocked,
    snapshot: input.snapshot,
    histories: new Map(),
    steps: [],
    applied: [],
    counted: new Map(),
    left: new Map(),
    sweeps: 0,
    edits: 0,
  };
}

/** Returns true when two fixes turned out to undo each other: the plan starts over without them. */
function sweepAll(state: State): boolean {
  for (let sweep = 1; sweep <= MOST_SWEEPS; sweep++) {
    state.sweeps = sweep;
    let changed = false;
    for (const active of state.active) {
      const outcome = runToFixpoint(state, active);
      if (outcome === 'circular') return true;
      changed ||= outcome === 'changed';
    }
    if (!changed) return false;
  }
  for (const active of state.active) {
    const { todo, left } = sortOut(state, collectAll(state, active));
    const endless = todo.map((candidate): Left => ({ candidate, status: 'deferred', reason: `still proposed after ${MOST_SWEEPS} rounds` }));
    state.left.set(active.rule.meta.name, [...left, ...endless]);
  }
  return false;
}

type Outcome = 'quiet' | 'changed' | 'circular';

function runToFixpoint(state: State, active: ActiveRule): Outcome {
  let outcome: Outcome = 'quiet';
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const { todo, left } = sortOut(state, collectAll(state, active));
    state.left.set(active.rule.meta.name, left);
    if (todo.length === 0) return outcome;
    const { batch, deferred } = withoutCollisions(todo);
    const result = applyBatch(state, active, batch);
    state.left.set(active.rule.meta.name, [...left, ...deferred]);
    if (result === 'circular') return 'circular';
    if (result === 'quiet') return outcome;
    outcome = 'changed';
  }
  return outcome;
}

function collectAll(state: State, active: ActiveRule, within?: ReadonlySet<string>): readonly Candidate[] {
  const { input, snapshot } = state;
  const edit = input.source.edit(snapshot);
  const numbers = new Map(state.counted);
  return input.source
    .subjects(snapshot, active.rule.meta.scope)
    .filter((subject) => within === undefined || within.has(pathOfSubject(subject)))
    .flatMap((subject) => collect(active, subject, { edit, numbers }))
    .filter((candidate) => isAsked(candidate, input.choice));
}

function pathOfSubject(subject: Subjects[Scope]): string {
  switch (subject.kind) {
    case 'requirement':
      return subject.at.path;
    case 'dockerfile':
      return subject.path;
    case 'workspace':
      return '';
  }
}

/** Which candidates are to be applied now, and what becomes of the others. */
function sortOut(state: State, candidates: readonly Candidate[]): { readonly todo: readonly Candidate[]; readonly left: readonly Left[] } {
  const todo: Candidate[] = [];
  const left: Left[] = [];
  for (const candidate of candidates) {
    const blocked = state.blocked.get(candidate.fixId);
    const untouchable = candidate.fix && pathsOf(candidate.fix).find((path) => state.input.untouchable.has(path));
    if (blocked) left.push({ candidate, status: blocked.status, reason: blocked.reason });
    else if (candidate.heldBy.length > 0) left.push({ candidate, status: 'held', reason: null });
    else if (untouchable) left.push({ candidate, status: 'held', reason: `${untouchable} is ${state.input.untouchable.get(untouchable)}` });
    else if (isChosen(candidate, state.input.choice)) todo.push(candidate);
    else left.push({ candidate, status: 'proposed', reason: null });
  }
  return { todo, left };
}

/** Fixes that can be applied side by side; the others wait for the next pass. */
function withoutCollisions(todo: readonly Candidate[]): { readonly batch: readonly Candidate[]; readonly deferred: readonly Left[] } {
  const batch: Candidate[] = [];
  const deferred: Left[] = [];
  for (const candidate of todo) {
    const other = batch.find(({ fix }) => fix && candidate.fix && collide(fix, candidate.fix));
    if (other) deferred.push({ candidate, status: 'deferred', reason: `overlaps with ${other.rule.meta.name}: ${other.fix?.title ?? ''}` });
    else batch.push(candidate);
  }
  return { batch, deferred };
}

/** Applies fixes together; where the result is not right, finds the ones that are wrong by themselves. */
function applyBatch(state: State, active: ActiveRule, batch: readonly Candidate[]): Outcome {
  const together = attempt(state, active, batch);
  if (together.ok) return commit(state, together.done);
  const sound: Candidate[] = [];
  for (const candidate of batch) {
    const alone = attempt(state, active, [candidate]);
    if (alone.ok) sound.push(candidate);
    else reject(state, candidate, alone.reason);
  }
  if (sound.length === 0) return 'changed';
  const rest = sound.length < batch.length ? attempt(state, active, sound) : together;
  if (rest.ok) return commit(state, rest.done);
  const first = attempt(state, active, sound.slice(0, 1));
  return first.ok ? commit(state, first.done) : 'changed';
}

function reject(state: State, candidate: Candidate, reason: string): void {
  state.blocked.set(candidate.fixId, { status: 'rejected', reason, candidate });
}

interface Done {
  readonly snapshot: Snapshot;
  readonly fixes: readonly { readonly candidate: Candidate; readonly changed: readonly ChangedText[] }[];
}

/** Applies fixes to the current texts, reads the result and looks at it with the same rule. Changes nothing yet. */
function attempt(state: State, active: ActiveRule, batch: readonly Candidate[]): { readonly ok: true; readonly done: Done } | { readonly ok: false; readonly reason: string } {
  const texts = new Map<string, string>();
  const maps = new Map<string, ChangedText['map'][]>();
  const fixes: Done['fixes'][number][] = [];
  for (const candidate of batch) {
    if (!candidate.fix) continue;
    const applied = applyFix(candidate.fix, (path) => texts.get(path) ?? state.snapshot.texts.get(path) ?? null, (path) => maps.get(path) ?? []);
    if (!applied.ok) return applied;
    for (const { path, after, map } of applied.changed) {
      texts.set(path, after);
      maps.set(path, [...(maps.get(path) ?? []), map]);
    }
    fixes.push({ candidate, changed: applied.changed });
  }
  const snapshot = withTexts(state.snapshot, texts, kindOf);
  const files = [...maps].map(([path, list]) => ({ path, maps: list }));
  const fault = faultOf(state.snapshot, snapshot, files, batch.flatMap(({ fix }) => fix ?? []));
  if (fault) return { ok: false, reason: fault };
  const remaining = stillThere(state, active, snapshot, batch, texts);
  if (remaining) return { ok: false, reason: remaining };
  return { ok: true, done: { snapshot, fixes } };
}

/** All findings of a fix must be gone afterwards: counted by what they are about, since equal ones may remain. */
function stillThere(state: State, active: ActiveRule, snapshot: Snapshot, batch: readonly Candidate[], texts: ReadonlyMap<string, string>): string | null {
  const touched = new Set([...texts.keys(), ...batch.flatMap(({ findings }) => findings.map(({ at }) => at.path)), '']);
  const before = countKeys(collectAll(state, active, touched));
  const after = countKeys(collectAll({ ...state, snapshot }, active, touched));
  const fixed = countKeys(batch);
  for (const [key, number] of fixed) {
    if ((after.get(key) ?? 0) > (before.get(key) ?? 0) - number) {
      const finding = batch.flatMap(({ findings }) => findings).find((one) => one.key === key);
      return `after the fix the rule still finds: ${finding?.message ?? key}`;
    }
  }
  return null;
}

function countKeys(candidates: readonly Candidate[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { findings } of candidates) for (const { key } of findings) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** Makes an attempt the current state, unless it brings an earlier text back. */
function commit(state: State, done: Done): Outcome {
  for (const { candidate, changed } of done.fixes) {
    for (const { path, after } of changed) {
      const undone = undoneBy(state.histories.get(path) ?? [], after);
      if (undone.length === 0) continue;
      blockCircle(state, candidate, path, undone);
      return 'circular';
    }
  }
  // Lines of findings are those of the text before the batch: all are described before any is recorded.
  const described = done.fixes.map(({ candidate }) => describe(state, candidate, 'applied', null));
  done.fixes.forEach(({ candidate, changed }, index) => record(state, candidate, changed, described[index] ?? []));
  state.snapshot = done.snapshot;
  return 'changed';
}

/** The rules whose edits a text would take back: those since the text was last the same. */
function undoneBy(history: History, after: string): readonly string[] {
  const at = history.findIndex((edit) => edit.before === after);
  return at < 0 ? [] : history.slice(at).map(({ rule }) => rule);
}

function blockCircle(state: State, candidate: Candidate, path: string, undone: readonly string[]): void {
  const rules = [...new Set([...undone, candidate.rule.meta.name])].sort();
  const reason = `${rules.join(' and ')} undo each other in ${path}; the earlier text is kept`;
  const partners = state.applied.filter((one) => undone.includes(one.candidate.rule.meta.name) && one.changes.some((change) => change.path === path));
  for (const one of [candidate, ...partners.map((partner) => partner.candidate)]) {
    state.blocked.set(one.fixId, { status: 'circular', reason, candidate: one });
  }
}

function record(state: State, candidate: Candidate, changed: readonly ChangedText[], findings: readonly PlannedFinding[]): void {
  const changes = changed.map(({ path, before, after }) => ({ path, before, after }));
  state.applied.push({ candidate, findings, changes });
  state.steps.push({ rule: candidate.rule.meta.name, fix: candidate.fixId, changes });
  for (const { key } of candidate.findings) state.counted.set(key, (state.counted.get(key) ?? 0) + 1);
  for (const { path, before, after, map } of changed) {
    const history = state.histories.get(path) ?? [];
    state.histories.set(path, [...history, { rule: candidate.rule.meta.name, before: before ?? '', after, map }]);
    state.edits += 1;
  }
}

function describe(state: State, candidate: Candidate, status: Status, reason: string | null): readonly PlannedFinding[] {
  const { rule, fix, fixId, safety, safetyReason, cleared } = candidate;
  const heldBy = [...candidate.heldBy.map((one) => relocate(state, one)), ...(reason === null ? [] : [row('source', reason)])];
  return candidate.findings.map((finding) => {
    const original = originalLine(state.histories.get(finding.at.path) ?? [], finding.at.line);
    return {
      id: finding.id,
      rule: rule.meta.name,
      fix: fix ? fixId : null,
      status,
      heldBy,
      path: finding.at.path,
      line: original.line,
      insertedBy: original.insertedBy,
      safety,
      safetyReason,
      title: fix?.title ?? finding.title,
      message: finding.message,
      packages: finding.packages,
      images: finding.images,
      evidence: [...finding.evidence, ...cleared].map((one) => relocate(state, one)),
    };
  });
}

/** Evidence speaks of current lines; people read original ones. */
function relocate(state: State, evidence: Evidence): Evidence {
  if (evidence.path === null || evidence.line === null) return evidence;
  return { ...evidence, line: originalLine(state.histories.get(evidence.path) ?? [], evidence.line).line };
}

function finish(state: State, crashes: Plan['crashes']): Plan {
  const left = [...state.left.values()].flat();
  const proposed = new Set(left.map(({ candidate }) => candidate.fixId));
  for (const { candidate, status, reason } of state.blocked.values()) {
    if (!proposed.has(candidate.fixId)) left.push({ candidate, status, reason });
  }
  const order = new Map<string, number>(state.input.rules.map(({ rule }, index) => [rule.meta.name, index]));
  const findings = [
    ...state.applied.flatMap((one) => one.findings),
    ...left.flatMap(({ candidate, status, reason }) => describe(state, candidate, status, reason)),
  ];
  findings.sort((a, b) => (order.get(a.rule) ?? 0) - (order.get(b.rule) ?? 0) || compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.id, b.id));
  const { snapshot, skipped, images } = state.input;
  const kinds = [...snapshot.kinds.values()];
  return {
    findings,
    fixes: [
      ...state.applied.map(({ candidate, changes }) => describeFix(candidate, 'applied', null, changes)),
      ...left.flatMap(({ candidate, status, reason }) => (candidate.fix ? [describeFix(candidate, status, reason, preview(state, candidate))] : [])),
    ],
    changes: totalChanges(state),
    steps: state.steps,
    skipped,
    crashes,
    stats: {
      dockerfiles: kinds.filter((kind) => kind === 'dockerfile').length,
      requirementsFiles: kinds.filter((kind) => kind === 'requirements').length,
      images,
      documentsParsed: snapshot.parser.count(),
      edits: state.edits,
      sweeps: state.sweeps,
    },
  };
}

function describeFix(candidate: Candidate, status: Status, reason: string | null, changes: readonly FileChange[]): PlannedFix {
  const { fix, fixId, rule, safety, findings } = candidate;
  return {
    id: fixId,
    rule: rule.meta.name,
    title: fix?.title ?? '',
    safety,
    status,
    reason,
    findings: findings.map(({ id }) => id),
    paths: fix ? pathsOf(fix) : [],
    effects: fix?.effects ?? [],
    afterwards: fix?.afterwards ?? [],
    changes,
  };
}

/** What a fix that is not written would do to the final texts. */
function preview(state: State, { fix }: Candidate): readonly FileChange[] {
  if (!fix) return [];
  const applied = applyFix(fix, (path) => state.snapshot.texts.get(path) ?? null, () => []);
  return applied.ok ? applied.changed.map(({ path, before, after }) => ({ path, before, after })) : [];
}

function totalChanges(state: State): readonly FileChange[] {
  const before = state.input.snapshot.texts;
  return [...state.histories.keys()]
    .sort()
    .map((path) => ({ path, before: before.get(path) ?? null, after: state.snapshot.texts.get(path) ?? null }))
    .filter((change) => change.before !== change.after);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function stackOf(error: RuleError): string {
  const { cause } = error;
  return (cause instanceof Error ? cause.stack : error.stack) ?? error.message;
}
