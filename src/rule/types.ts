import type { Answer, Hits, Place } from '#answer/answer.js';
import type { TextEdit } from '#text/edits.js';
import type { Dockerfile, Instruction, Install, SystemInstall } from './dockerfile.js';
import type { IgnoreDraft } from './context/types.js';
import type { Requirement } from './requirement.js';
import type { HealthSwap } from './health/types.js';
import type { TightLimit } from './limits/types.js';
import type { DeveloperTarget, RequirementsList } from './requirements-list.js';
import type { ProjectIndex } from './torch-installs.js';
import type { Split } from './split/types.js';
import type { EarlyCopy } from './copies/order-types.js';
import type { OwnedAgain } from './ownership/types.js';
import type { SlimBase } from './base/types.js';
import type { SurplusPackages } from './build-packages/types.js';
import type { StrandedInstalls } from './stages/stranded.js';
import type { StageSplit } from './stages/types.js';
import type { SwapPlace } from './swap-places.js';
import type { Workspace } from './workspace.js';

/**
 * How far a fix may go without a person (docs/design.md, section 5).
 * `safe`: the image behaves the same by construction. `review`: right on the evidence shown.
 * `suggestion`: needs a decision.
 */
export type Safety = 'safe' | 'review' | 'suggestion';

/** What a rule looks at, by scope. */
export interface Subjects {
  readonly requirement: Requirement;
  readonly requirements: RequirementsList;
  readonly dockerfile: Dockerfile;
  readonly workspace: Workspace;
}

export type Scope = keyof Subjects;

/** Something that stands in a file and can be edited. */
export type Kept = Requirement | Instruction | Install | SystemInstall | TightLimit;

/**
 * A rule: plain data and a pure generator. It says nothing about bytes, order, overlap or other
 * services, and its safety is a ceiling: the engine computes the real one from the answers asked for.
 */
export interface Rule<S extends Scope = Scope, M extends string = string, O = unknown> {
  readonly meta: RuleMeta<S, M, O>;
  check(subject: Subjects[S], context: RuleContext<NoInfer<O>>): Iterable<Proposal<NoInfer<M>>>;
}

export interface RuleMeta<S extends Scope, M extends string, O> {
  /** `family/name`; the rule's folder has the same name. */
  readonly name: `${string}/${string}`;
  readonly scope: S;
  /** One line, imperative, no full stop. */
  readonly summary: string;
  /** What it costs to leave things as they are. */
  readonly why: string;
  readonly safety: Safety;
  /** `{name}` is filled from a finding's data. */
  readonly messages: Readonly<Record<M, string>>;
  /** JSON Schema of the options, and what holds where the configuration says nothing. */
  /** `problem`: what is wrong with values that the schema takes, in words; null: nothing. */
  readonly options?: { readonly schema: object; readonly defaults: O; problem?(options: O): string | null };
}

export interface RuleContext<O> {
  readonly edit: Edit;
  readonly options: O;
}

/** What a rule yields: one fix (or none) and the findings that share it. */
export interface Proposal<M extends string = string> {
  readonly findings: readonly [Finding<M>, ...Finding<M>[]];
  /** Any hit holds the fix and is named; empty and complete becomes evidence; incomplete caps. */
  readonly unless?: readonly Hits[];
  /** A rule may lower its own safety, never raise it. */
  readonly atMost?: 'review' | 'suggestion';
  readonly fix?: Fix;
}

export interface Finding<M extends string = string> {
  readonly message: M;
  readonly data?: Readonly<Record<string, string | number>>;
  readonly at: Kept | Place;
  /** At least one: every verdict carries proof. */
  readonly evidence: readonly [Answer<unknown>, ...Answer<unknown>[]];
  /** Distributions that the finding speaks of, where it is not about a requirement. */
  readonly packages?: readonly string[];
}

/** An atomic set of changes over one or more files, with its declared effect on images. */
export interface Fix {
  /** Imperative, fits a commit's subject. */
  readonly title: string;
  readonly changes: readonly [Change, ...Change[]];
  /** Empty: no image asks for anything else than before. */
  readonly effects: readonly Effect[];
  /** Commands that a person has to run afterwards. */
  readonly afterwards?: readonly string[];
}

/** What a fix does to images, in asked-for names; what falls with them is computed. */
export interface Effect {
  /** Ids of builds, as `Images.names` and `Dockerfile.images` give them. */
  readonly images: 'all' | readonly string[];
  readonly removes?: readonly string[];
  readonly adds?: readonly string[];
  /** Asked for within a limit, so that what comes anyway stays as it is; the engine's own (docs/decisions/006). */
  readonly holds?: readonly string[];
  /** What ships, whatever a builder holds besides. */
  readonly apt?: { readonly removes?: readonly string[]; readonly adds?: readonly string[] };
  /** Absolute paths of the image that it no longer gets from the workspace or a stage, or gets more. */
  readonly files?: { readonly removes?: readonly string[]; readonly adds?: readonly string[] };
  readonly alters?: readonly Aspect[];
}

/**
 * `healthcheck`: what looks whether a container is well, of an image or in a compose file. `limits`: what a compose file lets
 * its services have of memory, which is no part of an image. `versions`: specifiers, extras and markers of what stays asked for. `commands`: what a RUN runs beside
 * installs. `caches`: what package managers leave behind. `recommends`: apt's recommended packages. `path`: PATH, which
 * `environment` says nothing of.
 */
export type Aspect = 'base' | 'user' | 'files' | 'environment' | 'path' | 'entry' | 'healthcheck' | 'limits' | 'index' | 'versions' | 'commands' | 'caches' | 'recommends';

/** Plain data, made by the edit builders only. */
export type Change =
  | { readonly kind: 'edit'; readonly path: string; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'create'; readonly path: string; readonly text: string }
  /** The builder could not do it without guessing: the engine rejects the fix with this reason. */
  | { readonly kind: 'impossible'; readonly path: string; readonly reason: string };

/** Ways to change a document without stating bytes. */
export interface Edit {
  /** Takes a requirement out, with the comment, hash and `# via` lines that belong to it; an instruction with its comments. */
  remove(what: Requirement | Instruction): Change;
  /** Another distribution in the same place, everything else as it was. */
  rename(what: Requirement, to: string): Change;
  /** Other version specifiers: `==1.2`, `>=2,<3`, or '' for none. */
  repin(what: Requirement, specifiers: string): Change;
  /** Other extras: those that stay keep their spelling and order; none to take them all away. */
  reextra(what: Requirement, extras: readonly string[]): Change;
  /** The smaller distribution in the place of the larger one, as {@link SwapPlace.means} says. */
  swap(place: SwapPlace): Change;
  /** A word behind the subcommand of an install: `pip install` -> `pip install --no-cache-dir`. */
  addOption(install: Install | SystemInstall, option: string): Change;
  /** A word of an instruction or install, as it is written, by others. */
  replaceWord(what: Instruction | Install, word: string, by: string): Change;
  /** A whole new instruction beside another one. */
  insert(text: string, where: { readonly before: Instruction } | { readonly after: Instruction }): Change;
  /** An instruction with its comments to another place of the same file. */
  moveInstruction(what: Instruction, where: { readonly before: Instruction } | { readonly after: Instruction }): Change;
  /** One more command at the end of a RUN. */
  appendCommand(run: Instruction, command: string): Change;
  /** A command in front of those of a RUN, which then run only when it succeeds. */
  prependCommand(run: Instruction, command: string): Change;
  /** One RUN in place of two that follow each other, with the comments of both. */
  joinRuns(first: Instruction, second: Instruction): Change;
  /** More packages in the list of a call, each by name. */
  addPackages(install: SystemInstall, names: readonly string[]): Change;
  /** Packages out of the list of a call, by name; one stays at least. */
  removePackages(install: SystemInstall, names: readonly string[]): Change;
  /** A line in the requirements file that holds `beside`, where it belongs. */
  addRequirement(line: string, beside: Requirement): Change;
  /** A Dockerfile of one stage as two, as {@link Dockerfile.twoStages} laid it out. */
  layout(dockerfile: Dockerfile, split: StageSplit): Change;
  /** Installs for root's home to a folder that everybody can read. */
  mend(stranded: StrandedInstalls): Change;
  /** The slim image in FROM, with a RUN for what it lacks where {@link SlimBase.call} is null. */
  slim(base: SlimBase): Change;
  /** Packages that only builds need out of what ships, as {@link SurplusPackages.how} says. */
  withoutSurplus(surplus: SurplusPackages): Change;
  /** Owners and modes by flags of the COPYs, in place of the calls that set them afterwards. */
  own(again: OwnedAgain): Change;
  /** The lists alone before the install, and the COPY of the code behind it. */
  copyLater(early: EarlyCopy): Change;
  /** Python in the place of curl or wget in a health check, and the package out of the image. */
  checkByPython(swap: HealthSwap): Change;
  /** The memory limit of a service of a compose file, in its own spelling. */
  raiseLimit(limit: TightLimit): readonly [Change, ...Change[]];
  /** Lines of one file into the file for developers, verbatim with their comments; those that it lists already only go. */
  moveToDevelopers(lines: readonly Requirement[], listed: readonly Requirement[], target: DeveloperTarget): readonly [Change, ...Change[]];
  /** A shared file in parts: the files of the groups, what becomes of the file itself, and every COPY, install and include that names it. */
  split(split: Split): readonly [Change, ...Change[]];
  /** An option line (`--extra-index-url …`) for the whole file that holds `beside`. */
  addFileOption(option: string, beside: Requirement): Change;
  /** An index that a project asks for these distributions alone: uv's sources, Poetry's explicit source. */
  takeFromIndex(means: ProjectIndex): Change;
  /** Lines at the end of an ignore file, or the file itself. */
  ignore(draft: IgnoreDraft): Change;
  create(path: string, text: string): Change;
}
