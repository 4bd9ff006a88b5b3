import type { Instruction } from '#dockerfile/types.js';
import { MAX_NAMES, pathNames } from './copy-sources.js';
import { nodeAt, type FolderNode } from './file-nodes.js';
import { stageFiles, type CopyView } from './stage-files.js';

export type { CopyView } from './stage-files.js';

/** Where a file of an image comes from. `by`: the instruction that took it from the build context. */
export type FileOrigin =
  | { readonly kind: 'workspace'; readonly path: string; readonly by: Instruction }
  /** Made in the build, or not there at all, as far as the Dockerfile tells. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

/**
 * The workspace file that lies at a path of a stage just before its instruction number `at`: the
 * latest COPY, ADD or bind mount that brings it, followed through `COPY --from` and the stages below.
 */
export function originOf(view: CopyView, stage: number, at: number, imagePath: string): FileOrigin {
  return originIn(stageFiles(view).before(stage, at), imagePath);
}

/** The workspace file that lies at a path of a root. */
export function originIn(root: FolderNode, imagePath: string): FileOrigin {
  const names = pathNames(imagePath);
  const node = names.length > MAX_NAMES ? null : nodeAt(root, names);
  switch (node?.kind) {
    case 'file':
      return node.origin === null ? { kind: 'none' } : { kind: 'workspace', path: node.origin, by: node.brought };
    case 'either':
      // Whoever asks for this very path takes it for a file.
      return node.file.kind === 'unknown' || node.file.origin === null ? { kind: 'none' } : { kind: 'workspace', path: node.file.origin, by: node.file.brought };
    case 'unknown':
      return { kind: 'unknown', because: node.because };
    default:
      return { kind: 'none' };
  }
}
