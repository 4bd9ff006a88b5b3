import { edit } from '#rule/edit.js';
import { subjectsOf, workspaceModel } from '#rule/subjects.js';
import { ignored, uncommitted } from '#files/git-state.js';
import { loadAlso, loadWorkspace, type Loaded } from '#files/load.js';
import { openTree, type FileTree } from '#files/tree.js';
import { modelsEvaluated } from '#image/model.js';
import { nodeIo } from '#io/node.js';
import type { Io } from '#io/types.js';
import { makePlan } from '#plan/make-plan.js';
import type { ActiveRule } from '#plan/collect.js';
import type { Rule } from '#rule/types.js';
import { namedFiles } from '#services/file-uses.js';
import type { Config, RunOptions, RunResult } from './run-types.js';

/** The story of a run, up to the plan: discover -> read -> model -> rules -> plan. Writes nothing. */
export async function run(options: RunOptions, io: Io = nodeIo): Promise<RunResult> {
  const start = performance.now();
  options.progress?.('looking for files');
  const tree = await openTree(io, options.root);
  const { plan, hashes } = await planTree(tree, options, io);
  return {
    plan,
    workspace: { root: tree.root, gitRoot: tree.git?.root ?? null, prefix: tree.git?.prefix ?? '' },
    rules: options.rules,
    hashes,
    ignored: async (paths) => ignored(io, tree, paths),
    dirty: async (paths) => uncommitted(io, tree, paths),
    milliseconds: performance.now() - start,
  };
}

/** The same from a list of files on, wherever it comes from. */
export async function planTree(tree: FileTree, options: RunOptions, io: Io): Promise<Pick<RunResult, 'plan' | 'hashes'>> {
  const evaluatedBefore = modelsEvaluated();
  options.progress?.('reading documents');
  const selects = await selection(io, tree, options.config);
  const loaded = readNamed(io, loadWorkspace(io, tree, { selects }));

  options.progress?.('planning');
  const plan = makePlan({
    snapshot: loaded.snapshot,
    rules: activeRules(options),
    choice: { safety: options.safety, only: options.only, skip: options.skip, paths: options.paths },
    source: { subjects: subjectsOf, edit: () => edit },
    untouchable: loaded.untouchable,
    modelsEvaluated: () => modelsEvaluated() - evaluatedBefore,
    skipped: loaded.skipped,
    images: workspaceModel(loaded.snapshot).models.length,
  });
  return { plan, hashes: loaded.hashes };
}

/** Dockerfiles name requirements files by any name: those are read too, and what they include. */
function readNamed(io: Io, loaded: Loaded): Loaded {
  const { uses } = workspaceModel(loaded.snapshot);
  return loadAlso(io, loaded, namedFiles(uses));
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
  const folder = config.path.slice(0, config.path.lastIndexOf('/'));
  const inside = folder === tree.root ? '' : `${folder.slice(tree.root.length + 1)}/`;
  const find = (patterns: readonly string[]): ReadonlySet<string> => new Set(globFiles(io, folder, patterns).map((path) => inside + path));
  const included = config.include.length === 0 ? null : find(config.include);
  const excluded = find(config.exclude);
  return (path) => {
    if (excluded.has(path)) return false;
    return included === null ? null : included.has(path);
  };
}
