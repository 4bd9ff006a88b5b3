import { folderOf } from '#text/paths.js';
import { readYamlDocuments, yamlAt, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';
import { container, NO_DEPLOYMENTS, type Config, type ConfigReference, type DeployedContainer, type DeployedWords, type DeploymentFile } from './types.js';
import { checkWords, scriptWords, variablesOf, wordsOf } from './words.js';

/** Whether a text may be a manifest; asked before it is read as YAML. */
export function mayBeManifest(text: string): boolean {
  return /^\s*(?:- )?["']?kind["']?\s*:/m.test(text) || /^\s*["']?containerDefinitions["']?\s*:/im.test(text) || /^\s*type:\s*["']?AWS::/im.test(text);
}

interface Around {
  readonly path: string;
  readonly kind: string;
  /** What it stands in, the nearest first. */
  readonly within: readonly string[];
  readonly found: DeployedContainer[];
  readonly configs: Config[];
  readonly renamed: { from: string; to: string }[];
}

/**
 * The containers of every document of a manifest, whatever its kind: Kubernetes workloads and lists of them, Knative and
 * Cloud Run services, Argo templates, Tekton tasks, custom resources, task definitions of ECS, each where a container has its
 * usual shape (https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container). ConfigMaps and
 * kustomizations are read along, and patches: a container of theirs may name no image.
 */
export function readManifests(path: string, text: string): DeploymentFile {
  const documents = readYamlDocuments(text, isDefinition).flatMap((document) => (document.ok && document.value.root !== null ? document.value.root : []));
  if (documents.length === 0) return NO_DEPLOYMENTS;
  const file = { path, kind: 'manifest', within: [], found: [], configs: [], renamed: [] };
  for (const root of documents) walk(root, file, null);
  return { containers: file.found, configs: file.configs, renamed: file.renamed };
}

/**
 * A definition of a kind of resource starts nothing, and is often a megabyte of schema
 * (https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/).
 */
function isDefinition(document: string): boolean {
  return /^kind:[ \t]*["']?CustomResourceDefinition["']?[ \t\r]*$/m.test(document) && !/^(?:%|\.\.\.)/m.test(document);
}

/** Keys whose maps are containers even where they name no image, as in a patch. */
const HOLDERS: ReadonlySet<string> = new Set(['containers', 'initContainers', 'ephemeralContainers', 'containerDefinitions', 'ContainerDefinitions', 'steps', 'sidecars', 'stepTemplate']);

function walk(node: YamlNode, around: Around, holder: string | null): void {
  if (node.kind === 'list') {
    for (const item of node.items) {
      if (item.kind === 'scalar') inlinePatch(holder ?? '', item, around);
      else walk(item, around, holder);
    }
  }
  if (node.kind !== 'map') return;
  const inner = entered(node, around);
  if (isContainer(node, holder === 'steps' && around.kind === 'manifest' ? null : holder)) {
    around.found.push(containerOf(node, inner, around));
    return;
  }
  const patch = yamlText(yamlAt(node, 'path'));
  if (patch !== null && /\/(?:command|args)(?:\/|$)/.test(patch)) patched(node, patch, inner);
  for (const { key, value } of node.entries) {
    if (value.kind === 'scalar') inlinePatch(key, value, inner);
    else walk(value, inner, key);
  }
}

/** What a map says of all that stands in it. */
function entered(node: YamlNode, around: Around): Around {
  const kind = yamlText(yamlAt(node, 'kind'));
  const isResource = kind !== null && (yamlAt(node, 'apiVersion') !== null || yamlAt(node, 'metadata') !== null || yamlAt(node, 'spec') !== null);
  if (isResource && kind === 'ConfigMap') addConfig(node, around);
  if (yamlAt(node, 'configMapGenerator') !== null || yamlAt(node, 'images') !== null) addKustomization(node, around);
  const name = yamlText(yamlAt(node, 'metadata', 'name')) ?? yamlText(yamlAt(node, 'target', 'name')) ?? yamlText(yamlAt(node, 'name')) ?? yamlText(yamlAt(node, 'family') ?? yamlAt(node, 'Family'));
  const within = name === null ? around.within : [name, ...around.within].slice(0, 5);
  return { ...around, within, kind: isResource ? kind : around.kind };
}

const STARTS = ['command', 'args', 'env', 'envFrom', 'entryPoint', 'environment', 'script', 'source', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'healthCheck', 'name'];

function isContainer(node: YamlNode, holder: string | null): boolean {
  const said = STARTS.some((key) => field(node, key) !== null);
  return said && (yamlText(field(node, 'image')) !== null || (holder !== null && HOLDERS.has(holder)));
}

/** CloudFormation writes the names of ECS with a capital. */
function field(node: YamlNode, key: string): YamlNode | null {
  return yamlAt(node, key) ?? yamlAt(node, `${key.charAt(0).toUpperCase()}${key.slice(1)}`);
}

function containerOf(node: YamlNode, { path, kind }: Around, { within }: Around): DeployedContainer {
  const image = yamlText(field(node, 'image'));
  const entry = wordsOf(field(node, 'entryPoint'), path);
  const command = wordsOf(field(node, 'command'), path);
  const args = wordsOf(field(node, 'args'), path);
  // ECS, AWS Batch: `command` takes the place of CMD, as in Docker; everywhere else it takes that of ENTRYPOINT.
  const likeDocker = entry !== null || kind === 'manifest';
  const script = scriptWords(field(node, 'script') ?? yamlAt(node, 'source'), command?.words ?? [], path);
  return container({
    at: { path, line: node.line },
    because: kind === 'manifest' ? 'task definition' : kind,
    images: image === null ? [] : [image],
    folder: folderOf(path),
    name: yamlText(field(node, 'name')),
    within,
    entrypoint: script ?? (likeDocker ? entry : command),
    command: likeDocker ? command : args,
    besides: checksOf(node, path),
    environment: variablesOf(yamlAt(node, 'env') ?? field(node, 'environment'), path),
    configs: configsOf(node, path),
    workingDir: yamlText(yamlAt(node, 'workingDir') ?? field(node, 'workingDirectory')),
  });
}

function checksOf(node: YamlNode, path: string): readonly DeployedWords[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((key) => yamlAt(node, key, 'exec', 'command'));
  const hooks = ['postStart', 'preStop'].map((key) => yamlAt(node, 'lifecycle', key, 'exec', 'command'));
  const health = field(node, 'healthCheck');
  const check = checkWords(wordsOf(health === null ? null : field(health, 'command'), path));
  return [...[...probes, ...hooks].flatMap((one) => wordsOf(one, path) ?? []), ...(check === null ? [] : [check])];
}

function configsOf(node: YamlNode, path: string): readonly ConfigReference[] {
  const whole = yamlItems(yamlAt(node, 'envFrom')).flatMap((item): ConfigReference | readonly [] => {
    const map = yamlText(yamlAt(item, 'configMapRef', 'name'));
    return map === null ? [] : { map, key: null, as: yamlText(yamlAt(item, 'prefix')) ?? '', at: { path, line: item.line } };
  });
  const single = yamlItems(yamlAt(node, 'env')).flatMap((item): ConfigReference | readonly [] => {
    const from = yamlAt(item, 'valueFrom', 'configMapKeyRef');
    const [map, key, as] = [yamlText(yamlAt(from, 'name')), yamlText(yamlAt(from, 'key')), yamlText(yamlAt(item, 'name'))];
    return map === null || key === null || as === null ? [] : { map, key, as, at: { path, line: item.line } };
  });
  return [...whole, ...single];
}

function addConfig(node: YamlNode, { path, configs }: Around): void {
  const name = yamlText(yamlAt(node, 'metadata', 'name'));
  if (name !== null) configs.push({ name, values: variablesOf(yamlAt(node, 'data'), path) });
}

/** https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/ (`configMapGenerator`, `images`). */
function addKustomization(node: YamlNode, { path, configs, renamed }: Around): void {
  for (const made of yamlItems(yamlAt(node, 'configMapGenerator'))) {
    const name = yamlText(yamlAt(made, 'name'));
    const values = yamlItems(yamlAt(made, 'literals')).flatMap((item) => {
      const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(yamlText(item) ?? '') ?? [];
      return key === '' ? [] : { name: key, value: value.replace(/^(["'])(.*)\1$/s, '$2'), at: { path, line: item.line } };
    });
    if (name !== null) configs.push({ name, values });
  }
  for (const image of yamlItems(yamlAt(node, 'images'))) {
    const [from, to] = [yamlText(yamlAt(image, 'name')), yamlText(yamlAt(image, 'newName'))];
    if (from !== null && to !== null) renamed.push({ from, to });
  }
}

/** An operation of a JSON patch that sets a command: `{op: replace, path: /spec/…/command, value: […]}`. */
function patched(node: YamlNode, pointer: string, { path, within, found }: Around): void {
  const words = wordsOf(yamlAt(node, 'value'), path);
  if (words === null) return;
  const isArgs = /\/args(?:\/|$)/.test(pointer);
  found.push(container({ at: words.at, because: 'kustomize patch', folder: folderOf(path), within, entrypoint: isArgs ? null : words, command: isArgs ? words : null }));
}

/** A patch that stands in a kustomization as a text. */
function inlinePatch(key: string, node: YamlNode, around: Around): void {
  const text = node.kind === 'scalar' && (key === 'patch' || key === 'patchesStrategicMerge') ? node.text : null;
  if (text === null || node.kind !== 'scalar' || !text.includes('\n')) return;
  for (const document of readYamlDocuments(text)) {
    if (!document.ok || document.value.root === null) continue;
    const inner: Around = { ...around, found: [], configs: [], renamed: [] };
    walk(document.value.root, inner, null);
    around.found.push(...inner.found.map((one) => shifted(one, node.textLine - 1)));
  }
}

function shifted(one: DeployedContainer, by: number): DeployedContainer {
  const at = { ...one.at, line: one.at.line + by };
  const move = (words: DeployedWords | null): DeployedWords | null => words && { ...words, at: { ...words.at, line: words.at.line + by } };
  return { ...one, at, entrypoint: move(one.entrypoint), command: move(one.command), environment: one.environment.map((set) => ({ ...set, at: { ...set.at, line: set.at.line + by } })) };
}
