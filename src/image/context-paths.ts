import type { FileTree } from '#files/tree.js';
import { resolvePath } from '#text/paths.js';
import { matchingPaths } from './matching-paths.js';
import type { DockerfileModel } from './model.js';
import { copyTransfer, hasWildcard } from './transfers.js';

/** Workspace paths that a COPY source names: itself, or the files and folders that its wildcards match. */
export function contextPaths(tree: FileTree, context: string, source: string): readonly string[] {
  const path = resolvePath(context, `./${source}`);
  if (path === null) return [];
  if (!hasWildcard(source)) return [path];
  const pattern = resolvePath('', source);
  return pattern === null ? [] : matchingPaths(tree, context, pattern);
}

/** The COPY and ADD sources that a context must hold, and whether this one does. */
export function copySources(model: DockerfileModel, tree: FileTree, context: string): readonly { readonly source: string; readonly exists: boolean }[] {
  return model.stages.flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      const transfer = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
      if (!transfer || transfer.from !== null) return [];
      return transfer.sources.flatMap((source) => {
        if (source === null || source.includes('://') || source.startsWith('<<')) return [];
        return [{ source, exists: contextPaths(tree, context, source).some((path) => tree.has(path) || tree.hasFolder(path)) }];
      });
    }),
  );
}
