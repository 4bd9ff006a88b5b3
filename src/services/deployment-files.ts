import { readValues, valuesContainers, type ChartValues } from '#compose/deployments/chart-values.js';
import { readTemplate } from '#compose/deployments/chart-templates.js';
import { mayBeManifest, readManifests } from '#compose/deployments/manifests.js';
import { isNomadFile, readNomad } from '#compose/deployments/nomad.js';
import { isPlatformFile, readPlatform } from '#compose/deployments/platforms.js';
import { mayRunImages, readRunLines } from '#compose/deployments/run-lines.js';
import { NO_DEPLOYMENTS, type DeployedContainer, type DeployedVariable, type DeploymentFile } from '#compose/deployments/types.js';
import { sampleFolder } from '#files/load.js';
import type { Snapshot } from '#files/snapshot.js';
import { baseName, folderOf, foldersUp } from '#text/paths.js';
import { imageName } from './image-names.js';
import { isPlatformTable, readPlatformTable } from './platform-tables.js';

const known = new WeakMap<Snapshot, readonly DeployedContainer[]>();

/**
 * Every container that a file of the workspace other than compose starts, with the variables that ConfigMaps bring it and the
 * images that patches and kustomizations leave to other files. Each file is looked at once, and read only if it may start one.
 */
export function deployedContainers(snapshot: Snapshot): readonly DeployedContainer[] {
  const start = snapshot.start ?? snapshot;
  const before = known.get(start);
  if (before) return before;
  const charts = chartFolders(start);
  const values = new Map<string, readonly ChartValues[]>();
  const valuesOf = (chart: string): readonly ChartValues[] => {
    const found = values.get(chart) ?? start.tree.paths.filter((path) => folderOf(path) === chart && isValuesFile(path)).map((path) => readValues(path, start.text(path) ?? ''));
    values.set(chart, found);
    return found;
  };
  const files = withoutData(start.tree.paths.filter(mayDeploy)).flatMap((path) => readFile(start, path, charts, valuesOf));
  const found = joined(files);
  known.set(start, found);
  return found;
}

/** A folder with more files than these holds data: nobody writes as many manifests side by side. */
const MOST_IN_FOLDER = 1_000;

function withoutData(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths) counts.set(folderOf(path), (counts.get(folderOf(path)) ?? 0) + 1);
  return paths.filter((path) => (counts.get(folderOf(path)) ?? 0) <= MOST_IN_FOLDER);
}

/** Copies of others' work deploy nothing of this workspace. */
function mayDeploy(path: string): boolean {
  if (sampleFolder(path) !== undefined || /(?:^|\/)(?:node_modules|site-packages|\.git|cassettes)\//.test(path)) return false;
  return /\.(?:ya?ml|tpl)$/.test(path) || isPlatformFile(path) || isPlatformTable(path) || isNomadFile(path) || isTaskJson(path) || mayRunImages(path);
}

/** Task definitions that are JSON carry it in their name or their folder. */
function isTaskJson(path: string): boolean {
  return path.endsWith('.json') && /(?:task|container|ecs|fargate|cloudformation|k8s|kube|deploy|manifest)/i.test(path) && baseName(path) !== 'package.json';
}

function isValuesFile(path: string): boolean {
  return /^values[^/]*\.ya?ml$|[.-]values\.ya?ml$/.test(baseName(path));
}

function chartFolders({ tree }: Snapshot): ReadonlySet<string> {
  return new Set(tree.paths.flatMap((path) => (/^Chart\.ya?ml$/.test(baseName(path)) ? folderOf(path) : [])));
}

function readFile(snapshot: Snapshot, path: string, charts: ReadonlySet<string>, valuesOf: (chart: string) => readonly ChartValues[]): readonly DeploymentFile[] {
  const text = snapshot.text(path);
  if (text === null || text === '') return [];
  const found: DeploymentFile[] = [];
  if (mayRunImages(path) && /\b(?:run|create)\b/.test(text)) found.push(readRunLines(path, text));
  const chart = foldersUp(folderOf(path)).find((folder) => charts.has(folder));
  if (chart !== undefined && /(?:^|\/)templates\//.test(path.slice(chart.length))) return [...found, readTemplate(path, text, valuesOf(chart), chartName(snapshot, chart))];
  if (isPlatformTable(path)) return [...found, { ...NO_DEPLOYMENTS, containers: readPlatformTable(path, text) }];
  if (isPlatformFile(path)) found.push(readPlatform(path, text));
  if (isNomadFile(path)) return [...found, readNomad(path, text)];
  if (/\.(?:ya?ml|json)$/.test(path) && mayBeManifest(text)) found.push(manifests(path, text));
  else if (isValuesFile(path)) found.push({ ...NO_DEPLOYMENTS, containers: valuesContainers(readValues(path, text), chartName(snapshot, chart ?? folderOf(path))) });
  return found;
}

/** A manifest; one that is a template of something other than Helm is read as templates are. */
function manifests(path: string, text: string): DeploymentFile {
  const found = readManifests(path, text);
  const isTemplate = found.containers.length + found.configs.length === 0 && /\{\{|\{%/.test(text);
  return isTemplate ? readTemplate(path, text, [], baseName(path).replace(/\..*$/, '')) : found;
}

function chartName(snapshot: Snapshot, folder: string): string {
  const text = snapshot.text(`${folder === '' ? '' : `${folder}/`}Chart.yaml`);
  return /^name:\s*["']?([\w.-]+)/m.exec(text?.slice(0, 20_000) ?? '')?.[1] ?? baseName(folder);
}

/** What the files tell of each other's containers put together. */
function joined(files: readonly DeploymentFile[]): readonly DeployedContainer[] {
  const containers = files.flatMap((file) => file.containers);
  const configs = new Map<string, readonly DeployedVariable[]>();
  for (const { name, values } of files.flatMap((file) => file.configs)) configs.set(name, [...(configs.get(name) ?? []), ...values]);
  const renamed = files.flatMap((file) => file.renamed);
  const images = imagesByName(containers);
  return containers.map((one) => ({
    ...one,
    images: otherNames(one.images.length > 0 || one.dockerfile !== null ? one.images : (images.get(keyOf(one)) ?? []), renamed),
    environment: [...one.environment.filter(({ name, value }) => value !== null || !one.configs.some(({ as, key }) => key !== null && as === name)), ...fromConfigs(one, configs)],
  }));
}

/** A patch names the workload and the container, and leaves the image to the manifest that it changes. */
function imagesByName(containers: readonly DeployedContainer[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const one of containers) {
    if (one.images.length === 0 || one.within.length === 0) continue;
    for (const key of new Set([keyOf(one), keyOf({ ...one, name: null })])) found.set(key, [...new Set([...(found.get(key) ?? []), ...one.images])]);
  }
  return found;
}

function keyOf({ name, within }: DeployedContainer): string {
  return `${within[0] ?? ''}\n${name ?? ''}`;
}

function otherNames(images: readonly string[], renamed: DeploymentFile['renamed']): readonly string[] {
  const more = images.flatMap((image) => renamed.flatMap(({ from, to }) => (imageName(image)?.repository === imageName(from)?.repository ? to : [])));
  return more.length === 0 ? images : [...new Set([...images, ...more])];
}

function fromConfigs({ configs }: DeployedContainer, known: ReadonlyMap<string, readonly DeployedVariable[]>): readonly DeployedVariable[] {
  return configs.flatMap(({ map, key, as, at }) => {
    const values = known.get(map) ?? [];
    if (key === null) return values.map((one) => ({ ...one, name: `${as}${one.name}` }));
    const named = values.filter(({ name }) => name === key).map((one) => ({ ...one, name: as }));
    return named.length > 0 ? named : [{ name: as, value: null, at }];
  });
}
