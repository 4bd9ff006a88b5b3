import { yamlAt, yamlItems, yamlText, readYaml, type YamlNode } from '#compose/yaml.js';
import { normalizeName } from '#pep/name.js';
import { plain, urlSource } from '#pyproject/requirement.js';
import type { ProjectInclude, ProjectRequirement, PythonProject, Written } from '#pyproject/types.js';
import { parseRequirements } from '#requirements/parse.js';
import type { Entry } from '#requirements/types.js';
import { read, type Read } from '#text/read.js';

interface Listed {
  readonly requirements: ProjectRequirement[];
  readonly includes: ProjectInclude[];
  readonly problems: { line: number; reason: string }[];
}

/** Reads a conda environment: packages by conda's own match specifications, and the nested list that it hands to pip. */
export function readCondaEnvironment(path: string, text: string): Read<PythonProject> {
  const yaml = readYaml(text);
  if (!yaml.ok) return yaml;
  const { root } = yaml.value;
  const found: Listed = { requirements: [], includes: [], problems: [...yaml.value.problems] };
  for (const item of yamlItems(yamlAt(root, 'dependencies'))) {
    if (item.kind === 'scalar') addConda(found, item.text, item.line);
    else if (item.kind === 'map') for (const { key, line, value } of item.entries) addNested(found, path, key, line, value);
  }
  return read({
    path,
    kind: 'conda',
    name: written(yamlAt(root, 'name')),
    requiresPython: pythonOf(found.requirements),
    requirements: found.requirements,
    buildSystem: null,
    extras: [],
    groups: [],
    defaultGroups: null,
    includes: found.includes,
    indexes: yamlItems(yamlAt(root, 'channels')).flatMap((channel, index) => {
      const name = yamlText(channel);
      return name === null ? [] : [{ name, url: name, line: channel.line, isDefault: index === 0, explicit: false }];
    }),
    workspace: null,
    isPackage: false,
    scripts: [],
    tools: ['conda'],
    problems: found.problems,
  });
}

/** `channel::name=1.2=build`, `name>=1,<2`, `name 1.2.*`, `name[version='>=1']` (conda's MatchSpec). */
const SPECIFICATION = /^(?:[^\s=<>!~[]*::)?([A-Za-z0-9_][A-Za-z0-9_.-]*)\s*(.*)$/s;

function addConda({ requirements, problems }: Listed, text: string, line: number): void {
  const found = SPECIFICATION.exec(text.trim());
  if (!found?.[1]) {
    problems.push({ line, reason: `not a package of conda: ${text.slice(0, 100)}` });
    return;
  }
  const version = found[2]?.trim() ?? '';
  const name = normalizeName(found[1]);
  requirements.push({ ...plain(name, text, line, null), version: version === '' || version === '*' ? null : version, installer: 'conda' });
}

function addNested(found: Listed, path: string, key: string, line: number, value: YamlNode): void {
  if (key !== 'pip') {
    found.problems.push({ line, reason: `dependencies of ${key} are not read` });
    return;
  }
  for (const item of yamlItems(value)) {
    const text = yamlText(item);
    const document = text === null ? null : parseRequirements(path, text);
    for (const entry of document?.ok ? document.value.entries : []) addPip(found, entry, text ?? '', item.line);
  }
}

function addPip({ requirements, includes, problems }: Listed, entry: Entry, text: string, line: number): void {
  if (entry.kind === 'invalid') problems.push({ line, reason: entry.reason });
  if (entry.kind === 'requirement') {
    const { extras, marker, specifierSpan, url } = entry.requirement;
    const version = specifierSpan ? entry.joined.slice(specifierSpan.start, specifierSpan.end) : null;
    const sources = url === null ? [] : [urlSource(url, marker, line)];
    requirements.push({ ...plain(entry.name, text, line, null), version, extras: extras.map(normalizeName), marker, sources });
  }
  if (entry.kind === 'local') {
    const source = urlSource(entry.target, entry.marker, line);
    const kind = entry.form === 'path' || entry.form === 'archive' ? 'path' : source.kind;
    const sources = [{ ...source, kind, editable: entry.editable }];
    requirements.push({ ...plain(entry.name ?? '', text, line, null), extras: entry.extras.map(normalizeName), marker: entry.marker, sources });
  }
  if (entry.kind !== 'option') return;
  for (const { name, value } of entry.options) {
    if (value !== null && name === '--requirement') includes.push({ path: value, kind: 'requirement', line, group: null });
    if (value !== null && name === '--constraint') includes.push({ path: value, kind: 'constraint', line, group: null });
  }
}

/** `python=3.11`: which Python the environment is of. */
function pythonOf(requirements: readonly ProjectRequirement[]): Written | null {
  const python = requirements.find(({ name, installer }) => name === 'python' && installer === 'conda');
  return python?.version === null || python === undefined ? null : { text: python.version, line: python.line };
}

function written(node: YamlNode | null): Written | null {
  const text = yamlText(node);
  return text === null || node === null ? null : { text, line: node.line };
}
