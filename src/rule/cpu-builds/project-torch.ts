import { projectAt, type Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { unheard } from '#answer/ledger.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { locksOf, projectUses, type ProjectUse } from '#needs/asked/project-uses.js';
import { lockedPackages } from '#needs/image-edges.js';
import type { InstallRequest } from '#sizes/types.js';
import type { Hit } from '#answer/answer.js';
import type { Requirement, RequirementsFile } from '#rule/requirement.js';
import { lockCommand } from '#rule/projects/locks.js';
import { projectIndex } from '#rule/projects/index-edit.js';
import { published } from '#rule/projects/published.js';
import type { ProjectIndex } from '#rule/torch-installs.js';
import type { ProjectDocument } from '#pyproject/document.js';
import { FAMILY, isAcceleratorIndex, isCpuIndex } from './family.js';

/** An install of a project by the tool that keeps its lock, and what comes of torch with it. */
export interface ProjectComing {
  readonly image: ImageModel;
  readonly install: ResolvedInstall;
  readonly request: InstallRequest;
  readonly names: readonly string[];
}

/** A project whose lock gives images the build of torch for CUDA. */
export interface ProjectTorch<C extends ProjectComing> {
  readonly comings: readonly [C, ...C[]];
  readonly means: ProjectIndex;
  /** The locks that it makes stale. */
  readonly stale: RequirementsFile['compiledTo'];
  readonly hits: readonly Pick<Hit, 'text' | 'at'>[];
}

/** Whether an install is one that takes a project as its tool has locked it. */
export function takesProject({ install: { call }, inputs }: ResolvedInstall): 'uv' | 'poetry' | null {
  if (!inputs.some(({ kind }) => kind === 'project')) return null;
  if (call.manager === 'uv') return call.subcommand === 'sync' ? 'uv' : null;
  return call.manager === 'poetry' && (call.subcommand === 'install' || call.subcommand === 'sync') ? 'poetry' : null;
}

/** Whether the lock of an image, where it has one, holds torch as PyPI has it. */
export function isLockedForCuda(image: ImageModel, snapshot: Snapshot, indexUrl: string): boolean {
  const locked = unheard(() => lockedPackages(image, snapshot, 'torch'));
  return locked.every(({ version, source }) => source.kind === 'registry' && version?.includes('+') !== true && (source.where === null || (!isCpuIndex(source.where, indexUrl) && !isAcceleratorIndex(source.where))));
}

/** The projects behind such installs: those that share a lock are one, since it holds one torch for all of them. */
export function projectsWithTorch<C extends ProjectComing>(snapshot: Snapshot, requirements: readonly Requirement[], comings: readonly C[], indexUrl: string): readonly ProjectTorch<C>[] {
  const groups = new Map<string, [C, ...C[]]>();
  for (const one of comings) {
    const input = projectOf(one.install);
    const key = input.lock ?? input.path;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].flatMap((group) => ofGroup(snapshot, requirements, group, indexUrl) ?? []);
}

function projectOf({ inputs }: ResolvedInstall): { readonly path: string; readonly lock: string | null } {
  return inputs.find((input) => input.kind === 'project') ?? { path: '', lock: null };
}

function ofGroup<C extends ProjectComing>(snapshot: Snapshot, requirements: readonly Requirement[], comings: readonly [C, ...C[]], indexUrl: string): ProjectTorch<C> | null {
  const [first] = comings;
  const tool = takesProject(first.install);
  const images = new Set(comings.map(({ image }) => image.build.id));
  const asked = requirements.filter(({ file, name, images: { names } }) => file.origin === 'project' && FAMILY.includes(name) && names.some((one) => images.has(one)));
  const paths = new Set(asked.length > 0 ? asked.map(({ at }) => at.path) : comings.map(({ install }) => projectOf(install).path));
  const [only, second] = paths;
  const { lock } = projectOf(first.install);
  // What several members of a workspace ask for is said at its root: uv's sources there hold for all of them.
  const path = second === undefined ? only : tool === 'uv' && lock !== null && asked.some(({ name }) => name === 'torch') ? lock.replace(/[^/]+$/, 'pyproject.toml') : undefined;
  const document = path === undefined ? null : projectAt(snapshot, path);
  if (second !== undefined && !document?.project.workspace) return null;
  if (tool === null || !document || path === undefined || hasOwnIndex(snapshot, document, comings, indexUrl)) return null;
  const uses = [...paths].flatMap((one) => projectUses(snapshot).get(one) ?? []);
  const locks = locksOf(snapshot, path, uses);
  const added = asked.some(({ name }) => name === 'torch') ? [] : ['torch'];
  const means = projectIndex(document, { tool, index: { name: 'pytorch-cpu', url: indexUrl }, asked, added });
  return { comings, means, stale: locks.map((lock) => ({ path: lock, command: lockCommand(snapshot, lock) })), hits: against(snapshot, document, added, asked, uses, images) };
}

/** Somebody has decided already: sources of torch, or an index for one kind of build, here or at the root of the workspace. */
function hasOwnIndex(snapshot: Snapshot, document: ProjectDocument, comings: readonly ProjectComing[], indexUrl: string): boolean {
  const roots = comings.flatMap(({ install }) => {
    const { lock } = projectOf(install);
    return lock === null ? [] : (projectAt(snapshot, lock.replace(/[^/]+$/, 'pyproject.toml')) ?? []);
  });
  return [document, ...roots].some(({ project, places }) => {
    const sourced = project.requirements.some(({ name, sources }) => FAMILY.includes(name) && sources.length > 0);
    const named = places.pairs.some(({ keys }) => keys[1] === 'uv' && ((keys[2] === 'sources' && FAMILY.includes(String(keys[3]))) || keys[2] === 'override-dependencies' || keys[2] === 'conflicts'));
    return sourced || named || project.indexes.some(({ url }) => isCpuIndex(url, indexUrl) || isAcceleratorIndex(url));
  });
}

function against(snapshot: Snapshot, document: ProjectDocument, added: readonly string[], asked: readonly Requirement[], uses: readonly ProjectUse[], images: ReadonlySet<string>): readonly Pick<Hit, 'text' | 'at'>[] {
  const outside = added.length > 0 ? published(snapshot, document) : null;
  // pip reads neither uv's sources nor Poetry's: it would still take the build for CUDA, which is no harm, but no change either.
  const pip = uses.find(({ resolved, image }) => takesProject(resolved) === null && images.has(image));
  const exact = asked.find(({ specifiers }) => specifiers.includes('==='));
  return [
    ...(outside ? [{ text: `${outside.text}; to ask for torch by name would ask it of them as well`, at: outside.at }] : []),
    ...(pip ? [{ text: `${pip.image} installs ${pip.file} with ${pip.install.call.manager} ${pip.install.call.subcommand}, which does not read such an index`, at: pip.resolved.at }] : []),
    ...(exact ? [{ text: `${exact.written} fits no version with a label`, at: exact.at }] : []),
  ];
}
