/** The public API: rules are written against it, programs plan and render with it. */
export type { Answer, Evidence, Hit, Hits, Place } from '#answer/answer.js';
export { defineRule } from '#rule/define.js';
export { removing } from '#rule/removing.js';
export { listed, listedFew } from '#text/listed.js';
export type { Base, CacheFate, Dockerfile, Install, Instruction, ListsFate, Manager, Stage, SystemInstall } from '#rule/dockerfile.js';
export type { ImageNeed, ImagePython, Images, Requirement, RequirementsFile } from '#rule/requirement.js';
export type { DeveloperInstall, DeveloperLine, DeveloperTarget, OutsideTaker, RequirementsList } from '#rule/requirements-list.js';
export type {
  Aspect, Change, Edit, Effect, Finding, Fix, Kept, Proposal, Rule, RuleContext, RuleMeta, Safety, Scope, Subjects,
} from '#rule/types.js';
export type { BroughtLine, Replaceable, ReplaceableUse } from '#needs/replaceable.js';
export type { ExtraPart, NarrowExtras } from '#rule/extras/types.js';
export type { Narrow, NarrowImage, NarrowLimits } from '#rule/narrow/types.js';
export type { ProjectIndex, TorchInstall, TorchMeans } from '#rule/torch-installs.js';
export type { RefusedMember, Split, SplitGroup, SplitImage, SplitMove, SplitOptions } from '#rule/split/types.js';
export type { RootStart } from '#rule/user/types.js';
export type { HealthMissing, HealthSwap } from '#rule/health/types.js';
export type { MemoryLimits, StrangeContainers, TightLimit, UnmeasuredLimits, UnreadStats } from '#rule/limits/types.js';
export type { Musl, MuslCandidate, MuslStage } from '#rule/musl/types.js';
export type { ModelWeights } from '#rule/weights/types.js';
export type { TestCopy, TestDraft, TestFiles } from '#rule/context/test-files.js';
export type { IgnoreDraft } from '#rule/context/types.js';
export type { IdleLibraries } from '#rule/idle-libraries.js';
export type { Clash, SwapMeans, SwapPlace } from '#rule/swap-places.js';
export type { StageSplit, StageTemplate } from '#rule/stages/types.js';
export type { SlimBase } from '#rule/base/types.js';
export type { SurplusKind, SurplusPackages } from '#rule/build-packages/types.js';
export type { StrandedInstalls } from '#rule/stages/stranded.js';
export type { EarlyCopy } from '#rule/copies/order-types.js';
export type { CopiedTwice } from '#rule/copies/twice-types.js';
export type { OwnedAgain } from '#rule/ownership/types.js';
export { DEFAULT_TEMPLATE, templateProblem } from '#rule/stages/template.js';
export type { Workspace } from '#rule/workspace.js';
export type { FileChange, Plan, PlannedFinding, PlannedFix, Skipped, Status, Step } from '#plan/types.js';
export type { Config, RunOptions, RunResult, RunWorkspace } from './run-types.js';
import type { Rule } from '#rule/types.js';
import type { RunOptions, RunResult } from './run-types.js';

/** Works out what the rules would change. Reads the workspace, writes nothing. */
export async function plan(options: RunOptions): Promise<RunResult> {
  const { run } = await import('./run.js');
  const { nodeIo } = await import('#io/node.js');
  return run(options, nodeIo);
}

/** The rules that come with slimify, in the order in which they run. */
export async function builtInRules(): Promise<readonly Rule[]> {
  const rules = await import('#rules');
  return rules.builtInRules;
}
