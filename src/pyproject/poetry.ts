import { normalizeName } from '#pep/name.js';
import { tomlAt, tomlEntries, tomlFlag, tomlItems, tomlText, tomlTexts, tomlWritten, type TomlNode, type Written } from './toml.js';
import { scriptsOf, toolRequirements } from './tool-requirement.js';
import type { GroupOf, PackageIndex, ProjectRequirement, PythonProject, RequirementGroup, RequirementSource } from './types.js';

/** What `[tool.poetry]` adds to a project. */
export interface PoetryPart {
  readonly name: Written | null;
  readonly requiresPython: Written | null;
  readonly requirements: readonly ProjectRequirement[];
  readonly extras: readonly string[];
  readonly groups: readonly RequirementGroup[];
  readonly indexes: readonly PackageIndex[];
  readonly isPackage: boolean | null;
  readonly scripts: PythonProject['scripts'];
  /** Sources of requirements that `[project]` names and `[tool.poetry.dependencies]` only enriches. */
  readonly sources: ReadonlyMap<string, readonly RequirementSource[]>;
}

/**
 * Reads `[tool.poetry]` (python-poetry.org/docs/pyproject). Where `[project]` has its own list, the main dependencies
 * here only say where those come from, unless `dynamic` names them (poetry-core, `Factory._configure_package_dependencies`).
 */
export function readPoetry(poetry: TomlNode, text: string, enriches: boolean): PoetryPart {
  const main = tomlEntries(tomlAt(poetry, 'dependencies')).filter(({ key }) => key.toLowerCase() !== 'python');
  const python = tomlEntries(tomlAt(poetry, 'dependencies')).find(({ key }) => key.toLowerCase() === 'python');
  const extras = tomlEntries(tomlAt(poetry, 'extras')).map(({ key, value }) => ({
    name: normalizeName(key),
    members: new Set(tomlTexts(value).map((member) => normalizeName(member.text))),
  }));
  const written = main.flatMap((entry) => toolRequirements(entry, text, null));
  const version = tomlText(python?.value ?? null);
  const groups = groupsOf(poetry);
  return {
    name: tomlWritten(tomlAt(poetry, 'name')),
    requiresPython: python && version !== null ? { text: version, line: python.line } : null,
    requirements: [...(enriches ? [] : written.flatMap((one) => inExtras(one, extras))), ...groupRequirements(poetry, text)],
    extras: extras.map(({ name }) => name),
    groups,
    indexes: tomlItems(tomlAt(poetry, 'source')).flatMap(indexOf),
    isPackage: tomlFlag(tomlAt(poetry, 'package-mode')),
    scripts: scriptsOf(tomlAt(poetry, 'scripts')),
    sources: new Map(written.filter(({ sources }) => sources.length > 0).map(({ name, sources }) => [name, sources])),
  };
}

/** An optional dependency once for each extra that names it. */
function inExtras(one: ProjectRequirement, extras: readonly { readonly name: string; readonly members: ReadonlySet<string> }[]): readonly ProjectRequirement[] {
  const found = one.optional ? extras.filter(({ members }) => members.has(one.name)) : [];
  return found.length === 0 ? [one] : found.map(({ name }) => ({ ...one, group: { kind: 'extra' as const, name } }));
}

function groupsOf(poetry: TomlNode): readonly RequirementGroup[] {
  const dev = tomlAt(poetry, 'dev-dependencies');
  const old: readonly RequirementGroup[] = dev ? [{ kind: 'dev', name: 'dev', line: dev.line, includes: [], optional: false }] : [];
  const named = tomlEntries(tomlAt(poetry, 'group')).map(({ key, line, value }) => ({
    kind: 'group' as const,
    name: normalizeName(key),
    line,
    includes: tomlTexts(tomlAt(value, 'include-groups')),
    optional: tomlFlag(tomlAt(value, 'optional')) === true,
  }));
  return [...old, ...named];
}

function groupRequirements(poetry: TomlNode, text: string): readonly ProjectRequirement[] {
  const dev: GroupOf = { kind: 'dev', name: 'dev' };
  const old = tomlEntries(tomlAt(poetry, 'dev-dependencies')).flatMap((entry) => toolRequirements(entry, text, dev));
  const named = tomlEntries(tomlAt(poetry, 'group')).flatMap(({ key, value }) => {
    const group: GroupOf = { kind: 'group', name: normalizeName(key) };
    return tomlEntries(tomlAt(value, 'dependencies')).flatMap((entry) => toolRequirements(entry, text, group));
  });
  return [...old, ...named];
}

/** `[[tool.poetry.source]]`; a primary source takes the place of PyPI, where PyPI is not named itself. */
function indexOf(source: TomlNode): readonly PackageIndex[] {
  const url = tomlWritten(tomlAt(source, 'url'));
  if (url === null) return [];
  const priority = tomlText(tomlAt(source, 'priority'));
  const isDefault = priority === null || priority === 'primary' || priority === 'default';
  return [{ name: tomlText(tomlAt(source, 'name')), url: url.text, line: url.line, isDefault, explicit: priority === 'explicit' }];
}
