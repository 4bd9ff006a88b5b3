import { normalizeName } from '#pep/name.js';
import type { ProjectInclude, ProjectRequirement, ProjectTool, PythonProject, RequirementGroup } from './types.js';

/** What an install asks of a project. */
export interface Selection {
  readonly extras: readonly string[] | 'all';
  readonly groups: readonly string[] | 'all';
  /** Whether the tool's default groups come too, as without `--no-dev`, `--no-default-groups`, `--only main`. */
  readonly withDefaultGroups: boolean;
  /** Groups that are left out all the same: `--without`, `--no-group`. */
  readonly withoutGroups?: readonly string[];
  /** False for `--only-group`, `--only dev`: the project's own dependencies stay out. */
  readonly withProject?: boolean;
  /** Which tool installs: it decides which groups are the default. Without it, the one whose table the file has. */
  readonly tool?: ProjectTool;
}

export interface Selected {
  readonly requirements: readonly ProjectRequirement[];
  /** Other lists that are part of it. */
  readonly includes: readonly ProjectInclude[];
  /** Why the list may be another than what the tool takes: unknown names, what could not be read. */
  readonly problems: readonly string[];
}

/** The requirements that an install of a project takes, in the order of the file. */
export function selectRequirements(project: PythonProject, selection: Selection): Selected {
  const problems = project.problems.map(({ line, reason }) => `${project.path}:${line}: ${reason}`);
  const extras = wantedExtras(project, selection.extras, problems);
  const groups = wantedGroups(project, selection, problems);
  function isWanted({ group, optional = false }: { readonly group: ProjectRequirement['group']; readonly optional?: boolean }): boolean {
    if (group === null) return selection.withProject !== false && !optional;
    return group.kind === 'extra' ? selection.withProject !== false && extras.has(group.name) : groups.has(group.name);
  }
  const own = project.name === null ? null : normalizeName(project.name.text);
  const seen = new Set<string>();
  const requirements = project.requirements.filter((one) => {
    const key = `${one.line}\0${one.name}\0${one.written}`;
    // `project[extra]` inside the project's own extras only opens another extra.
    if (!isWanted(one) || (one.name === own && one.group !== null) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  return { requirements, includes: project.includes.filter(isWanted), problems };
}

/** The extras asked for and those that they ask for themselves: `all = ["project[server,cli]"]`. */
function wantedExtras(project: PythonProject, asked: Selection['extras'], problems: string[]): ReadonlySet<string> {
  const wanted = new Set(asked === 'all' ? project.extras : asked.map(normalizeName));
  const own = project.name === null ? null : normalizeName(project.name.text);
  const links = own === null ? [] : project.requirements.filter(({ name, group }) => name === own && group !== null);
  for (const extra of wanted) {
    if (!project.extras.includes(extra)) problems.push(`${project.path} has no extra ${extra}`);
    for (const { group, extras } of links) if (group?.kind === 'extra' && group.name === extra) for (const next of extras) wanted.add(next);
  }
  return wanted;
}

function wantedGroups(project: PythonProject, selection: Selection, problems: string[]): ReadonlySet<string> {
  const asked = selection.groups === 'all' ? project.groups.map(({ name }) => name) : selection.groups.map(normalizeName);
  const usual = selection.withDefaultGroups ? defaultGroups(project, selection.tool) : [];
  const without = new Set((selection.withoutGroups ?? []).map(normalizeName));
  const wanted = new Set([...asked, ...usual].filter((name) => !without.has(name)));
  // A set that grows while it is walked: a cycle of includes ends where everything is in it.
  for (const name of wanted) {
    const groups = project.groups.filter((group) => group.name === name);
    if (groups.length === 0) problems.push(`${project.path} has no dependency group ${name}`);
    for (const included of groups.flatMap(({ includes }) => includes)) wanted.add(normalizeName(included.text));
  }
  return wanted;
}

/**
 * The groups that a tool installs without being asked: uv those of `default-groups`, else `dev`; Poetry all that are not
 * optional; PDM all; pip and Pipenv none.
 */
export function defaultGroups(project: PythonProject, tool: ProjectTool = habitOf(project)): readonly string[] {
  const names = (groups: readonly RequirementGroup[]) => groups.map(({ name }) => name);
  if (tool === 'poetry') return names(project.groups.filter(({ optional }) => !optional));
  if (tool === 'pdm') return names(project.groups);
  if (tool !== 'uv') return [];
  if (project.defaultGroups !== null) return project.defaultGroups === 'all' ? names(project.groups) : project.defaultGroups;
  return names(project.groups.filter(({ name }) => name === 'dev'));
}

function habitOf(project: PythonProject): ProjectTool {
  return project.tools[0] ?? (project.kind === 'pyproject' ? 'uv' : 'pip');
}
