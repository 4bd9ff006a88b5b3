import type { Place } from '#answer/answer.js';
import { folderOf } from '#text/paths.js';
import { extended, makeExtender } from './extends.js';
import { composeDocuments, type ReadYaml } from './file.js';
import { mergeService, withoutResets } from './merge.js';
import { type ComposeText, type ComposeTree, itemsAt, known, shownTree, textAt, textsAt } from './tree.js';
import { pathFrom } from '#compose/context-path.js';
import { readEnvFile } from '#compose/env-file.js';
import { interpolate, type Lookup } from '#compose/interpolate.js';
import { yamlAt, yamlText } from '#compose/yaml.js';
import type { ReadText } from '#compose/types.js';

export interface LoadWith {
  readonly readText: ReadText;
  readonly readYaml: ReadYaml;
  readonly problem: (at: Place, reason: string) => void;
  readonly work: LoadWork;
}

/** What all projects of a workspace together may still take: files that include and services that extend each other make more of themselves. */
export interface LoadWork {
  includes: number;
  extends: number;
  /** Set when the first limit is met; the others are left without a word. */
  told: boolean;
}

export function newLoadWork(): LoadWork {
  return { includes: 1_000, extends: 30_000, told: false };
}

/** The services of a project, all merged, and the variables that it is read with. */
export interface LoadedProject {
  /** As its files or their `.env` name it; null: they do not, or a variable decides. */
  readonly name: string | null;
  readonly services: ReadonlyMap<string, LoadedService>;
}

export interface LoadedService {
  /** Where it stands in the first file that has it. */
  readonly at: Place;
  readonly tree: ComposeTree;
  /** The project directory of the file that it comes from: an included file has its own. */
  readonly folder: string;
  readonly lookup: Lookup;
}

const MOST_INCLUDES = 200;
const DEEPEST_INCLUDE = 30;

/**
 * Loads a compose project: each file's variables from the `.env` of the project directory, then what
 * its services extend, then what it includes, then merged over the files before it
 * (loader/loader.go in github.com/compose-spec/compose-go).
 */
export function loadProject(files: readonly string[], folder: string, from: LoadWith): LoadedProject {
  const lookup = variablesOf([envOf(folder)], () => undefined, from);
  return { name: projectName(files, lookup, from), services: loadFiles({ files, folder, lookup, trail: [], count: { left: MOST_INCLUDES }, missing: new Set() }, from) };
}

/** `COMPOSE_PROJECT_NAME` over the `name:` of the last file that has one (cli/options.go, GetProjectName). */
function projectName(files: readonly string[], lookup: Lookup, { readYaml }: LoadWith): string | null {
  const set = lookup('COMPOSE_PROJECT_NAME');
  if (set !== undefined && set !== '') return set;
  const named = files.flatMap((path) => {
    const documents = readYaml(path);
    return documents.ok ? documents.value.flatMap(({ root }) => yamlText(yamlAt(root, 'name')) ?? []) : [];
  });
  const filled = interpolate(named.at(-1) ?? '', lookup);
  return filled.text === '' || filled.unset.length > 0 || filled.problem !== null ? null : filled.text;
}

interface Files {
  readonly files: readonly string[];
  readonly folder: string;
  readonly lookup: Lookup;
  /** The files that include each other on the way here. */
  readonly trail: readonly string[];
  readonly count: { left: number };
  /** Variable files that are not there, each told once. */
  readonly missing: Set<string>;
}

function loadFiles(wanted: Files, from: LoadWith): ReadonlyMap<string, LoadedService> {
  const { folder, lookup } = wanted;
  const services = new Map<string, LoadedService>();
  const extender = makeExtender(from.readYaml, from.work);
  for (const path of wanted.files) {
    const scope = { path, folder, lookup, problem: from.problem };
    for (const document of composeDocuments(scope, from.readYaml)) {
      const own = new Map<string, LoadedService>();
      for (const [name, entry] of document.services) own.set(name, { at: entry.at, tree: extended(name, document, extender) ?? entry.value, folder, lookup });
      for (const item of itemsAt(document.include)) if (from.work.includes > 0) addIncluded(own, item, { ...wanted, trail: [...wanted.trail, path] }, from);
      for (const [name, service] of own) {
        const before = services.get(name);
        services.set(name, before ? { ...before, tree: mergeService(before.tree, service.tree) } : service);
      }
    }
  }
  const kept = [...services].filter(([, { tree }]) => tree.mark !== 'reset');
  return new Map(kept.map(([name, service]) => [name, { ...service, tree: withoutResets(service.tree) }]));
}

/** `include:` (loader/include.go): an own project directory, its own `.env` behind the outer one. */
function addIncluded(own: Map<string, LoadedService>, item: ComposeTree, outer: Files, from: LoadWith): void {
  const texts = item.kind === 'text' ? [item] : textsAt(item, 'path');
  const paths = texts.flatMap((text) => existingPath(text, outer.folder, from));
  const [first] = paths;
  if (texts.length === 0) from.problem(item.at, `an include that names no file: ${shownTree(item)}`);
  if (first === undefined) return;
  if (outer.trail.includes(first)) return from.problem(item.at, `the files include each other: ${shownTrail([...outer.trail, first])}`);
  if (outer.trail.length > DEEPEST_INCLUDE) return from.problem(item.at, `more than ${DEEPEST_INCLUDE} files that include each other`);
  if (--outer.count.left < 0) return outer.count.left === -1 ? from.problem(item.at, `more than ${MOST_INCLUDES} included files: the others are left out`) : undefined;
  if (--from.work.includes <= 0) return from.problem(item.at, 'too many included files in the workspace: the others are left out');
  const directory = item.kind === 'map' ? textAt(item, 'project_directory') : null;
  const folder = directory ? readPath(directory, outer.folder, from)[0] : folderOf(first);
  if (folder === undefined) return;
  const named = item.kind === 'map' ? textsAt(item, 'env_file').flatMap((text) => existingPath(text, outer.folder, from, outer.missing)) : [];
  const lookup = variablesOf(named.length > 0 ? named : [envOf(folder)], outer.lookup, from);
  for (const [name, service] of loadFiles({ ...outer, files: paths, folder, lookup }, from)) {
    if (own.has(name)) from.problem(service.at, `the service ${name} is also in ${outer.trail.at(-1)}, which includes this file; compose refuses that`);
    else own.set(name, service);
  }
}

/** A long way is shown by its ends. */
function shownTrail(trail: readonly string[]): string {
  return (trail.length > 8 ? [...trail.slice(0, 4), '…', ...trail.slice(-3)] : trail).join(', then ');
}

function envOf(folder: string): string {
  return folder === '' ? '.env' : `${folder}/.env`;
}

function existingPath(text: ComposeText, folder: string, from: LoadWith, told = new Set<string>()): readonly string[] {
  return readPath(text, folder, from).filter((path) => {
    const found = from.readText(path) !== null;
    if (!found && !told.has(path)) from.problem(text.at, `${path} is not in the workspace, or cannot be read`);
    if (!found) told.add(path);
    return found;
  });
}

function readPath(text: ComposeText, folder: string, from: LoadWith): readonly string[] {
  const named = known(text);
  const path = named.ok ? pathFrom(folder, named.value) : named;
  if (path.ok) return [path.value];
  from.problem(text.at, path.reason);
  return [];
}

/** The variables of `.env` files, a later file over an earlier one, all behind what `outer` sets. */
function variablesOf(paths: readonly string[], outer: Lookup, from: LoadWith): Lookup {
  const values = new Map<string, string | null>();
  for (const path of paths) {
    const text = from.readText(path);
    if (text === null) continue;
    const file = readEnvFile(text, (name) => outer(name) ?? values.get(name));
    for (const { line, reason } of file.problems) from.problem({ path, line }, reason);
    for (const [name, value] of file.values) values.set(name, value);
  }
  return (name) => {
    const value = outer(name);
    return value === undefined ? values.get(name) : value;
  };
}
