import type { Place } from '#answer/answer.js';
import { projectRequirements } from '#files/project-requirements.js';
import type { Snapshot } from '#files/snapshot.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { normalizeName } from '#pep/name.js';
import { parseSpecifiers } from '#pep/specifiers.js';
import { selectRequirements, type Selection } from '#pyproject/select.js';
import type { ProjectRequirement, ProjectTool, PythonProject, RequirementSource } from '#pyproject/types.js';
import { workspaceSources } from '#pyproject/workspace-sources.js';
import { foldersUp, folderOf, isAbsolutePath, resolvePath } from '#text/paths.js';
import { applies } from './asked-lines.js';
import type { Sink } from './sink.js';

type ProjectInput = Extract<InstallInput, { readonly kind: 'project' }>;

/** What an install of a project asks for; `uv sync`, `poetry install`, `pip install .`, `pipenv sync`, `conda env create`. */
export function projectAsked(sink: Sink, input: ProjectInput, install: ResolvedInstall): void {
  // pip and `uv pip` read what the folder's build backend does: pyproject.toml and setup.py together.
  const isPip = install.install.call.manager === 'pip' || (install.install.call.manager === 'uv' && install.install.call.subcommand.startsWith('pip'));
  if (isPip && sink.folder(folderOf(input.path), input.extras, install.ships, install.at)) return;
  const project = readProject(sink.snapshot, input.path);
  if (project === null) return sink.doubt(`${input.path} cannot be read as a project`, install.at);
  const tool = toolOf(install);
  const every = input.extras.includes('*');
  const selection: Selection = {
    extras: every ? 'all' : input.extras,
    groups: input.groups.includes('*') ? 'all' : input.groups,
    withDefaultGroups: !input.withoutDev,
    ...(tool ? { tool } : {}),
  };
  addProject(sink, project, selection, { ships: install.ships, code: project.kind !== 'pipfile' && project.kind !== 'conda', at: install.at });
}

function toolOf({ install }: ResolvedInstall): ProjectTool | null {
  const { manager } = install.call;
  return manager === 'uv' || manager === 'poetry' || manager === 'pdm' || manager === 'pip' || manager === 'pipenv' || manager === 'conda' ? manager : null;
}

/** Whether what is asked for ships, and whether the project's own code comes with it. */
export interface How {
  readonly ships: boolean;
  readonly code: boolean;
  readonly at: Place;
}

/** Folders that are one project: the first of these that is there tells what it asks for. */
const FILES = ['pyproject.toml', 'setup.cfg', 'setup.py'];

/** The project in a folder of the workspace, as `pip install FOLDER` takes it; false: there is none. */
export function addProjectFolder(sink: Sink, folder: string, extras: readonly string[], ships: boolean, at: Place): boolean {
  const inside = FILES.map((name) => (folder === '' ? name : `${folder}/${name}`)).filter((path) => sink.snapshot.tree.has(path));
  const projects = inside.flatMap((path) => readProject(sink.snapshot, path) ?? []);
  for (const project of projects) {
    addProject(sink, project, { extras: extras.includes('*') ? 'all' : extras, groups: [], withDefaultGroups: false, tool: 'pip' }, { ships, code: true, at });
  }
  return projects.length > 0;
}

/** What a selection of a project asks for, with the projects and lists that it takes along. */
export function addProject(sink: Sink, project: PythonProject, selection: Selection, how: How): void {
  if (how.code) sink.project({ path: project.path, project, at: how.at });
  const { requirements, includes, problems } = selectRequirements(project, selection);
  for (const problem of problems) sink.doubt(problem, { path: project.path, line: 1 });
  for (const one of requirements) addRequirement(sink, project, one, how);
  for (const { path, kind } of includes) {
    const inside = resolvePath(folderOf(project.path), path);
    if (kind === 'requirement' && inside !== null) sink.file(inside, how.ships);
  }
}

function addRequirement(sink: Sink, project: PythonProject, one: ProjectRequirement, how: How): void {
  const above = one.sources.length > 0 ? null : sourcesAbove(sink.snapshot, project.path);
  const sources = above?.sources.get(one.name) ?? one.sources;
  const local = sources.find(({ kind }) => kind === 'path' || kind === 'workspace');
  const at = { path: project.path, line: one.line };
  const folder = local ? folderTaken(sink, one, local, above?.folder ?? folderOf(project.path)) : null;
  const open = openFolders(sink);
  const isOpen = folder !== null && open.has(folder);
  if (folder !== null && !isOpen) {
    open.add(folder);
    if (sink.folder(folder, one.extras, how.ships, at)) return;
    open.delete(folder);
  }
  const elsewhere = local?.kind === 'path' && !isOpen ? local.target : null;
  if (one.name === '' || one.name === 'python') return;
  const named = one.installer === 'conda' && one.name === 'pip' ? null : one.name;
  if (named === null) return;
  const written = parseSpecifiers(one.version ?? '');
  sink.add({
    name: named,
    extras: one.extras.map(normalizeName),
    specifiers: written.ok ? written.value.map(({ operator, version }) => `${operator}${version}`).join(',') : (one.version ?? ''),
    marker: one.marker,
    url: sources.find(({ kind }) => kind === 'git' || kind === 'url')?.target ?? elsewhere,
    written: one.written,
    ...(sources.length > 0 ? { sourced: true as const } : {}),
    comment: null,
    at,
    kind: project.kind === 'conda' ? 'conda' : 'project',
    group: one.group?.name ?? null,
    applies: applies(one.marker, sink.environment),
    ships: how.ships,
  });
}

interface Above {
  readonly folder: string;
  readonly sources: ReadonlyMap<string, readonly RequirementSource[]>;
}

const roots = new WeakMap<Snapshot, Map<string, Above | null>>();

/** What the root of the uv workspace above a member says of sources; null: there is none above. */
function sourcesAbove(snapshot: Snapshot, path: string): Above | null {
  const byFolder = roots.get(snapshot) ?? new Map<string, Above | null>();
  roots.set(snapshot, byFolder);
  const [, ...above] = foldersUp(folderOf(path));
  for (const folder of above) {
    let found = byFolder.get(folder);
    if (found === undefined) {
      const sources = workspaceSources(snapshot.text(folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`) ?? '');
      found = sources ? { folder, sources } : null;
      byFolder.set(folder, found);
    }
    if (found) return found;
  }
  return null;
}

/** Where a project of the workspace may lie that another takes by a path or as a member; null: that cannot be told. */
function folderTaken(sink: Sink, { name }: ProjectRequirement, { kind, target }: RequirementSource, from: string): string | null {
  if (kind === 'workspace') return memberFolder(sink.snapshot, name);
  return isAbsolutePath(target) ? sink.located(target) : resolvePath(from, target);
}

const opened = new WeakMap<Sink['add'], Set<string>>();

/** The folders whose projects are being read: some require each other, and each is taken once. */
function openFolders({ add }: Sink): Set<string> {
  const folders = opened.get(add) ?? new Set<string>();
  opened.set(add, folders);
  return folders;
}

const members = new WeakMap<Snapshot, ReadonlyMap<string, string>>();

/** The folder of the workspace's project by a name (uv: `{ workspace = true }`). */
export function memberFolder(snapshot: Snapshot, name: string): string | null {
  const start = snapshot.start ?? snapshot;
  const known =
    members.get(start) ??
    new Map(
      start.tree.paths
        .filter((path) => path === 'pyproject.toml' || path.endsWith('/pyproject.toml'))
        .flatMap((path) => {
          const named = readProject(start, path)?.name;
          return named ? [[normalizeName(named.text), folderOf(path)] as const] : [];
        }),
    );
  members.set(start, known);
  return known.get(name) ?? null;
}

const projects = new WeakMap<Snapshot, Map<string, PythonProject | null>>();

/** The project that a file of the workspace describes; null where it cannot be read. */
export function readProject(snapshot: Snapshot, path: string): PythonProject | null {
  const byPath = projects.get(snapshot) ?? new Map<string, PythonProject | null>();
  projects.set(snapshot, byPath);
  const known = byPath.get(path);
  if (known !== undefined) return known;
  const text = snapshot.text(path);
  const found = text === null ? null : projectRequirements(path, text);
  const project = found?.ok ? found.value : null;
  byPath.set(path, project);
  return project;
}
