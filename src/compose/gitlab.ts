import type { Place } from '#answer/answer.js';
import { resolvePath } from '#text/paths.js';
import { lineTable, lineAt } from '#text/lines.js';
import { scalarLines } from './scalar-lines.js';
import { uniqueBuilds } from './found-builds.js';
import { shellBuilds } from '#compose/shell/builds.js';
import type { CommandFile, Circumstance, ReadText } from './types.js';
import { textVariable, type Variable, unknownVariable, type Variables } from '#compose/shell/variables.js';
import { expandValue } from '#compose/shell/text.js';
import { inWorkspace, workspaceFiles } from './workspace-folder.js';
import { readYamlDocuments, yamlAt, yamlEntries, yamlEntry, yamlItems, yamlText, type YamlMap, type YamlNode, type YamlScalar } from './yaml.js';

export function isGitlabFile(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]+)?\.gitlab-ci\.ya?ml$/.test(path);
}

/** Top-level keys that are no jobs (docs.gitlab.com/ci/yaml). */
const KEYWORDS = new Set(['default', 'include', 'stages', 'variables', 'workflow', 'spec', 'image', 'services', 'cache', 'before_script', 'after_script', 'types']);
const MAX_FILES = 50;
const MAX_DEPTH = 11;
const MAX_COMBINATIONS = 200;

interface Part {
  readonly path: string;
  readonly text: string;
  readonly root: YamlMap;
}

/** A job or a hidden one, with the file that it stands in. */
interface Job {
  readonly name: string;
  readonly part: Part;
  readonly node: YamlNode;
  readonly line: number;
}

interface Pipeline {
  readonly parts: readonly Part[];
  readonly jobs: ReadonlyMap<string, Job>;
  /** The file that a script's text stands in: a job may take it from another. */
  readonly owners: ReadonlyMap<YamlNode, Part>;
}

/**
 * The builds in the scripts of a `.gitlab-ci.yml` and of the local files that it includes: `extends`,
 * `!reference`, `variables`, `parallel: matrix`. A mention of an included file has its path. `paths`: all files of the workspace.
 */
export function readGitlab(path: string, text: string, readText: ReadText, paths: readonly string[]): CommandFile {
  const problems: { at: Place; reason: string }[] = [];
  const parts = load(path, text, readText, problems);
  const jobs = new Map<string, Job>();
  for (const part of parts.toReversed()) {
    for (const { key, value, line } of yamlEntries(part.root)) if (value.kind === 'map' && !KEYWORDS.has(key)) jobs.set(key, { name: key, part, node: value, line });
  }
  const pipeline: Pipeline = { parts, jobs, owners: ownersOf(parts) };
  const files = workspaceFiles(paths);
  const found = [...jobs.values()].filter(({ name }) => !name.startsWith('.')).flatMap((job) => {
    const script = scriptOf(pipeline, job);
    if (script.text.trim() === '') return [];
    return combinationsOf(field(pipeline, job, 'parallel')).map((combination) =>
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
        circumstances: circumstancesOf(pipeline, job),
      }),
    );
  });
  const builds = uniqueBuilds(found);
  return { path, services: [], ...builds, problems: [...problems, ...builds.problems] };
}

function load(path: string, text: string, readText: ReadText, problems: { at: Place; reason: string }[]): readonly Part[] {
  const parts: Part[] = [];
  const queue = [{ path, text }];
  const seen = new Set([path]);
  for (const file of queue) {
    for (const document of readYamlDocuments(file.text)) {
      if (!document.ok) problems.push({ at: { path: file.path, line: document.line ?? 1 }, reason: document.reason });
      const root = document.ok ? document.value.root : null;
      if (root?.kind !== 'map') continue;
      parts.push({ ...file, root });
      for (const name of includesOf(yamlAt(root, 'include'))) {
        const target = name.includes('$') || name.includes('*') ? null : resolvePath('', name);
        const included = target === null || seen.has(target) || seen.size >= MAX_FILES ? null : readText(target);
        if (target === null || included === null) continue;
        seen.add(target);
        queue.push({ path: target, text: included });
      }
    }
  }
  return parts;
}

function ownersOf(parts: readonly Part[]): ReadonlyMap<YamlNode, Part> {
  const owners = new Map<YamlNode, Part>();
  for (const part of parts) {
    const queue: YamlNode[] = [part.root];
    for (const node of queue) {
      // What an alias repeats is one node.
      if (owners.has(node)) continue;
      owners.set(node, part);
      if (node.kind !== 'scalar') queue.push(...(node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items));
    }
  }
  return owners;
}

function includesOf(node: YamlNode | null): readonly string[] {
  if (node?.kind === 'list') return yamlItems(node).flatMap(includesOf);
  const text = node?.kind === 'scalar' ? yamlText(node) : yamlText(yamlAt(node, 'local'));
  return text === null || /^https?:/.test(text) ? [] : [text];
}

/** A key of a job: its own, else that of the last of its `extends` that has it, else that of `default`. */
function field({ jobs, parts }: Pipeline, job: Job, key: string): YamlNode | null {
  return inherited(jobs, job, key, 0) ?? parts.map(({ root }) => yamlAt(root, 'default', key) ?? (KEYWORDS.has(key) ? yamlAt(root, key) : null)).find((one) => one !== null) ?? null;
}

function inherited(jobs: Pipeline['jobs'], { node }: Job, key: string, depth: number): YamlNode | null {
  const own = yamlAt(node, key);
  if (own || depth > MAX_DEPTH) return own;
  for (const name of extendsOf(node).toReversed()) {
    const base = jobs.get(name);
    const found = base ? inherited(jobs, base, key, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function extendsOf(node: YamlNode): readonly string[] {
  const value = yamlAt(node, 'extends');
  return value?.kind === 'list' ? yamlItems(value).flatMap((item) => yamlText(item) ?? []) : (yamlText(value) === null ? [] : [yamlText(value) ?? '']);
}

interface Script {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
}

/** `before_script` and `script` run in one shell; each entry keeps its own lines. */
function scriptOf(pipeline: Pipeline, job: Job): Script {
  const entries = [...scalarsOf(pipeline, field(pipeline, job, 'before_script'), 0), ...scalarsOf(pipeline, field(pipeline, job, 'script'), 0), ...scalarsOf(pipeline, inherited(pipeline.jobs, job, 'after_script', 0), 0)];
  const texts = entries.map(({ text }) => text.trimEnd());
  const starts: number[] = [];
  texts.reduce((at, text) => {
    starts.push(at);
    return at + text.length + 1;
  }, 0);
  const owners = entries.map((scalar) => pipeline.owners.get(scalar) ?? job.part);
  const lines = entries.map((scalar, index) => scalarLines(scalar, texts[index] ?? '', (owners[index] ?? job.part).text));
  return {
    text: texts.join('\n'),
    placeOf: (offset) => {
      const index = Math.max(0, starts.findLastIndex((start) => start <= offset));
      return { path: (owners[index] ?? job.part).path, line: lines[index]?.(offset - (starts[index] ?? 0)) ?? job.line };
    },
  };
}

function scalarsOf(pipeline: Pipeline, node: YamlNode | null, depth: number): readonly YamlScalar[] {
  if (!node || depth > MAX_DEPTH) return [];
  if (node.kind === 'scalar') return node.type === 'null' ? [] : [node];
  if (node.kind !== 'list') return [];
  if (node.tag !== '!reference') return node.items.flatMap((item) => scalarsOf(pipeline, item, depth + 1));
  const [name, ...keys] = node.items.flatMap((item) => yamlText(item) ?? []);
  const job = pipeline.jobs.get(name ?? '');
  const target = job ? (inherited(pipeline.jobs, job, keys[0] ?? '', 0) ?? null) : null;
  return scalarsOf(pipeline, keys.length > 1 ? yamlAt(target, ...keys.slice(1)) : target, depth + 1);
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
    const node = ownVariable(pipeline.jobs, job, name, 0) ?? global;
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

/** Variables are merged key by key over `extends`. */
function ownVariable(jobs: Pipeline['jobs'], { node }: Job, name: string, depth: number): YamlNode | null {
  const own = yamlAt(node, 'variables', name);
  if (own || depth > MAX_DEPTH) return own;
  for (const base of extendsOf(node).toReversed()) {
    const job = jobs.get(base);
    const found = job ? ownVariable(jobs, job, name, depth + 1) : null;
    if (found) return found;
  }
  return null;
}

function circumstancesOf(pipeline: Pipeline, job: Job): readonly Circumstance[] {
  const { path, text } = job.part;
  const found: Circumstance[] = [
    { kind: 'file', text: path, at: { path, line: lineAt(lineTable(text), 0) } },
    { kind: 'job', text: job.name, at: { path, line: job.line } },
  ];
  const stage = field(pipeline, job, 'stage');
  if (stage?.kind === 'scalar') found.push({ kind: 'stage', text: stage.text, at: { path, line: stage.line } });
  const environment = yamlText(yamlAt(job.node, 'environment')) ?? yamlText(yamlAt(job.node, 'environment', 'name'));
  if (environment !== null) found.push({ kind: 'environment', text: environment, at: { path, line: yamlEntry(job.node, 'environment')?.line ?? job.line } });
  return found;
}
