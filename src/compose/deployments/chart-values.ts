import { folderOf } from '#text/paths.js';
import { readYaml, yamlAt, yamlEntries, yamlItems, yamlText, type YamlNode } from '#compose/yaml.js';
import { container, type ConfigReference, type DeployedContainer } from './types.js';
import { variablesOf, wordsOf } from './words.js';

/** The default values of a chart, or those that an environment puts in their place. */
export interface ChartValues {
  readonly path: string;
  readonly root: YamlNode | null;
}

export function readValues(path: string, text: string): ChartValues {
  const document = readYaml(text);
  return { path, root: document.ok ? document.value.root : null };
}

/** What an image is called in values: a text, or a map of its parts. */
export function valuesImage(node: YamlNode | null): string | null {
  const text = yamlText(node);
  if (text !== null) return text === '' ? null : text;
  const repository = yamlText(yamlAt(node, 'repository')) ?? yamlText(yamlAt(node, 'name'));
  if (repository === null || repository === '') return null;
  const registry = yamlText(yamlAt(node, 'registry'));
  const tag = yamlText(yamlAt(node, 'tag'));
  return `${registry ? `${registry}/` : ''}${repository}${tag ? `:${tag}` : ''}`;
}

interface Inside {
  readonly values: ChartValues;
  readonly chart: string;
  readonly names: readonly string[];
  readonly image: string | null;
}

/**
 * Commands and variables that stand in the values of a Helm chart, each with the image of its map or of the nearest one around
 * it. Which template takes them is not asked: a value that none takes is a command too many, and does no harm.
 */
export function valuesContainers(values: ChartValues, chart: string): readonly DeployedContainer[] {
  const found: DeployedContainer[] = [];
  if (values.root !== null) walk(values.root, { values, chart, names: [], image: null }, found);
  return found;
}

const LISTS = ['env', 'extraEnv', 'extraEnvs', 'envVars', 'extraEnvVars', 'environment', 'envs', 'config', 'configMap', 'configmap'];

function walk(node: YamlNode, around: Inside, found: DeployedContainer[]): void {
  if (node.kind === 'list') for (const item of node.items) walk(item, around, found);
  if (node.kind !== 'map') return;
  const { path } = around.values;
  const image = valuesImage(yamlAt(node, 'image')) ?? around.image;
  const name = yamlText(yamlAt(node, 'name')) ?? yamlText(yamlAt(node, 'nameOverride'));
  const inside: Inside = { ...around, image, names: name ? [name, ...around.names] : around.names };
  const entrypoint = wordsOf(yamlAt(node, 'command') ?? yamlAt(node, 'entrypoint'), path);
  const command = wordsOf(yamlAt(node, 'args') ?? yamlAt(node, 'extraArgs'), path);
  const environment = LISTS.flatMap((key) => variablesOf(yamlAt(node, key), path));
  const configs = yamlItems(yamlAt(node, 'envFrom')).flatMap((item): ConfigReference | readonly [] => {
    const map = yamlText(yamlAt(item, 'configMapRef', 'name'));
    return map === null ? [] : { map, key: null, as: '', at: { path, line: item.line } };
  });
  if (entrypoint !== null || command !== null || environment.length > 0) {
    const [own = null, ...within] = [...inside.names, around.chart];
    const at = entrypoint?.at ?? command?.at ?? { path, line: node.line };
    found.push(container({ at, because: 'values of a Helm chart', images: image === null ? [] : [image], folder: folderOf(path), name: own, within, entrypoint, command, environment, configs }));
  }
  for (const { key, value } of yamlEntries(node)) {
    if (key !== 'image' && !LISTS.includes(key)) walk(value, { ...inside, names: [key, ...inside.names].slice(0, 4) }, found);
  }
}
