import { kindOf } from '#files/kinds.js';
import type { Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import { contextPaths, transfersOf } from '#image/files/context-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { compareVersions } from '#pep/versions.js';
import { folderOf, isWithin } from '#text/paths.js';
import { likelyContexts } from './contexts.js';
import { couldMean, reaches, type FileUses, type LostUse } from './file-uses.js';
import { imagePython } from './pythons.js';

/** An image that may install a file in a way that was not followed. */
export interface Doubt {
  readonly because: string;
  /** Its Python is older than those that are known: then what holds for them may not hold for it. */
  readonly older: boolean;
}

/**
 * The Dockerfiles that may install a requirements file besides those whose install was followed back
 * to it: they copy it, or run what cannot be told, or could not be read. One whose Python is no older
 * than the known ones raises no doubt.
 */
export function otherImages(snapshot: Snapshot, file: string, uses: FileUses, models: readonly DockerfileModel[], lowest: string): readonly Doubt[] {
  const followed = new Set((uses.byFile.get(file) ?? []).map(({ model }) => model));
  const found = models.flatMap((model): readonly Doubt[] => {
    const reason = lostDoubt(model, file, uses) ?? (!followed.has(model) && copies(snapshot, model, file) ? `${model.document.path} copies ${file}` : null);
    if (reason === null) return [];
    const python = imagePython(model);
    if (python === null) return [{ because: `${reason}, and its Python is not known`, older: false }];
    const older = (compareVersions(python, lowest) ?? 0) < 0;
    return older ? [{ because: `${reason}, and has Python ${python}`, older }] : [];
  });
  return [...found, ...unread(snapshot, file)];
}

/**
 * Why more images may install a file than were found to: installs that could not be followed and may mean it, Dockerfiles that
 * were not read. One that only copies it along with its folder is none: it does not install it.
 */
export function untoldInstalls(snapshot: Snapshot, file: string, uses: FileUses, models: readonly DockerfileModel[]): readonly string[] {
  const followed = new Set((uses.byFile.get(file) ?? []).map(({ model }) => model.document.path));
  const others = doubtful(models, uses).filter(({ document }) => !followed.has(document.path));
  return [...others.flatMap((model) => lostDoubt(model, file, uses) ?? []), ...unread(snapshot, file).map(({ because }) => because)];
}

const doubtfulOnes = new WeakMap<FileUses, WeakMap<readonly DockerfileModel[], readonly DockerfileModel[]>>();

/** The Dockerfiles whose installs are not all told: few of many, and each file asks about them. */
function doubtful(models: readonly DockerfileModel[], uses: FileUses): readonly DockerfileModel[] {
  const byModels = doubtfulOnes.get(uses) ?? new WeakMap<readonly DockerfileModel[], readonly DockerfileModel[]>();
  doubtfulOnes.set(uses, byModels);
  const found = byModels.get(models) ?? models.filter((model) => lostOf(uses, model).length > 0 || installDoubt(model) !== null);
  byModels.set(models, found);
  return found;
}

function lostDoubt(model: DockerfileModel, file: string, uses: FileUses): string | null {
  const lost = lostOf(uses, model).find((one) => couldMean(one, file, uses));
  if (lost) return `${model.document.path}: ${lost.because}`;
  const reason = installDoubt(model);
  return reason === null || !reaches(model, file, uses) ? null : `${model.document.path}: ${reason}`;
}

const lostByPath = new WeakMap<FileUses, ReadonlyMap<string, readonly LostUse[]>>();

/** By the Dockerfile's path: each of its builds may walk it with arguments of its own. */
function lostOf(uses: FileUses, { document }: DockerfileModel): readonly LostUse[] {
  const known = lostByPath.get(uses) ?? groupByPath(uses.lost);
  lostByPath.set(uses, known);
  return known.get(document.path) ?? [];
}

function groupByPath(lost: readonly LostUse[]): ReadonlyMap<string, readonly LostUse[]> {
  const found = new Map<string, LostUse[]>();
  for (const one of lost) {
    const { path } = one.model.document;
    found.set(path, [...(found.get(path) ?? []), one]);
  }
  return found;
}

const doubts = new WeakMap<DockerfileModel, { readonly reason: string | null }>();

/** The first thing that keeps the installs of a Dockerfile from being whole. */
function installDoubt(model: DockerfileModel): string | null {
  const known = doubts.get(model);
  if (known) return known.reason;
  const [reason = null] = model.installs.flat().flatMap((installs) => (installs.ok ? (installs.value.doubt ?? []) : installs.reason));
  doubts.set(model, { reason });
  return reason;
}

function copies({ tree }: Snapshot, model: DockerfileModel, file: string): boolean {
  return copiedPaths(tree, model).some((path) => isWithin(file, path));
}

const copied = new WeakMap<FileTree, WeakMap<DockerfileModel, readonly string[]>>();

/** The files and folders that a Dockerfile copies from each of its likely contexts; asked about many files, found once. */
function copiedPaths(tree: FileTree, model: DockerfileModel): readonly string[] {
  const byModel = copied.get(tree) ?? new WeakMap<DockerfileModel, readonly string[]>();
  copied.set(tree, byModel);
  const known = byModel.get(model);
  if (known) return known;
  const sources = transfersOf(model).copies.flatMap((transfer) => transfer.sources.flatMap((source) => source ?? []));
  const found = [...new Set(likelyContexts(model, tree).flatMap((context) => sources.flatMap((source) => contextPaths(tree, context, source))))];
  byModel.set(model, found);
  return found;
}

const notRead = new WeakMap<Snapshot, readonly string[]>();

/** Dockerfiles beside or around the file that could not be read, or that the configuration leaves out. */
function unread(snapshot: Snapshot, file: string): readonly Doubt[] {
  const { tree, kinds } = snapshot;
  const paths = notRead.get(snapshot) ?? tree.paths.filter((path) => kindOf(path) === 'dockerfile' && !kinds.has(path));
  notRead.set(snapshot, paths);
  return paths
    .filter((path) => isWithin(folderOf(file), folderOf(path)) || isWithin(folderOf(path), folderOf(file)))
    .map((path) => ({ because: `${path} is not looked at, and may install ${file}`, older: false }));
}
