import type { Place } from '#answer/answer.js';
import { folderOf } from '#text/paths.js';
import { read } from '#text/read.js';
import { actionBuild, inputOf, listOf, mayActionBuild } from './actions.js';
import { invocationsOf, listed, type Invocation } from './callers.js';
import { evaluate, type GithubContexts, textOf, truthy } from './expression.js';
import { githubFile, type GithubFile, type JobRun, jobsOf, MOST_RUNS, stepsOf, usedAction, withEnv } from './file.js';
import { fillScript, fillTemplate } from './template.js';
import { contextPath, mentionOf, untold } from '#compose/shell/build-mention.js';
import { type Checkout, checkoutOf, throughCheckouts } from './checkout.js';
import { scalarLines } from '#compose/scalar-lines.js';
import { type FoundBuilds, MOST_BUILDS, NOTHING, uniqueBuilds } from '#compose/found-builds.js';
import { shellBuilds } from '#compose/shell/builds.js';
import { mayBuild, mayHoldBuild } from '#compose/shell/may-build.js';
import type { Circumstance, CommandFile, ComposeCall, ReadText } from '#compose/types.js';
import { textVariable, unknownVariable, type Variables } from '#compose/shell/variables.js';
import { inWorkspace, workspaceFiles, type WorkspaceFiles, workspacePath } from '#compose/workspace-folder.js';
import { yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';

export { isActionFile, isWorkflowFile } from './file.js';

/**
 * The builds of a GitHub workflow or of an `action.yml`: build actions and the commands in `run:`, for
 * every combination of the matrix and every caller in the workspace. `paths`: all files of the workspace.
 */
export function readGithubFile(path: string, text: string, readText: ReadText, paths: readonly string[]): CommandFile {
  const empty = { path, mentions: [], services: [], problems: [], calls: [] };
  if (!mayHoldBuild(text) && !ACTION.test(text)) return empty;
  const loaded = githubFile(path, text, readText);
  if (!loaded.ok) return { ...empty, problems: [{ at: { path, line: loaded.line ?? 1 }, reason: loaded.reason }] };
  const file = loaded.value;
  const files = workspaceFiles(paths);
  const found = [ownDockerfile(file, files)];
  if (!stepsOf(file).some(mayStepBuild)) return { ...empty, ...uniqueBuilds(found) };
  let told = 0;
  let runs = 0;
  for (const invocation of invocationsOf(file, readText, paths)) {
    for (const job of jobsOf(file, invocation.inputs, (node) => file.kind === 'action' || yamlItems(yamlAt(node, 'steps')).some(mayStepBuild))) {
      if (told > MOST_BUILDS || ++runs > MOST_RUNS) break;
      const one = jobBuilds({ file, files, job, invocation });
      told += one.mentions.length + one.calls.length;
      found.push(one);
    }
  }
  if (runs > MOST_RUNS) found.push({ ...NOTHING, problems: [{ at: { path, line: 1 }, reason: `more than ${MOST_RUNS} combinations of jobs in one file: the others are left out` }] });
  return { ...empty, ...uniqueBuilds(found) };
}

/** Actions that build, and say nothing of it in the words of a shell. */
const ACTION = /build-push|push-to-ghcr/i;
const BAKE_ACTION = /(?:^|\/)bake-action$/;

function mayStepBuild(step: YamlNode): boolean {
  const uses = usedAction(step);
  if (uses) return BAKE_ACTION.test(uses.name) || mayActionBuild(uses.name, step);
  const run = yamlText(yamlAt(step, 'run'));
  return run !== null && mayBuild(run, false);
}

interface JobScene {
  readonly file: GithubFile;
  readonly files: WorkspaceFiles;
  readonly job: JobRun;
  readonly invocation: Invocation;
}

interface StepScene extends JobScene {
  readonly step: YamlNode;
  readonly contexts: GithubContexts;
  readonly checkouts: readonly Checkout[];
  readonly circumstances: readonly Circumstance[];
}

/** `runs: {using: docker, image: Dockerfile}`: GitHub builds it in the folder of the action. */
function ownDockerfile({ path, root, kind }: GithubFile, files: WorkspaceFiles): FoundBuilds {
  const image = yamlEntries(yamlAt(root, 'runs')).find(({ key }) => key === 'image');
  const name = yamlText(image?.value);
  if (kind !== 'action' || !image || name === null || name.startsWith('docker://')) return NOTHING;
  const at = { path, line: image.line };
  const plain = (value: string) => ({ value, reason: '', text: value, several: false });
  const command = { kind: 'build', tool: 'action', context: plain('.'), file: plain(name), fileFrom: 'folder', defaults: [], target: null, args: [], tags: [], platforms: [], contexts: [], push: false, load: false, untold: [], output: null } as const;
  const circumstances = [{ kind: 'file', text: path, at }];
  return { ...NOTHING, mentions: [mentionOf(command, { source: 'github', at, name: yamlText(yamlAt(root, 'name')), folder: inWorkspace(folderOf(path)), files, circumstances })] };
}

function jobBuilds(scene: JobScene): FoundBuilds {
  const { job, file } = scene;
  const steps = yamlItems(yamlAt(job.node, 'steps'));
  const checkouts: Checkout[] = [];
  const found: FoundBuilds[] = [];
  for (const step of steps) {
    const contexts = withEnv(job.contexts, yamlAt(step, 'env'));
    const uses = usedAction(step);
    if (uses?.name === 'actions/checkout') checkouts.push(checkoutOf(step, contexts));
    if (isSkipped(step, contexts, scene.invocation)) continue;
    const circumstances = circumstancesOf(scene, step, contexts);
    found.push(stepBuilds({ ...scene, step, contexts, checkouts, circumstances }, uses));
  }
  const mentions = found.flatMap((one) => one.mentions);
  const problems = found.flatMap((one) => one.problems);
  // What a matrix leaves open matters where something is built.
  if (job.problem !== null && mentions.length > 0) problems.push({ at: { path: file.path, line: job.node.line }, reason: `job ${job.id ?? ''}: ${job.problem}` });
  return { mentions, calls: found.flatMap((one) => one.calls), problems };
}

/** `if:` that this combination or a caller's inputs make false; a default may be overridden by hand. */
function isSkipped(step: YamlNode, contexts: GithubContexts, { called }: Invocation): boolean {
  const condition = yamlText(yamlAt(step, 'if'));
  if (condition === null || (!called && /\b(?:inputs|env)\b/.test(condition))) return false;
  const inner = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  if (inner.includes('${{')) return false;
  const { value } = evaluate(inner, contexts);
  return value !== undefined && !truthy(value);
}

function stepBuilds(scene: StepScene, uses: { readonly name: string; readonly line: number } | null): FoundBuilds {
  const { step, contexts, file, files, job, circumstances } = scene;
  if (uses) {
    const at = { path: file.path, line: uses.line };
    if (BAKE_ACTION.test(uses.name)) return { ...NOTHING, calls: [bakeCall(step, contexts, at)] };
    const command = actionBuild(uses.name, step, contexts);
    if (!command) return NOTHING;
    const mention = mentionOf(command, { source: 'github', at, name: job.id, folder: inWorkspace(''), files, circumstances });
    return { ...NOTHING, mentions: [throughCheckouts(mention, scene.checkouts, files)] };
  }
  const run = yamlAt(step, 'run');
  if (run?.kind !== 'scalar') return NOTHING;
  const script = fillScript(run.text, contexts);
  const found = shellBuilds({
    source: 'github',
    path: file.path,
    text: script.text,
    lineOf: scalarLines(run, script.text, file.text),
    folders: [workingFolder(scene)],
    variables: shellVariables(scene, script.placeholders.variables),
    placeholders: script.placeholders,
    self: null,
    files,
    name: job.id,
    circumstances,
  });
  return { ...found, mentions: found.mentions.map((mention) => throughCheckouts(mention, scene.checkouts, files)) };
}

/** `working-directory` of the step, else the default of the job, else that of the workflow. */
function workingFolder({ step, job, file, contexts }: StepScene): string | null {
  const written = [yamlAt(step, 'working-directory'), yamlAt(job.node, 'defaults', 'run', 'working-directory'), yamlAt(file.root, 'defaults', 'run', 'working-directory')];
  const text = written.map(yamlText).find((one) => one !== null) ?? null;
  if (text === null) return inWorkspace('');
  const { value } = fillTemplate(text, contexts);
  if (value === null) return null;
  const folder = workspacePath(inWorkspace(''), value);
  return folder.ok ? inWorkspace(folder.value) : value;
}

/** The environment of a shell: what `env:` gives, and where the workspace lies. */
function shellVariables({ contexts, file }: StepScene, templates: Variables): Variables {
  return (name) => {
    const template = templates(name);
    if (template) return template;
    if (name === 'GITHUB_WORKSPACE') return textVariable(inWorkspace(''));
    if (name === 'GITHUB_ACTION_PATH' && file.kind === 'action') return textVariable(inWorkspace(folderOf(file.path)));
    const { value, reason } = contexts(['env', name]);
    if (value !== undefined) return textVariable(textOf(value));
    return reason.includes(`env.${name}`) ? undefined : unknownVariable(reason);
  };
}

function bakeCall(step: YamlNode, contexts: GithubContexts, at: Place): ComposeCall {
  const inputs = yamlAt(step, 'with');
  const source = inputOf(inputs, ['workdir', 'source'], contexts);
  const inDefault = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/.exec(source?.value ?? '');
  const folder = !source || source.value === '' ? read('') : inDefault ? workspacePath(inWorkspace(''), inDefault[1] ?? '.') : contextPath(source, inWorkspace(''));
  const base = folder.ok ? inWorkspace(folder.value) : null;
  return {
    kind: 'bake',
    at,
    text: usedAction(step)?.name ?? '',
    files: listOf(inputOf(inputs, ['files'], contexts), contexts, true).map((field) => (field.value === null ? untold('file', field) : workspacePath(base, field.value))),
    folder,
    profiles: [],
    command: null,
    names: listOf(inputOf(inputs, ['targets'], contexts), contexts, true).map(({ value, text }) => value ?? text),
  };
}

function circumstancesOf({ file, job, invocation }: JobScene, step: YamlNode, contexts: GithubContexts): readonly Circumstance[] {
  const { path, root } = file;
  const found: Circumstance[] = [{ kind: 'file', text: path, at: { path, line: 1 } }];
  const name = yamlText(yamlAt(root, 'name'));
  if (name !== null) found.push({ kind: 'workflow', text: name, at: { path, line: yamlAt(root, 'name')?.line ?? 1 } });
  for (const event of file.kind === 'workflow' ? listed(yamlAt(root, 'on')) : []) found.push({ kind: 'event', text: event, at: { path, line: yamlAt(root, 'on')?.line ?? 1 } });
  if (job.id !== null) found.push({ kind: 'job', text: job.id, at: { path, line: job.node.line } });
  const title = yamlText(yamlAt(step, 'name'));
  if (title !== null) {
    const { value } = fillTemplate(title, contexts);
    found.push({ kind: 'step', text: value ?? title, at: { path, line: step.line } });
  }
  const matrix = [...job.combination].flatMap(([key, { value }]) => (value === undefined || key === '' ? [] : [`${key}=${textOf(value)}`]));
  if (matrix.length > 0) found.push({ kind: 'matrix', text: matrix.join(', '), at: { path, line: job.node.line } });
  return [...found, ...invocation.circumstances];
}
