import { isReadOnlyProject } from '#files/project-requirements.js';
import { projectAt, requirementsAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import type { InstallInput, ResolvedInstall } from '#image/installs/resolved-install.js';
import { resolveIncludes } from '#requirements/includes.js';
import { folderOf, foldersUp } from '#text/paths.js';
import type { FileUse } from '#services/file-uses.js';
import { workspaceImages } from '#services/workspace-images.js';
import type { Asked } from '#needs/types.js';
import { askedFor } from './asked.js';
import { compiledProjects } from './compiled-projects.js';

/** An install that takes the file of a project: by `uv sync`, `poetry install`, `pip install .`, or since another project requires it by its folder. */
export interface ProjectUse extends FileUse {
  readonly resolved: ResolvedInstall;
  readonly of: ImageModel;
  /** What it takes of the file: `12 flask`, line and name. */
  readonly rows: ReadonlySet<string>;
}

const known = new WeakMap<Snapshot, ReadonlyMap<string, readonly ProjectUse[]>>();

/** Who installs which pyproject.toml, setup.py, setup.cfg or Pipfile, and what of it: by path. Stages that no build needs are among the images. */
export function projectUses(snapshot: Snapshot): ReadonlyMap<string, readonly ProjectUse[]> {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const found = new Map<string, ProjectUse[]>();
  const { images, besides } = workspaceImages(snapshot);
  const some = [...snapshot.kinds.values()].includes('pyproject') || snapshot.tree.paths.some(isReadOnlyProject);
  for (const image of some ? [...images, ...besides] : []) {
    for (const use of usesIn(image, snapshot)) found.set(use.file, [...(found.get(use.file) ?? []), use]);
  }
  known.set(snapshot, found);
  return found;
}

function usesIn(image: ImageModel, snapshot: Snapshot): readonly ProjectUse[] {
  return image.installs.flatMap((resolved) => {
    if (!mayTakeProjects(resolved, snapshot)) return [];
    const { asked, projects } = askedFor({ ...image, installs: [resolved] }, snapshot, {});
    const rows = projectRows(asked, snapshot);
    const paths = new Set([...rows.map(({ at }) => at.path), ...projects.flatMap(({ path }) => (projectAt(snapshot, path) ? path : []))]);
    return [...paths].map((file): ProjectUse => ({
      file,
      kind: 'requirement',
      image: image.build.id,
      model: image.dockerfile,
      install: resolved.install,
      assumption: null,
      resolved,
      of: image,
      rows: new Set(rows.flatMap(({ at, name }) => (at.path === file ? [`${at.line} ${name}`] : []))),
    }));
  });
}

/** Whether an install would still ask for a distribution by a file of a project, at another moment of the plan. */
export function stillAsks({ of, resolved, file }: ProjectUse, snapshot: Snapshot, name: string): boolean {
  const { asked } = askedFor({ ...of, installs: [resolved] }, snapshot, {});
  return asked.some((one) => one.name === name && one.at.path === file);
}

/** What the projects of an image ask for, with their files; compared before and after a fix. */
export function projectsAsked(image: ImageModel, snapshot: Snapshot): { readonly rows: readonly Asked[]; readonly paths: readonly string[] } {
  const installs = image.installs.filter((install) => mayTakeProjects(install, snapshot));
  if (installs.length === 0) return { rows: [], paths: [] };
  const { asked, projects } = askedFor({ ...image, installs }, snapshot, {});
  const rows = projectRows(asked, snapshot);
  return { rows, paths: [...new Set([...rows.map(({ at }) => at.path), ...projects.map(({ path }) => path)])].toSorted() };
}

function projectRows(asked: readonly Asked[], snapshot: Snapshot): readonly Asked[] {
  return asked.filter(({ at, kind }) => kind === 'project' && (snapshot.kinds.get(at.path) === 'pyproject' || isReadOnlyProject(at.path)));
}

/** A look at the inputs alone: most installs of most repositories have nothing to do with projects. */
function mayTakeProjects({ inputs }: ResolvedInstall, snapshot: Snapshot): boolean {
  return inputs.some((input) => isOrHoldsProject(input, snapshot));
}

function isOrHoldsProject(input: InstallInput, snapshot: Snapshot): boolean {
  if (input.kind === 'project') return true;
  if (input.kind === 'wheels') return input.from.some((inner) => isOrHoldsProject(inner, snapshot));
  if (input.kind !== 'file' || input.role !== 'requirement') return false;
  if (snapshot.kinds.get(input.path) === 'pyproject') return true;
  const start = requirementsAt(snapshot, input.path);
  if (!start) return false;
  const { documents } = resolveIncludes(start, (path) => requirementsAt(snapshot, path));
  return documents.some(({ document }) => compiledProjects(snapshot, document).length > 0 || document.entries.some(({ kind }) => kind === 'local'));
}

/** The locks that hold what a project asks for: those its installs take, and one at the root of its workspace or beside it. */
export function locksOf(snapshot: Snapshot, path: string, uses: readonly ProjectUse[]): readonly string[] {
  const taken = uses.flatMap(({ resolved }) => resolved.inputs.flatMap((input) => (input.kind === 'project' && input.lock !== null ? input.lock : [])));
  const beside = ['uv.lock', 'poetry.lock', 'pdm.lock'].map((name) => path.replace(/pyproject\.toml$/, name));
  const roots = foldersUp(folderOf(path)).slice(1).flatMap((folder) => {
    const above = folder === '' ? '' : `${folder}/`;
    return projectAt(snapshot, `${above}pyproject.toml`)?.project.workspace ? [`${above}uv.lock`] : [];
  });
  return [...new Set([...taken, ...[...beside, ...roots].filter((lock) => snapshot.tree.has(lock))])].toSorted();
}
