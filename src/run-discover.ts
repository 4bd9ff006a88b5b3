import { loadAlso, loadWorkspace, type Loaded } from '#files/load.js';
import type { Snapshot } from '#files/snapshot.js';
import { openTree, type FileTree } from '#files/tree.js';
import type { Io } from '#io/types.js';
import { needsByService } from '#needs/by-service.js';
import { keepsNothing } from '#needs/keeps.js';
import { workspaceNeeds, type NeedOptions, type WorkspaceNeeds } from '#needs/workspace-needs.js';
import { keepScanned, type ScanAids, scanAhead } from '#python/ahead/ahead.js';
import type { BuildFile } from '#compose/types.js';
import type { Build } from '#image/build.js';
import type { ImageModel } from '#image/image.js';
import { readBuildFiles } from '#services/build-files.js';
import { dockerfilesToRead } from '#services/build-places.js';
import { namedFiles } from '#services/file-uses.js';
import type { PurposeOverride } from '#services/purpose.js';
import type { Services } from '#services/service.js';
import type { Sets } from '#sizes/proof/sets.js';
import { understandingOf, type Understanding } from '#services/understanding.js';
import { workspaceModel } from '#services/workspace-model.js';
import { workspaceServices } from '#services/workspace-services.js';
import { baseName, folderOf } from '#text/paths.js';
import type { Read } from '#text/read.js';
import type { Config, ConfiguredKeep, RunOptions } from './run-types.js';

/** What `services`, `image` and `needs` show: the story up to the model. It stands in a file of its own, so that these commands load no planner. */
export interface Discovery {
  readonly services: Services;
  /** What a build produces, or why that cannot be told. */
  imageOf(build: Build): Read<ImageModel>;
  /** One for each build that can be made as it is told, and for the stages that no build needs. */
  images(): readonly ImageModel[];
  understanding(): Understanding;
  /** What each image needs; worked out when it is asked for. */
  needs(): WorkspaceNeeds;
  /** Keeps of the configuration that speak of nothing that is asked for. */
  idleKeeps(): readonly ConfiguredKeep[];
  /** Every document, for what is worked out of them behind the model. */
  readonly snapshot: Snapshot;
  readonly skipped: Loaded['skipped'];
  /** Keeps what code says for the next run: to be called at the end. */
  keepScanned(): void;
}

/** Reads a workspace up to the model: its documents, services and images; what each image needs is worked out when it is asked for. */
export async function discover(options: Pick<RunOptions, 'root' | 'config' | 'metadata' | 'resolver' | 'progress' | 'workers' | 'cacheFor'>, io: Io): Promise<Discovery> {
  const tree = treeOf(options, io);
  const { loaded, services } = await readWorkspace(tree, options, io);
  const { images } = workspaceModel(loaded.snapshot);
  const asked = await needOptions(options, loaded.snapshot, await setsFor(options));
  const needs = (): WorkspaceNeeds => {
    options.progress?.('reading code');
    return workspaceNeeds(loaded.snapshot, asked);
  };
  return {
    services,
    needs,
    idleKeeps: () => idleKeeps(options.config, services, needs),
    imageOf: (build) => images.imageOf(build),
    images: () => [...images.images, ...images.besides],
    understanding: () => understandingOf(services, [...images.images, ...images.besides]),
    snapshot: loaded.snapshot,
    skipped: loaded.skipped,
    keepScanned: () => keepScanned(tree),
  };
}

/** The files of the workspace; its code is read by workers meanwhile, as far as no earlier run has done it. */
export function treeOf({ root, progress, ...aids }: Pick<RunOptions, 'root' | 'progress' | keyof ScanAids>, io: Io): FileTree {
  progress?.('looking for files');
  const tree = openTree(io, root);
  scanAhead(tree, io, aids);
  return tree;
}

/** A workspace that is read. */
export interface ReadWorkspace {
  readonly loaded: Loaded;
  readonly services: Services;
}

/** Every document, and who is made of them. */
export async function readWorkspace(tree: FileTree, { config, progress }: Pick<RunOptions, 'config' | 'progress'>, io: Io): Promise<ReadWorkspace> {
  progress?.('reading documents');
  const loaded = readNamed(io, loadWorkspace(io, tree, { selects: await selection(io, tree, config) }));
  return { loaded, services: workspaceServices(loaded.snapshot, await purposes(io, tree, config)) };
}

/** What is known from outside the repository. Made once for a run: verdicts are kept by it. */
export async function needOptions({ config, metadata }: Pick<RunOptions, 'config' | 'metadata'>, snapshot: Snapshot, sets: Sets | null): Promise<NeedOptions> {
  const told = { keep: config?.keep ?? [], metadata: metadata ?? null };
  if (!sets) return told;
  const { resolvedEdges } = await import('#sizes/proof/resolved-edges.js');
  return { ...told, resolved: await resolvedEdges(snapshot, sets) };
}

/** What the run's resolver says, each set of requirements asked once; null: there is none. */
export async function setsFor({ resolver, progress }: Pick<RunOptions, 'resolver' | 'progress'>): Promise<Sets | null> {
  if (!resolver) return null;
  const { setsOf } = await import('#sizes/proof/sets.js');
  return setsOf(resolver, (line) => progress?.(line));
}

export function idleKeeps(config: Config | null, services: Services, needs: () => WorkspaceNeeds): readonly ConfiguredKeep[] {
  if (!config || config.keep.length === 0) return [];
  return keepsNothing(config.keep, needsByService(services, needs(), true).told);
}

/** Builds name Dockerfiles, and Dockerfiles requirements files, by any name: those are read too, with what they include. */
function readNamed(io: Io, loaded: Loaded): Loaded {
  const buildFiles = readBuildFiles(loaded.snapshot);
  const mentions = buildFiles.flatMap((file) => file.mentions);
  const withCompose = loadAlso(io, loaded, composeFilesOf(buildFiles), 'compose');
  const withDockerfiles = loadAlso(io, withCompose, dockerfilesToRead(loaded.snapshot, mentions), 'dockerfile');
  const { uses } = workspaceModel(withDockerfiles.snapshot);
  return loadAlso(io, withDockerfiles, namedFiles(uses));
}

/** Every file that says something of a compose service, whatever it is called. */
function composeFilesOf(files: readonly BuildFile[]): readonly string[] {
  return [...new Set(files.flatMap(({ services }) => services.flatMap(({ at, project, memory, healthcheck }) => [at.path, ...project.files, ...memory.map((one) => one.at.path), ...(healthcheck ? [healthcheck.at.path] : [])])))];
}

/** What the configuration says images are for: by a service's name, or a glob of Dockerfiles. */
async function purposes(io: Io, tree: FileTree, config: Config | null): Promise<PurposeOverride | undefined> {
  if (!config || config.services.size === 0) return undefined;
  const { globFiles } = await import('#files/glob-files.js');
  const { folder, inside } = configFolder(tree, config);
  const rows = [...config.services].map(([name, { purpose }]) => ({
    name,
    purpose,
    paths: new Set(/[*?/[]/.test(name) ? globFiles(io, folder, [name]).map((path) => inside + path) : []),
  }));
  return ({ dockerfile, readFrom }) => {
    const names = [...readFrom.map(({ name }) => name), baseName(folderOf(dockerfile))];
    return rows.find(({ name, paths }) => names.includes(name) || paths.has(dockerfile))?.purpose ?? null;
  };
}

/** `include` and `exclude` of the configuration, as a question about a path. */
async function selection(io: Io, tree: FileTree, config: Config | null): Promise<(path: string) => boolean | null> {
  if (!config || (config.include.length === 0 && config.exclude.length === 0)) return () => null;
  const { globFiles } = await import('#files/glob-files.js');
  const { folder, inside } = configFolder(tree, config);
  const find = (patterns: readonly string[]): ReadonlySet<string> => new Set(globFiles(io, folder, patterns).map((path) => inside + path));
  const included = config.include.length === 0 ? null : find(config.include);
  const excluded = find(config.exclude);
  return (path) => {
    if (excluded.has(path)) return false;
    return included === null ? null : included.has(path);
  };
}

/** The configuration's folder, and what has to stand before its paths to make them the workspace's. */
export function configFolder(tree: FileTree, { path }: Config): { readonly folder: string; readonly inside: string } {
  const folder = folderOf(path);
  return { folder, inside: folder === tree.root ? '' : `${folder.slice(tree.root.length + 1)}/` };
}
