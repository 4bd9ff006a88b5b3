import { edit } from '#rule/edit.js';
import { subjectsWith, workspaceModel } from '#rule/subjects.js';
import { composeUsers, documentUsers } from '#rule/users.js';
import { ignored, uncommitted } from '#files/git-state.js';
import { loadAlso, loadWorkspace, type Loaded } from '#files/load.js';
import type { Snapshot } from '#files/snapshot.js';
import { openTree, type FileTree } from '#files/tree.js';
import { modelsEvaluated } from '#image/model.js';
import type { Io } from '#io/types.js';
import { lineVerdicts, needsByService } from '#needs/by-service.js';
import { keepsNothing } from '#needs/keeps.js';
import { workspaceNeeds, type NeedOptions, type WorkspaceNeeds } from '#needs/workspace-needs.js';
import { scanAhead } from '#python/ahead/ahead.js';
import { makePlan } from '#plan/make-plan.js';
import type { ActiveRule } from '#plan/collect.js';
import type { Rule } from '#rule/types.js';
import type { PlanInput } from '#plan/state.js';
import { IDLE_RULE } from '#plan/suppressions/idle-rule.js';
import { idleIgnores } from '#plan/suppressions/idle-ignores.js';
import type { Ignore } from '#plan/suppressions/types.js';
import type { PlanSavings } from '#plan/savings/types.js';
import type { Plan, PlannedService } from '#plan/types.js';
import type { BuildFile } from '#compose/types.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import { readBuildFiles } from '#services/build-files.js';
import { dockerfilesToRead } from '#services/build-places.js';
import { namedFiles } from '#services/file-uses.js';
import type { PurposeOverride } from '#services/purpose.js';
import type { Service, Services } from '#services/service.js';
import type { Sets } from '#sizes/proof/sets.js';
import { understandingOf, type Understanding } from '#services/understanding.js';
import { workspaceServices } from '#services/workspace-services.js';
import { baseName, folderOf } from '#text/paths.js';
import type { Read } from '#text/read.js';
import type { Config, ConfiguredKeep, RunOptions, RunResult } from './run-types.js';

/** The story of a run, up to the plan: discover -> read -> model -> rules -> plan. Writes nothing. */
export async function run(options: RunOptions, io: Io): Promise<RunResult> {
  const start = performance.now();
  const tree = await treeOf(options, io);
  const { plan, hashes, verdicts, savings, idleKeeps, idleIgnores } = await planTree(tree, options, io);
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

/** The files of the workspace; its code is read by workers meanwhile. */
async function treeOf({ root, workers, progress }: Pick<RunOptions, 'root' | 'workers' | 'progress'>, io: Io): Promise<FileTree> {
  progress?.('looking for files');
  const tree = await openTree(io, root);
  if (workers) scanAhead(tree, workers);
  return tree;
}

/** What `services` and `image` show: the story up to the model. */
export interface Discovery {
  readonly services: Services;
  /** What a build produces, or why that cannot be told. */
  imageOf(build: Build): Read<ImageModel>;
  /** One for each build that can be made as it is told, and for the stages that no build needs. */
  images(): readonly ImageModel[];
  understanding(): Understanding;
  /** What each image needs; worked out when it is asked for. */
  needs(): WorkspaceNeeds;
  /** Keeps of the configuration that speak of nothing that is asked for. */
  idleKeeps(): readonly ConfiguredKeep[];
  /** Every document, for what is worked out of them behind the model. */
  readonly snapshot: Snapshot;
  readonly skipped: Loaded['skipped'];
}

export async function discover(options: Pick<RunOptions, 'root' | 'config' | 'metadata' | 'resolver' | 'progress' | 'workers'>, io: Io): Promise<Discovery> {
  const tree = await treeOf(options, io);
  const { loaded, services } = await readWorkspace(tree, options, io);
  const { images } = workspaceModel(loaded.snapshot);
  const asked = await needOptions(options, loaded.snapshot, await setsFor(options));
  const needs = (): WorkspaceNeeds => {
    options.progress?.('reading code');
    return workspaceNeeds(loaded.snapshot, asked);
  };
  return {
    services,
    needs,
    idleKeeps: () => idleKeeps(options.config, services, needs),
    imageOf: (build) => images.imageOf(build),
    images: () => [...images.images, ...images.besides],
    understanding: () => understandingOf(services, [...images.images, ...images.besides]),
    snapshot: loaded.snapshot,
    skipped: loaded.skipped,
  };
}

interface ReadWorkspace {
  readonly loaded: Loaded;
  readonly services: Services;
}

/** Every document, and who is made of them. */
async function readWorkspace(tree: FileTree, { config, progress }: Pick<RunOptions, 'config' | 'progress'>, io: Io): Promise<ReadWorkspace> {
  progress?.('reading documents');
  const loaded = readNamed(io, loadWorkspace(io, tree, { selects: await selection(io, tree, config) }));
  return { loaded, services: workspaceServices(loaded.snapshot, await purposes(io, tree, config)) };
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

/** What is known from outside the repository. Made once for a run: verdicts are kept by it. */
async function needOptions({ config, metadata }: Pick<RunOptions, 'config' | 'metadata'>, snapshot: Snapshot, sets: Sets | null): Promise<NeedOptions> {
  const told = { keep: config?.keep ?? [], metadata: metadata ?? null };
  if (!sets) return told;
  const { resolvedEdges } = await import('#sizes/proof/resolved-edges.js');
  return { ...told, resolved: await resolvedEdges(snapshot, sets) };
}

/** What the run's resolver says, each set of requirements asked once; null: there is none. */
async function setsFor({ resolver, progress }: Pick<RunOptions, 'resolver' | 'progress'>): Promise<Sets | null> {
  if (!resolver) return null;
  const { setsOf } = await import('#sizes/proof/sets.js');
  return setsOf(resolver, (line) => progress?.(line));
}

function idleKeeps(config: Config | null, services: Services, needs: () => WorkspaceNeeds): readonly ConfiguredKeep[] {
  if (!config || config.keep.length === 0) return [];
  return keepsNothing(config.keep, needsByService(services, needs(), true).told);
}

function plannedService({ name, folder, images: [image] }: Service): PlannedService {
  return { name, path: folder, dockerfile: image?.build.dockerfile ?? null };
}

/** Builds name Dockerfiles, and Dockerfiles requirements files, by any name: those are read too, with what they include. */
function readNamed(io: Io, loaded: Loaded): Loaded {
  const buildFiles = readBuildFiles(loaded.snapshot);
  const mentions = buildFiles.flatMap((file) => file.mentions);
  const withCompose = loadAlso(io, loaded, composeFilesOf(buildFiles), 'compose');
  const withDockerfiles = loadAlso(io, withCompose, dockerfilesToRead(loaded.snapshot, mentions), 'dockerfile');
  const { uses } = workspaceModel(withDockerfiles.snapshot);
  return loadAlso(io, withDockerfiles, namedFiles(uses));
}

/** Every file that says something of a compose service, whatever it is called. */
function composeFilesOf(files: readonly BuildFile[]): readonly string[] {
  return [...new Set(files.flatMap(({ services }) => services.flatMap(({ at, project, memory, healthcheck }) => [at.path, ...project.files, ...memory.map((one) => one.at.path), ...(healthcheck ? [healthcheck.at.path] : [])])))];
}

/** What the configuration says images are for: by a service's name, or a glob of Dockerfiles. */
async function purposes(io: Io, tree: FileTree, config: Config | null): Promise<PurposeOverride | undefined> {
  if (!config || config.services.size === 0) return undefined;
  const { globFiles } = await import('#files/walk.js');
  const { folder, inside } = configFolder(tree, config);
  const rows = [...config.services].map(([name, { purpose }]) => ({
    name,
    purpose,
    paths: new Set(/[*?/[]/.test(name) ? globFiles(io, folder, [name]).map((path) => inside + path) : []),
  }));
  return ({ dockerfile, readFrom }) => {
    const names = [...readFrom.map(({ name }) => name), baseName(folderOf(dockerfile))];
    return rows.find(({ name, paths }) => names.includes(name) || paths.has(dockerfile))?.purpose ?? null;
  };
}

function activeRules({ rules, config }: RunOptions): readonly ActiveRule[] {
  return rules.flatMap((rule: Rule) => {
    const setting = config?.rules.get(rule.meta.name);
    if (setting?.on === false) return [];
    return [{ rule, options: setting?.options ?? rule.meta.options?.defaults }];
  });
}

/** `include` and `exclude` of the configuration, as a question about a path. */
async function selection(io: Io, tree: FileTree, config: Config | null): Promise<(path: string) => boolean | null> {
  if (!config || (config.include.length === 0 && config.exclude.length === 0)) return () => null;
  const { globFiles } = await import('#files/walk.js');
  const { folder, inside } = configFolder(tree, config);
  const find = (patterns: readonly string[]): ReadonlySet<string> => new Set(globFiles(io, folder, patterns).map((path) => inside + path));
  const included = config.include.length === 0 ? null : find(config.include);
  const excluded = find(config.exclude);
  return (path) => {
    if (excluded.has(path)) return false;
    return included === null ? null : included.has(path);
  };
}

/** The configuration's folder, and what has to stand before its paths to make them the workspace's. */
function configFolder(tree: FileTree, { path }: Config): { readonly folder: string; readonly inside: string } {
  const folder = folderOf(path);
  return { folder, inside: folder === tree.root ? '' : `${folder.slice(tree.root.length + 1)}/` };
}
