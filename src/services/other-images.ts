import { kindOf } from '#files/kinds.js';
import type { Snapshot } from '#files/snapshot.js';
import { contextPaths } from '#image/context-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { copyTransfer } from '#image/transfers.js';
import { compareVersions } from '#pep/versions.js';
import { folderOf, isWithin } from '#text/paths.js';
import { likelyContexts } from './contexts.js';
import { couldMean, reaches, type FileUses } from './file-uses.js';
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

function lostDoubt(model: DockerfileModel, file: string, uses: FileUses): string | null {
  const lost = uses.lost.find((one) => one.model === model && couldMean(one, file, uses));
  if (lost) return `${model.document.path}: ${lost.because}`;
  const reason = model.installs.flat().flatMap((installs) => (installs.ok ? (installs.value.doubt ?? []) : installs.reason))[0];
  return reason === undefined || !reaches(model, file, uses) ? null : `${model.document.path}: ${reason}`;
}

function copies({ tree }: Snapshot, model: DockerfileModel, file: string): boolean {
  const contexts = likelyContexts(model, tree);
  return model.stages.some(({ stage, moments }) =>
    stage.instructions.some((instruction, at) => {
      const moment = moments[at];
      const transfer = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
      if (!transfer || transfer.from !== null) return false;
      return contexts.some((context) => transfer.sources.some((source) => source !== null && contextPaths(tree, context, source).some((path) => isWithin(file, path))));
    }),
  );
}

/** Dockerfiles beside or around the file that could not be read, or that the configuration leaves out. */
function unread({ tree, kinds }: Snapshot, file: string): readonly Doubt[] {
  return tree.paths
    .filter((path) => kindOf(path) === 'dockerfile' && !kinds.has(path) && (isWithin(folderOf(file), folderOf(path)) || isWithin(folderOf(path), folderOf(file))))
    .map((path) => ({ because: `${path} is not looked at, and may install ${file}`, older: false }));
}
