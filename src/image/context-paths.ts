import type { FileTree } from '#files/tree.js';
import { pathNames } from './copy-sources.js';
import { matchingPaths } from './matching-paths.js';
import type { DockerfileModel } from './model.js';
import { copyTransfer, hasWildcard } from './transfers.js';

/** Workspace paths that a COPY source names: itself, or the files and folders that its wildcards match; none of them lies above the context. */
export function contextPaths(tree: FileTree, context: string, source: string): readonly string[] {
  const path = pathNames(source).join('/');
  if (hasWildcard(source)) return matchingPaths(tree, context, path);
  return [[context, path].filter(Boolean).join('/')];
}

/** A source of a COPY or ADD with its line, 1-based. */
export interface ContextSource {
  readonly source: string;
  readonly line: number;
  readonly exists: boolean;
}

/** The COPY and ADD sources that a context must hold, and whether this one does. */
export function copySources(model: DockerfileModel, tree: FileTree, context: string): readonly ContextSource[] {
  return model.stages.flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      const transfer = moment ? copyTransfer(instruction, moment, model.document.escape) : null;
      if (!transfer || transfer.from !== null) return [];
      return transfer.sources.flatMap((source) => {
        if (source === null || source.includes('://') || source.startsWith('<<')) return [];
        return [{ source, line: instruction.lines.first, exists: contextPaths(tree, context, source).some((path) => tree.has(path) || tree.hasFolder(path)) }];
      });
    }),
  );
}
