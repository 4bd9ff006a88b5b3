import { normalizeName } from '#pep/name.js';
import { read, type Read } from '#text/read.js';
import { readGroups } from './dependency-groups.js';
import { readPoetry, type PoetryPart } from './poetry.js';
import { collect, type Collected } from './requirement.js';
import { readToml, tomlAt, tomlEntries, tomlFlag, tomlItems, tomlText, tomlTexts, tomlWritten, type TomlNode } from './toml.js';
import { oneOrMore, scriptsOf, sourcesByName } from './tool-requirement.js';
import type { BuildSystem, GroupOf, PackageIndex, ProjectInclude, ProjectRequirement, ProjectTool, PythonProject, RequirementSource } from './types.js';

/**
 * Reads a pyproject.toml: `[project]` (PEP 621), `[dependency-groups]` (PEP 735), `[build-system]` (PEP 518), and the tables of
 * uv, Poetry, PDM and setuptools that say what is installed. Unreadable, with its line, where it is no TOML.
 */
export function readPyproject(path: string, text: string): Read<PythonProject> {
  const toml = readToml(text);
  if (!toml.ok) return toml;
  const project = tomlAt(toml.value, 'project');
  const tool = tomlAt(toml.value, 'tool');
  const uv = tomlAt(tool, 'uv');
  const pdm = tomlAt(tool, 'pdm');
  const found: Collected = { requirements: [], problems: [] };
  collect(found, tomlTexts(tomlAt(project, 'dependencies')), null);
  const extras = tomlEntries(tomlAt(project, 'optional-dependencies'));
  for (const { key, value } of extras) collect(found, tomlTexts(value), { kind: 'extra', name: normalizeName(key) });
  const groups = readGroups(toml.value, found);
  const poetry = poetryPart(tool, project, text);
  const includes = dynamicFiles(tool, project, found);
  return read({
    path,
    kind: 'pyproject',
    name: tomlWritten(tomlAt(project, 'name')) ?? poetry?.name ?? null,
    requiresPython: tomlWritten(tomlAt(project, 'requires-python')) ?? poetry?.requiresPython ?? null,
    requirements: [...withSources(found.requirements, sourcesByName(tomlAt(uv, 'sources')), poetry), ...(poetry?.requirements ?? [])],
    buildSystem: readBuildSystem(toml.value, found),
    extras: [...new Set([...extras.map(({ key }) => normalizeName(key)), ...(poetry?.extras ?? [])])],
    groups: [...groups, ...(poetry?.groups ?? [])],
    defaultGroups: uvDefaultGroups(uv),
    includes,
    indexes: [...tomlItems(tomlAt(uv, 'index')).flatMap(uvIndex), ...uvIndexUrls(uv), ...(poetry?.indexes ?? []), ...tomlItems(tomlAt(pdm, 'source')).flatMap(pdmSource)],
    workspace: readWorkspace(uv),
    isPackage: tomlFlag(tomlAt(uv, 'package')) ?? poetry?.isPackage ?? tomlFlag(tomlAt(pdm, 'distribution')),
    scripts: [...scriptsOf(tomlAt(project, 'scripts')), ...scriptsOf(tomlAt(project, 'gui-scripts')), ...(poetry?.scripts ?? [])],
    tools: (['uv', 'poetry', 'pdm'] satisfies ProjectTool[]).filter((name) => tomlAt(tool, name) !== null),
    problems: found.problems,
  });
}

function poetryPart(tool: TomlNode | null, project: TomlNode | null, text: string): PoetryPart | null {
  const poetry = tomlAt(tool, 'poetry');
  if (poetry === null) return null;
  const own = tomlItems(tomlAt(project, 'dependencies')).length > 0 || tomlEntries(tomlAt(project, 'optional-dependencies')).length > 0;
  return readPoetry(poetry, text, own && !isDynamic(project, 'dependencies') && !isDynamic(project, 'optional-dependencies'));
}

function isDynamic(project: TomlNode | null, field: string): boolean {
  return tomlTexts(tomlAt(project, 'dynamic')).some(({ text }) => text === field);
}

function withSources(
  requirements: readonly ProjectRequirement[],
  uv: ReadonlyMap<string, readonly RequirementSource[]>,
  poetry: PoetryPart | null,
): readonly ProjectRequirement[] {
  return requirements.map((one) => {
    const sources = uv.get(one.name) ?? poetry?.sources.get(one.name);
    return sources && one.sources.length === 0 ? { ...one, sources } : one;
  });
}

/** PEP 518; a file without the table is built by setuptools, and the table without a backend too. */
function readBuildSystem(root: TomlNode, problems: Collected): BuildSystem | null {
  const table = tomlAt(root, 'build-system');
  if (table === null) return null;
  const requires: Collected = { requirements: [], problems: problems.problems };
  collect(requires, tomlTexts(tomlAt(table, 'requires')), null);
  return { backend: tomlWritten(tomlAt(table, 'build-backend')), requires: requires.requirements };
}

/**
 * `dynamic = ["dependencies"]`: setuptools names the files (`[tool.setuptools.dynamic]`), and so does the hatch plugin
 * hatch-requirements-txt; Poetry has its own table; any other backend decides by running, so the list is not known.
 */
function dynamicFiles(tool: TomlNode | null, project: TomlNode | null, found: Collected): readonly ProjectInclude[] {
  const includes: ProjectInclude[] = [];
  const dynamic = tomlTexts(tomlAt(project, 'dynamic'));
  const setuptools = tomlAt(tool, 'setuptools', 'dynamic');
  const hatch = tomlAt(tool, 'hatch', 'metadata', 'hooks', 'requirements_txt');
  for (const { text: field, line } of dynamic.filter(({ text }) => text === 'dependencies' || text === 'optional-dependencies')) {
    const main = field === 'dependencies';
    const before = includes.length;
    if (main) includes.push(...filesOf(tomlAt(setuptools, field, 'file'), null), ...filesOf(tomlAt(hatch, 'files') ?? tomlAt(hatch, 'filename'), null));
    else {
      for (const { key, value } of [...tomlEntries(tomlAt(setuptools, field)), ...tomlEntries(tomlAt(hatch, 'optional-dependencies'))]) {
        includes.push(...filesOf(tomlAt(value, 'file') ?? value, { kind: 'extra', name: normalizeName(key) }));
      }
    }
    if (includes.length === before && tomlAt(tool, 'poetry') === null) {
      found.problems.push({ line, reason: `${field} are dynamic: what builds the project decides, and it is not run` });
    }
  }
  return includes;
}

function filesOf(node: TomlNode | null, group: GroupOf | null): readonly ProjectInclude[] {
  return oneOrMore(node).map(({ text: path, line }) => ({ path, kind: 'requirement' as const, line, group }));
}

function readWorkspace(uv: TomlNode | null): PythonProject['workspace'] {
  const table = tomlAt(uv, 'workspace');
  return table && { members: tomlTexts(tomlAt(table, 'members')), exclude: tomlTexts(tomlAt(table, 'exclude')), line: table.line };
}

/** `default-groups = ["dev", "docs"]` or `"all"`. */
function uvDefaultGroups(uv: TomlNode | null): PythonProject['defaultGroups'] {
  const node = tomlAt(uv, 'default-groups');
  if (node === null) return null;
  return tomlText(node) === 'all' ? 'all' : tomlTexts(node).map(({ text }) => normalizeName(text));
}

/** `[[tool.uv.index]]` (docs.astral.sh/uv/reference/settings, index). */
function uvIndex(node: TomlNode): readonly PackageIndex[] {
  const url = tomlWritten(tomlAt(node, 'url'));
  if (url === null) return [];
  const isDefault = tomlFlag(tomlAt(node, 'default')) === true;
  return [{ name: tomlText(tomlAt(node, 'name')), url: url.text, line: url.line, isDefault, explicit: tomlFlag(tomlAt(node, 'explicit')) === true }];
}

function uvIndexUrls(uv: TomlNode | null): readonly PackageIndex[] {
  return ['index-url', 'extra-index-url'].flatMap((key) =>
    oneOrMore(tomlAt(uv, key)).map(({ text: url, line }) => ({ name: null, url, line, isDefault: key === 'index-url', explicit: false })),
  );
}

/** `[[tool.pdm.source]]`: one called `pypi` takes the place of PyPI. */
function pdmSource(node: TomlNode): readonly PackageIndex[] {
  const url = tomlWritten(tomlAt(node, 'url'));
  const name = tomlText(tomlAt(node, 'name'));
  return url === null ? [] : [{ name, url: url.text, line: url.line, isDefault: name === 'pypi', explicit: false }];
}
