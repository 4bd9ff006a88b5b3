import { edit } from '#rule/edit.js';
import { subjectsWith } from '#rule/subjects.js';
import { composeUsers, documentUsers } from '#rule/users.js';
import { ignored, uncommitted } from '#files/git-state.js';
import type { FileTree } from '#files/tree.js';
import { modelsEvaluated } from '#image/model.js';
import type { Io } from '#io/types.js';
import { lineVerdicts } from '#needs/by-service.js';
import { workspaceNeeds, type WorkspaceNeeds } from '#needs/workspace-needs.js';
import { makePlan } from '#plan/make-plan.js';
import type { ActiveRule } from '#plan/collect.js';
import type { Rule } from '#rule/types.js';
import type { PlanInput } from '#plan/state.js';
import { IDLE_RULE } from '#plan/suppressions/idle-rule.js';
import { idleIgnores } from '#plan/suppressions/idle-ignores.js';
import type { Ignore } from '#plan/suppressions/types.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan, PlannedService } from '#plan/types.js';
import type { Service, Services } from '#services/service.js';
import type { Sets } from '#sizes/proof/sets.js';
import { keepScanned } from '#python/ahead/ahead.js';
import { workspaceModel } from '#services/workspace-model.js';
import { configFolder, idleKeeps, needOptions, readWorkspace, setsFor, treeOf } from './run-discover.js';
import type { Config, RunOptions, RunResult } from './run-types.js';

/** The story of a run, up to the plan: discover -> read -> model (`run-discover.ts`) -> rules -> plan. Writes nothing. */
export async function run(options: RunOptions, io: Io): Promise<RunResult> {
  const start = performance.now();
  const tree = treeOf(options, io);
  const { plan, hashes, verdicts, savings, idleKeeps, idleIgnores } = await planTree(tree, options, io);
  keepScanned(tree);
  return {
    plan,
    verdicts,
    savings,
    idleKeeps,
    idleIgnores,
    workspace: { root: tree.root, gitRoot: tree.git?.root ?? null, prefix: tree.git?.prefix ?? '', gitTrouble: tree.gitTrouble ?? null },
    rules: options.rules,
    hashes,
    ignored: async (paths) => ignored(io, tree, paths),
    dirty: async (paths) => uncommitted(io, tree, paths),
    milliseconds: performance.now() - start,
  };
}

/** The same as {@link run} from a list of files on, wherever it comes from. */
export async function planTree(tree: FileTree, options: RunOptions, io: Io): Promise<Pick<RunResult, 'plan' | 'hashes' | 'verdicts' | 'savings' | 'idleKeeps' | 'idleIgnores'>> {
  const evaluatedBefore = modelsEvaluated();
  const { loaded, services } = await readWorkspace(tree, options, io);

  const sets = await setsFor(options);
  const asked = await needOptions(options, loaded.snapshot, sets);
  options.progress?.('planning');
  const { uses, images } = workspaceModel(loaded.snapshot);
  const needs = (): WorkspaceNeeds => workspaceNeeds(loaded.snapshot, asked);
  const ignores = ignoresOf(tree, options.config);
  const input = {
    snapshot: loaded.snapshot,
    rules: activeRules(options),
    ruleNames: new Set<string>(options.rules.map(({ meta }) => meta.name)),
    ignores,
    choice: { safety: options.safety, only: options.only, skip: [...options.skip, ...idleRuleOff(options)], paths: options.paths, services: options.services },
    source: { subjects: subjectsWith(asked, options.stats), edit: () => edit, users: documentUsers(loaded.snapshot, uses, services), runs: composeUsers(services) },
    untouchable: loaded.untouchable,
    modelsEvaluated: () => modelsEvaluated() - evaluatedBefore,
    skipped: loaded.skipped,
    images: images.images.length,
    services: services.services.map(plannedService),
  };
  const plan = sets ? await proved(input, services, sets) : makePlan({ ...input, refuted: new Map() });
  return { plan, hashes: loaded.hashes, savings: once(() => savingsWith(plan, input, services, options)), verdicts: () => lineVerdicts(services, needs()), idleKeeps: () => idleKeeps(options.config, services, needs), idleIgnores: () => idleIgnores(ignores, plan, { ...input.choice, skip: options.skip }) };
}

/** What the engine says of suppressions has a name like a rule's, and can be turned off as one. */
function idleRuleOff({ config }: RunOptions): readonly string[] {
  const { name } = IDLE_RULE.meta;
  return config?.rules.get(name)?.on === false ? [name] : [];
}

/** Their paths as the workspace has them. */
function ignoresOf(tree: FileTree, config: Config | null): readonly Ignore[] {
  if (!config || config.ignore.length === 0) return [];
  const { inside } = configFolder(tree, config);
  return config.ignore.map((one) => ({ ...one, path: one.path === '' ? inside.slice(0, -1) : inside + one.path }));
}

/** Worked out when it is asked for first. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
}

async function savingsWith(plan: Plan, input: Pick<PlanInput, 'snapshot' | 'source'>, { services }: Services, { sizes }: Pick<RunOptions, 'sizes'>): Promise<PlanSavings | null> {
  if (!sizes) return null;
  const { savingsOf } = await import('#plan/savings/savings.js');
  return savingsOf(plan, input, services, sizes);
}

/** The plan with what a resolver says about its fixes. */
async function proved(input: Omit<PlanInput, 'refuted'>, { services }: Services, sets: Sets): Promise<Plan> {
  const { provedPlan } = await import('#plan/proof/proved-plan.js');
  const { byEnvironment, requestsOf } = await import('#sizes/request/requests.js');
  return provedPlan(input, {
    requestsOf: (image, snapshot) => byEnvironment(requestsOf(image, snapshot)),
    sets,
    nameOf: ({ id }) => services.flatMap(({ name, images }) => (images.some(({ build }) => build.id === id) ? name : [])).join(', ') || id,
  });
}

function plannedService({ name, folder, images: [image] }: Service): PlannedService {
  return { name, path: folder, dockerfile: image?.build.dockerfile ?? null };
}

function activeRules({ rules, config }: RunOptions): readonly ActiveRule[] {
  return rules.flatMap((rule: Rule) => {
    const setting = config?.rules.get(rule.meta.name);
    if (setting?.on === false) return [];
    return [{ rule, options: setting?.options ?? rule.meta.options?.defaults }];
  });
}

