import type { FileTree } from '#files/tree.js';
import { pathNames } from './copy-sources.js';
import { matchingPaths } from './matching-paths.js';
import type { DockerfileModel } from '#image/model.js';
import { bindTransfers, copyTransfer, hasWildcard, type Transfer } from './transfers.js';

/** Workspace paths that a COPY source names: itself, or the files and folders that its wildcards match; none of them lies above the context. */
export function contextPaths(tree: FileTree, context: string, source: string): readonly string[] {
  const path = pathNames(source).join('/');
  if (hasWildcard(source)) return matchingPaths(tree, context, path);
  return [[context, path].filter(Boolean).join('/')];
}

/** A source of a COPY, an ADD or a bind mount with its line, 1-based. */
export interface ContextSource {
  readonly source: string;
  readonly line: number;
  readonly exists: boolean;
}

/** The COPY and ADD sources that a context must hold, and whether this one does. */
export function copySources(model: DockerfileModel, tree: FileTree, context: string): readonly ContextSource[] {
  return transfersOf(model).copies.flatMap((transfer) => sourcesOf(transfer, tree, context));
}

/** The sources of bind mounts (`RUN --mount=type=bind,source=x`) that a context must hold, and whether this one does; a mount of the whole context needs nothing. */
export function mountSources(model: DockerfileModel, tree: FileTree, context: string): readonly ContextSource[] {
  return transfersOf(model).mounts.flatMap((transfer) => sourcesOf(transfer, tree, context)).filter(({ source }) => pathNames(source).length > 0);
}

function sourcesOf({ by, sources }: Transfer, tree: FileTree, context: string): readonly ContextSource[] {
  return sources.flatMap((source) => {
    if (source === null || source.includes('://') || source.startsWith('<<')) return [];
    return [{ source, line: by.lines.first, exists: contextPaths(tree, context, source).some((path) => tree.has(path) || tree.hasFolder(path)) }];
  });
}

/** The COPYs, ADDs and bind mounts of a Dockerfile that take from the build context. */
export interface ContextTransfers {
  readonly copies: readonly Transfer[];
  readonly mounts: readonly Transfer[];
}

const known = new WeakMap<DockerfileModel, ContextTransfers>();

export function transfersOf(model: DockerfileModel): ContextTransfers {
  const cached = known.get(model);
  if (cached) return cached;
  const { escape } = model.document;
  const copies: Transfer[] = [];
  const mounts: Transfer[] = [];
  for (const { stage, moments } of model.stages) {
    for (const [at, instruction] of stage.instructions.entries()) {
      const moment = moments[at];
      if (!moment) continue;
      const copy = copyTransfer(instruction, moment, escape);
      if (copy?.from === null) copies.push(copy);
      mounts.push(...bindTransfers(instruction, moment, escape).filter(({ from }) => from === null));
    }
  }
  const found = { copies, mounts };
  known.set(model, found);
  return found;
}
