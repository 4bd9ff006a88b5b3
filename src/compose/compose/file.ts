import { type Read, read, unreadable } from '#text/read.js';
import { composeTree, type ComposeEntry, type ComposeTree, entryOf, type Scope } from './tree.js';
import type { ReadText } from '#compose/types.js';
import { readYamlDocuments, type YamlDocument, yamlEntries, yamlEntry, type YamlNode, yamlText } from '#compose/yaml.js';

/** One document of a compose file, its variables filled in, nothing merged yet. */
export interface ComposeDocument {
  readonly scope: Scope;
  readonly services: ReadonlyMap<string, ComposeEntry>;
  readonly include: ComposeTree | null;
}

/** Files are read and parsed once, however many projects they belong to. */
export type ReadYaml = (path: string) => Read<readonly YamlDocument[]>;

export function makeReadYaml(readText: ReadText): ReadYaml {
  const known = new Map<string, Read<readonly YamlDocument[]>>();
  return (path) => {
    const before = known.get(path);
    if (before) return before;
    const made = readFile(path, readText);
    known.set(path, made);
    return made;
  };
}

function readFile(path: string, readText: ReadText): Read<readonly YamlDocument[]> {
  const text = readText(path);
  if (text === null) return unreadable(`${path} is not in the workspace, or cannot be read`);
  const documents: YamlDocument[] = [];
  for (const document of readYamlDocuments(text)) {
    if (!document.ok) return document;
    if (document.value.root !== null) documents.push(document.value);
  }
  return read(documents);
}

/** The documents of one file; what cannot be read is told to the scope. */
export function composeDocuments(scope: Scope, readYaml: ReadYaml): readonly ComposeDocument[] {
  const documents = readYaml(scope.path);
  if (!documents.ok) {
    scope.problem({ path: scope.path, line: documents.line ?? 1 }, documents.reason);
    return [];
  }
  return documents.value.map((document) => composeDocument(document, scope));
}

function composeDocument({ root, problems }: YamlDocument, scope: Scope): ComposeDocument {
  const { path } = scope;
  for (const { line, reason } of problems) scope.problem({ path, line }, reason);
  const services = root === null ? null : servicesOf(root);
  if (services === null) {
    if (root?.kind !== 'map') scope.problem({ path, line: root?.line ?? 1 }, 'a compose file is a mapping, and this is none');
    return { scope, services: new Map(), include: null };
  }
  if (yamlText(services) !== null) scope.problem({ path, line: services.line }, 'services is a mapping, and this is none');
  if (services.kind === 'list') scope.problem({ path, line: services.line }, 'services is a mapping, and this is a list');
  const found = new Map<string, ComposeEntry>();
  for (const { key, line, value } of yamlEntries(services)) {
    const tree = composeTree(value, scope);
    if (tree.kind === 'map' || tree.mark !== null) found.set(key, { at: { path, line }, value: tree });
    else scope.problem({ path, line }, `the service ${key} has nothing in it that says what it is`);
  }
  const include = yamlEntry(root, 'include');
  return { scope, services: found, include: include ? composeTree(include.value, scope) : null };
}

const TOP_LEVEL = ['services', 'include', 'networks', 'volumes', 'secrets', 'configs', 'version', 'name'];

/** The map of services; in the first format of compose the whole file. Null: there is none. */
function servicesOf(root: YamlNode): YamlNode | null {
  if (root.kind !== 'map') return null;
  const services = yamlEntry(root, 'services');
  if (services) return services.value;
  if (root.entries.some(({ key }) => TOP_LEVEL.includes(key)) || root.entries.length === 0) return { ...root, entries: [] };
  const entries = root.entries.filter(({ key }) => !key.startsWith('x-'));
  return entries.some(({ value }) => isOldService(value)) ? { ...root, entries } : { ...root, entries: [] };
}

function isOldService(node: YamlNode): boolean {
  return ['image', 'build', 'extends'].some((key) => yamlEntry(node, key) !== null);
}

/** Whether a service says nothing of its image, so that it only makes sense over another file. */
export function needsBase({ value }: ComposeEntry): boolean {
  return value.kind === 'map' && ['image', 'build', 'extends', 'provider'].every((key) => entryOf(value, key) === null);
}
