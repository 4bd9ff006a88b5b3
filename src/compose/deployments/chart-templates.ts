import { baseName, folderOf } from '#text/paths.js';
import { readYaml, yamlAt, yamlText, type YamlNode } from '#compose/yaml.js';
import { valuesImage, type ChartValues } from './chart-values.js';
import { container, NO_DEPLOYMENTS, type DeployedContainer, type DeployedWords, type DeploymentFile } from './types.js';
import { scriptWords, variablesOf, wordsOf } from './words.js';

/** A template longer than this is no file that a person wrote. */
const LONGEST = 200_000;
/** Containers of one template, and keys looked at in it; more ways to combine its commands say nothing new. */
const MOST = 200;
const MOST_KEYS = 1_000;
/** A container has fewer lines. */
const MOST_LINES = 1_000;

interface Template {
  readonly path: string;
  readonly lines: readonly string[];
  readonly values: readonly ChartValues[];
  readonly chart: string;
  /** Keys that may still be looked at. */
  left: number;
}

/**
 * The containers of a Helm template. It is no YAML before it is filled in, so it is read by its lines: an item of a list whose
 * keys are those of a container, and each command, argument list and variable in it that stands there literally, whatever
 * branch of an `if` it is in. `.Values` are filled in from the chart's own values; what else is a template stands as written.
 */
export function readTemplate(path: string, text: string, values: readonly ChartValues[], chart: string): DeploymentFile {
  if (text.length > LONGEST) return NO_DEPLOYMENTS;
  const template: Template = { path, lines: text.split('\n').map((line) => line.replace(/\r$/, '')), values, chart, left: MOST_KEYS };
  const containers: DeployedContainer[] = [];
  const taken = new Set<number>();
  let inside = { until: 0, column: 0 };
  for (const [index, line] of template.lines.entries()) {
    const key = KEY.exec(line);
    if (!key || containers.length >= MOST || !KEYS.has(key[3] ?? '') || key[3] === 'name' || template.left-- <= 0) continue;
    const column = columnOf(key);
    // Probes and hooks are read with their container.
    if (index < inside.until && column > inside.column) continue;
    const start = itemStart(template, index, column);
    if (taken.has(start)) continue;
    taken.add(start);
    if (/^\s*-\s/.test(template.lines[start] ?? '')) inside = { until: itemEnd(template, start, column), column };
    containers.push(...containersOf(template, start, column));
  }
  return { ...NO_DEPLOYMENTS, containers: [...containers.slice(0, MOST), ...configContainer(template)] };
}

const KEY = /^(\s*)(-\s+)?([A-Za-z][\w-]*):(?=\s|$)/;

function columnOf(key: RegExpExecArray): number {
  return (key[1] ?? '').length + (key[2] ?? '').length;
}

/** Whether a line is a template alone, a comment, or nothing: it neither opens nor closes a block. */
function isBlank(line: string): boolean {
  return /^\s*(?:#.*)?$/.test(line) || /^\s*\{\{.*\}\}\s*$/.test(line);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** The first line of the list item, or of the map, that a key in this column belongs to. */
function itemStart({ lines }: Template, index: number, column: number): number {
  let first = index;
  for (let at = index; at >= Math.max(0, index - MOST_LINES); at--) {
    const line = lines[at] ?? '';
    if (isBlank(line)) continue;
    const key = KEY.exec(line);
    if (key && columnOf(key) === column) first = at;
    if (key && columnOf(key) === column && key[2] !== undefined) return at;
    if (indentOf(line) < column) return first;
  }
  return first;
}

/** The line behind the last one that belongs to what begins at `start` with keys in this column. */
function itemEnd({ lines }: Template, start: number, column: number): number {
  const last = Math.min(lines.length, start + MOST_LINES);
  for (let at = start + 1; at < last; at++) {
    const line = lines[at] ?? '';
    if (!isBlank(line) && indentOf(line) < column) return at;
  }
  return last;
}

function containersOf(template: Template, start: number, column: number): readonly DeployedContainer[] {
  const { path, lines, chart } = template;
  const end = itemEnd(template, start, column);
  const found = { image: [] as string[], name: null as string | null, command: [] as DeployedWords[], args: [] as DeployedWords[], besides: [] as DeployedWords[] };
  const environment: DeployedContainer['environment'][number][] = [];
  let untold: DeployedContainer['untold'] = null;
  for (let at = start; at < end; at++) {
    const key = KEY.exec(lines[at] ?? '');
    const name = key?.[3] ?? '';
    if (!key || !KEYS.has(name) || template.left-- <= 0) continue;
    const own = columnOf(key) === column;
    if (!own && name !== 'command') continue;
    const value = valueAt(template, at, columnOf(key), end);
    if (name === 'image') found.image.push(...imagesOf(template, value));
    else if (name === 'name') found.name ??= yamlText(value);
    else if (name === 'env') environment.push(...variablesOf(value, path));
    else {
      const words = isTemplate(value) ? null : name === 'script' ? scriptWords(value, [], path) : wordsOf(value, path);
      if (words !== null) (own ? found[name === 'args' ? 'args' : 'command'] : found.besides).push(words);
      // Lists that values hold are read there; what a helper puts together is told nowhere.
      else if (own && name === 'command' && /\{\{-?\s*(?:include|template|tpl)\b/.test(lines.slice(at, at + 3).join(' '))) untold = { path, line: at + 1 };
    }
  }
  if (found.command.length + found.args.length + found.besides.length + environment.length === 0 && untold === null) return [];
  const workload = baseName(path).replace(/\.(?:ya?ml|tpl)$/, '');
  const shared = { because: 'template of a Helm chart', images: [...new Set(found.image)], folder: folderOf(folderOf(path)), name: found.name, within: [workload, chart], environment, untold };
  const at = { path, line: start + 1 };
  const commands: readonly (DeployedWords | null)[] = found.command.length > 0 ? found.command : [null];
  const args: readonly (DeployedWords | null)[] = found.args.length > 0 ? found.args : [null];
  const ways = commands.slice(0, 10).flatMap((entrypoint) => args.slice(0, 10).map((command) => ({ entrypoint, command })));
  return ways.map(({ entrypoint, command }, index) => container({ at: entrypoint?.at ?? command?.at ?? at, ...shared, entrypoint, command, besides: index === 0 ? found.besides : [] }));
}

/** Whether a value is nothing but a template. */
function isTemplate(value: YamlNode | null): boolean {
  return /^\s*\$\([^)]*\)\s*$/.test(yamlText(value)?.slice(0, 1_000) ?? '');
}

const KEYS: ReadonlySet<string> = new Set(['image', 'name', 'command', 'args', 'env', 'script']);

/** The value of a key, its templates filled in or left as texts, and lines that are templates alone left out. */
function valueAt(template: Template, index: number, column: number, end: number): YamlNode | null {
  const { lines } = template;
  const block: string[] = [(lines[index] ?? '').replace(/^(\s*)-(\s)/, '$1 $2')];
  for (let at = index + 1; at < end; at++) {
    const line = lines[at] ?? '';
    const item = indentOf(line) === column && line.trimStart().startsWith('- ');
    if (!isBlank(line) && indentOf(line) <= column && !item) break;
    block.push(isBlank(line) ? '' : line);
  }
  const text = block.map((line) => filled(line, template)).join('\n');
  const document = readYaml('\n'.repeat(index) + text);
  const root = document.ok ? document.value.root : null;
  return root?.kind === 'map' ? (root.entries[0]?.value ?? null) : null;
}

/** A line with every `{{ … }}` as a text that YAML reads. */
function filled(line: string, template: Template): string {
  if (!line.includes('{{')) return line;
  return line.replaceAll(/\{\{-?([^{}]{0,500}?)-?\}\}/g, (_, inner: string) => {
    const value = valueOf(inner.trim(), template);
    // What would end a text or a list of YAML is left out.
    return value === null ? `$(${inner.trim().replaceAll(/["'\\:#,[\]{}]/g, '')})` : value.replaceAll(/["\\\n]/g, ' ');
  });
}

/** A `.Values.a.b` of a template, through `quote`, `default` and the like; null where it is something else. */
function valueOf(inner: string, { values }: Template): string | null {
  const keys = /\.Values((?:\.\w+)+)/.exec(inner)?.[1]?.split('.').slice(1);
  if (keys === undefined || /\b(?:include|toYaml|tpl|range|if|with)\b/.test(inner)) return null;
  for (const { root } of values) {
    const text = yamlText(yamlAt(root, ...keys));
    if (text !== null && text !== '') return text;
  }
  return null;
}

/** The image of a container, also where its parts come from values that a helper puts together. */
function imagesOf({ values }: Template, value: YamlNode | null): readonly string[] {
  const text = yamlText(value);
  if (text === null) return [];
  if (!text.includes('$(')) return [text];
  const keys = /\.Values((?:\.\w+)+)/.exec(text)?.[1]?.split('.').slice(1) ?? ['image'];
  const named = values.flatMap(({ root }) => valuesImage(yamlAt(root, ...keys)) ?? valuesImage(yamlAt(root, ...keys.slice(0, -1))) ?? []);
  return [...new Set([...named, text.replaceAll(/\$\([^)]*\)/g, '$X')])];
}

/** The literal entries of a template's ConfigMap: what they are for, a name that is a template cannot tell. */
function configContainer(template: Template): readonly DeployedContainer[] {
  const { lines, path, chart, values } = template;
  if (!lines.some((line) => /^kind:\s*["']?ConfigMap\b/.test(line))) return [];
  const data = lines.findIndex((line) => /^data:\s*$/.test(line));
  const environment = data < 0 ? [] : variablesOf(valueAt(template, data, 0, lines.length), path);
  if (environment.length === 0) return [];
  const images = values.flatMap(({ root }) => valuesImage(yamlAt(root, 'image')) ?? []);
  return [container({ at: { path, line: data + 1 }, because: 'ConfigMap of a Helm chart', images: [...new Set(images)], folder: folderOf(folderOf(path)), within: [chart], environment })];
}
