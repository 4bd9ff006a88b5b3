import type { Place } from '#answer/answer.js';
import { type FoundBuilds, MOST_BUILDS, NOTHING, uniqueBuilds } from './found-builds.js';
import { field, inherited, type Job, loadPipeline, type Pipeline } from './gitlab/pipeline.js';
import { scriptOf } from './gitlab/script.js';
import { shellBuilds } from './shell/builds.js';
import { mayBuild } from './shell/may-build.js';
import { expandValue } from './shell/text.js';
import { textVariable, type Variable, type Variables, unknownVariable } from './shell/variables.js';
import type { Circumstance, CommandFile, ReadText } from './types.js';
import { inWorkspace, type WorkspaceFiles, workspaceFiles } from './workspace-folder.js';
import { yamlAt, yamlEntries, yamlEntry, yamlItems, yamlText, type YamlNode } from './yaml.js';

/** Levels of variables in variables. */
const MAX_DEPTH = 11;
const MAX_COMBINATIONS = 200;

export function isGitlabFile(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]+)?\.gitlab-ci\.ya?ml$/.test(path);
}

/**
 * The builds in the scripts of a `.gitlab-ci.yml` and of the local files that it includes: `extends`,
 * `!reference`, `variables`, `parallel: matrix`. A mention of an included file has its path. `paths`: all files of the workspace.
 */
export function readGitlab(path: string, text: string, readText: ReadText, paths: readonly string[]): CommandFile {
  const problems: { at: Place; reason: string }[] = [];
  const pipeline = loadPipeline(path, text, readText, problems);
  const files = workspaceFiles(paths);
  const found: FoundBuilds[] = [];
  let told = 0;
  for (const job of pipeline.jobs.values()) {
    if (job.name.startsWith('.') || told > MOST_BUILDS) continue;
    for (const one of jobBuilds(pipeline, job, files)) {
      told += one.mentions.length + one.calls.length;
      found.push(one);
    }
  }
  const builds = uniqueBuilds(found);
  return { path, services: [], ...builds, problems: [...problems, ...builds.problems] };
}

function jobBuilds(pipeline: Pipeline, job: Job, files: WorkspaceFiles): readonly FoundBuilds[] {
  const script = scriptOf(pipeline, job);
  const cut = script.cut ? [{ ...NOTHING, problems: [{ at: { path: job.part.path, line: job.line }, reason: `the script of ${job.name} is too long once its references are followed: its end is left out` }] }] : [];
  if (!mayBuild(script.text, false)) return cut;
  const circumstances = circumstancesOf(pipeline, job);
  const found = combinationsOf(field(pipeline, job, 'parallel')).map((combination) =>
    shellBuilds({
      source: 'gitlab',
      path: job.part.path,
      text: script.text,
      lineOf: (offset) => script.placeOf(offset).line,
      placeOf: script.placeOf,
      folders: [inWorkspace('')],
      variables: variablesOf(pipeline, job, combination),
      self: null,
      files,
      name: job.name,
      circumstances,
    }),
  );
  return [...found, ...cut];
}

/** `parallel: matrix:` is a list of products. */
function combinationsOf(parallel: YamlNode | null): readonly ReadonlyMap<string, string>[] {
  const found: ReadonlyMap<string, string>[] = [];
  for (const block of yamlItems(yamlAt(parallel, 'matrix'))) {
    let product: ReadonlyMap<string, string>[] = [new Map()];
    for (const { key, value } of yamlEntries(block)) {
      const values = value.kind === 'list' ? value.items.flatMap((item) => yamlText(item) ?? []) : [yamlText(value) ?? ''];
      product = product.flatMap((one) => values.map((text) => new Map([...one, [key, text]]))).slice(0, MAX_COMBINATIONS);
    }
    found.push(...product);
  }
  return found.length === 0 ? [new Map()] : found.slice(0, MAX_COMBINATIONS);
}

function variablesOf(pipeline: Pipeline, job: Job, combination: ReadonlyMap<string, string>): Variables {
  const written = (name: string): string | null => {
    const given = combination.get(name);
    if (given !== undefined) return given;
    const global = pipeline.parts.map(({ root }) => yamlAt(root, 'variables', name)).find((one) => one !== null) ?? null;
    const node = inherited(pipeline, job, 'variables', name) ?? global;
    return yamlText(node) ?? yamlText(yamlAt(node, 'value'));
  };
  const lookup = (name: string, depth: number): Variable | undefined => {
    if (name === 'CI_PROJECT_DIR') return textVariable(inWorkspace(''));
    if (name === 'CI_JOB_NAME') return textVariable(job.name);
    const text = written(name);
    if (text === null) return undefined;
    if (depth > MAX_DEPTH) return unknownVariable(`the variable ${name}, which names itself`);
    // GitLab fills `$OTHER` in a variable in; quotes stand for themselves.
    const plain = text.replaceAll(/[\\'"`]|\$\(/g, (char) => `\\${char}`);
    const filled = expandValue(plain, {
      variable: (inner) => lookup(inner, depth + 1) ?? { kind: 'unknown', reason: `the variable ${inner}, which nothing here sets`, unset: true },
      output: () => unknownVariable('the output of a command'),
    });
    return filled.value === null ? unknownVariable(filled.reason) : textVariable(filled.value);
  };
  return (name) => lookup(name, 0);
}

function circumstancesOf(pipeline: Pipeline, job: Job): readonly Circumstance[] {
  const { path } = job.part;
  const found: Circumstance[] = [
    { kind: 'file', text: path, at: { path, line: 1 } },
    { kind: 'job', text: job.name, at: { path, line: job.line } },
  ];
  const stage = field(pipeline, job, 'stage');
  if (stage?.kind === 'scalar') found.push({ kind: 'stage', text: stage.text, at: { path, line: stage.line } });
  const environment = yamlText(yamlAt(job.node, 'environment')) ?? yamlText(yamlAt(job.node, 'environment', 'name'));
  if (environment !== null) found.push({ kind: 'environment', text: environment, at: { path, line: yamlEntry(job.node, 'environment')?.line ?? job.line } });
  return found;
}
