import type { Place } from '#answer/answer.js';
import { resolvePath } from '#text/paths.js';
import type { ReadText } from '#compose/types.js';
import { readYamlDocuments, yamlAt, yamlEntries, yamlItems, yamlText, type YamlMap, type YamlNode } from '#compose/yaml.js';

/** Top-level keys that are no jobs (docs.gitlab.com/ci/yaml). */
const KEYWORDS = new Set(['default', 'include', 'stages', 'variables', 'workflow', 'spec', 'image', 'services', 'cache', 'before_script', 'after_script', 'types']);
const MAX_FILES = 50;
/** Jobs that one extends, through all levels. */
const MAX_LINEAGE = 100;

export interface Part {
  readonly path: string;
  readonly text: string;
  readonly root: YamlMap;
}

/** A job or a hidden one, with the file that it stands in. */
export interface Job {
  readonly name: string;
  readonly part: Part;
  readonly node: YamlNode;
  readonly line: number;
}

export interface Pipeline {
  readonly parts: readonly Part[];
  readonly jobs: ReadonlyMap<string, Job>;
  /** The file that a script's text stands in: a job may take it from another. */
  readonly owners: ReadonlyMap<YamlNode, Part>;
  /** What each job extends, told once. */
  readonly lineages: Map<Job, readonly Job[]>;
}

/** The `.gitlab-ci.yml` with the local files that it includes; what cannot be read is added to `problems`. */
export function loadPipeline(path: string, text: string, readText: ReadText, problems: { at: Place; reason: string }[]): Pipeline {
  const parts = load(path, text, readText, problems);
  const jobs = new Map<string, Job>();
  for (const part of parts.toReversed()) {
    for (const { key, value, line } of yamlEntries(part.root)) if (value.kind === 'map' && !KEYWORDS.has(key)) jobs.set(key, { name: key, part, node: value, line });
  }
  return { parts, jobs, owners: ownersOf(parts), lineages: new Map() };
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
      if (node.kind !== 'scalar') for (const part of node.kind === 'map' ? node.entries.map(({ value }) => value) : node.items) queue.push(part);
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
export function field(pipeline: Pipeline, job: Job, key: string): YamlNode | null {
  return inherited(pipeline, job, key) ?? pipeline.parts.map(({ root }) => yamlAt(root, 'default', key) ?? (KEYWORDS.has(key) ? yamlAt(root, key) : null)).find((one) => one !== null) ?? null;
}

/** What stands behind a path of keys in a job, or in the nearest of those that it extends. */
export function inherited(pipeline: Pipeline, job: Job, ...keys: readonly string[]): YamlNode | null {
  for (const { node } of lineage(pipeline, job)) {
    const found = yamlAt(node, ...keys);
    if (found) return found;
  }
  return null;
}

/** A job and what it extends, the nearest first: of several the last, with all that it extends itself. */
function lineage({ jobs, lineages }: Pipeline, job: Job): readonly Job[] {
  const before = lineages.get(job);
  if (before) return before;
  const found = new Set<Job>();
  const waiting = [job];
  for (let one = waiting.pop(); one; one = waiting.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    for (const name of extendsOf(one.node)) {
      const base = jobs.get(name);
      if (base) waiting.push(base);
    }
    if (found.size > MAX_LINEAGE) break;
  }
  const made = [...found];
  lineages.set(job, made);
  return made;
}

function extendsOf(node: YamlNode): readonly string[] {
  const value = yamlAt(node, 'extends');
  return value?.kind === 'list' ? yamlItems(value).flatMap((item) => yamlText(item) ?? []) : (yamlText(value) === null ? [] : [yamlText(value) ?? '']);
}
