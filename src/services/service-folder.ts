import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { copyTransfer } from '#image/files/transfers.js';
import { baseName, isWithin, resolvePath } from '#text/paths.js';
import { dockerfileModelAt, stagesOfTarget } from './dockerfile-models.js';
import { ownFolder } from './folders.js';
import { wordsOf } from './purpose-words.js';

/**
 * The folder that is a service's own: its Dockerfile's, or, where that folder is shared (the root,
 * `docker/`), the folder inside the context that its COPY lines name and that has its name, or the
 * only one that they name.
 */
export function serviceFolder(snapshot: Snapshot, build: Build, name: string, shared: boolean): string {
  const folder = ownFolder(build.dockerfile);
  if (folder !== '' && !shared) return folder;
  const copied = copiedFolders(snapshot, build).filter((path) => path !== folder && isWithin(path, folder));
  const own = wordsOf(name).join('-');
  return copied.find((path) => wordsOf(baseName(path)).join('-') === own) ?? (copied.length === 1 && shared ? (copied[0] ?? folder) : folder);
}

function copiedFolders(snapshot: Snapshot, { dockerfile, target, context }: Build): readonly string[] {
  const model = dockerfileModelAt(snapshot, dockerfile);
  if (!model || context.kind === 'unknown') return [];
  const found = stagesOfTarget(model, target).flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      const copy = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
      if (!copy || copy.from !== null) return [];
      return copy.sources.flatMap((source) => {
        const path = source === null ? null : resolvePath(context.path, `./${source}`);
        return path !== null && path !== context.path && snapshot.tree.hasFolder(path) ? path : [];
      });
    }),
  );
  return [...new Set(found)];
}
