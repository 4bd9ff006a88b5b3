import type { Evidence, Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Edit, Scope, Subjects } from '#rule/types.js';
import { takesPart, type Choice } from './choose.js';
import type { ActiveRule, Candidate, CandidateFinding } from './collect.js';
import type { Holding } from './holds.js';
import type { History } from './origin.js';
import type { Suppression } from '#rule/suppressions/types.js';
import type { Ignore } from './suppressions/types.js';
import type { FileChange, PlannedFinding, PlannedService, Skipped, Status, Step } from './types.js';

/** Where the engine gets its subjects from: the model of a snapshot. */
export interface SubjectSource {
  /** `within`: at least those of these files; others may be left out. */
  subjects<S extends Scope>(snapshot: Snapshot, scope: S, within?: ReadonlySet<string>): readonly Subjects[S][];
  edit(snapshot: Snapshot): Edit;
  /** Who uses a document: the images that are built with it, and the services they belong to. */
  users(path: string): Users;
  /** The services that a service of a compose file is known by; not given: those that use the file. */
  runs?(path: string, name: string): readonly string[];
}

/** Whom a finding concerns. */
export function usersOf(source: SubjectSource, { at, runs }: Pick<CandidateFinding, 'at' | 'runs'>): Users {
  return runs && source.runs ? { images: [], services: source.runs(runs.path, runs.name) } : source.users(at.path);
}

export interface Users {
  /** Ids of builds. */
  readonly images: readonly string[];
  /** Names of services. */
  readonly services: readonly string[];
}

export interface PlanInput {
  readonly snapshot: Snapshot;
  /** In the order that decides the result. */
  readonly rules: readonly ActiveRule[];
  readonly choice: Choice;
  readonly source: SubjectSource;
  /** Every rule that there is, on or off; not given: those of `rules` and maybe others. */
  readonly ruleNames?: ReadonlySet<string>;
  /** What the configuration wants to hear nothing of; not given: nothing. */
  readonly ignores?: readonly Ignore[];
  /** Files that are read but never written, each with its reason. */
  readonly untouchable: ReadonlyMap<string, string>;
  readonly skipped: readonly Skipped[];
  /** Fixes that are wrong by what is known from outside (the resolver's proof), by their id. */
  readonly refuted: ReadonlyMap<string, Refutation>;
  /** Limits that fixes come with, by the id of the fix; not given: none. */
  readonly holdings?: ReadonlyMap<string, Holding>;
  /** How many models were worked out for this plan so far. */
  readonly modelsEvaluated: () => number;
  /** Number of images that the model knows. */
  readonly images: number;
  readonly services: readonly PlannedService[];
}

export interface Refutation {
  readonly reason: string;
  /** The install that shows it. */
  readonly at: Place | null;
  /** It was tried again behind the fixes of later rules, and refuted there as well. */
  readonly again?: true;
}

/** What a plan in the making knows. Only `pass.ts` and `commit.ts` change it. */
export interface State {
  readonly input: PlanInput;
  readonly active: readonly ActiveRule[];
  /** Fixes that must not be applied (any more), by their id; those that undo each other also when the plan starts over. */
  readonly blocked: Map<string, Blocked>;
  snapshot: Snapshot;
  readonly histories: Map<string, History>;
  readonly steps: Step[];
  readonly applied: AppliedFix[];
  /** How many findings of a key have been applied: numbers among equals go on from there. */
  readonly counted: Map<string, number>;
  /** By rule: what its last look left over. */
  readonly left: Map<string, readonly Left[]>;
  /** By rule: the last moment that it looked at, and what it proposed; counts and moments change together. */
  readonly looks: Map<ActiveRule['rule'], { readonly snapshot: Snapshot; readonly candidates: readonly Candidate[] }>;
  sweeps: number;
  edits: number;
}

export interface Blocked {
  readonly status: 'rejected' | 'circular';
  readonly reason: string;
  /** Kept for the report: with its partner blocked, a fix may not be proposed again. */
  readonly candidate: Candidate;
  /** How many fixes had been applied before. */
  readonly behind: number;
}

export interface AppliedFix {
  readonly candidate: Candidate;
  readonly findings: readonly PlannedFinding[];
  readonly changes: readonly FileChange[];
}

/** A candidate that is not applied, and why. */
export interface Left {
  readonly candidate: Candidate;
  readonly status: Status;
  readonly reason: string | null;
  /** The row that says the reason, where it has a place or comes from the resolver. */
  readonly against?: Evidence;
  /** The comment that suppresses it. */
  readonly by?: Suppression;
}

export function startState(input: PlanInput, active: readonly ActiveRule[], blocked: Map<string, Blocked>): State {
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
    looks: new Map(),
    sweeps: 0,
    edits: 0,
  };
}
