import type { DockerfileDocument } from '#dockerfile/types.js';
import type { FileNode, FolderNode, Node } from './file-nodes.js';
import type { ImageFile, ImageModel } from '#image/image.js';
import { originIn, type FileOrigin } from './origin.js';
import { stageFiles } from './stage-files.js';

/** The files of the workspace that an image holds. */
export interface ImageFiles {
  /** By image path. */
  readonly files: readonly ImageFile[];
  /** Why there may be more; null: these are all. */
  readonly more: string | null;
  /** Why some of them may be gone; null: each is there. */
  readonly fewer: string | null;
}

/** More folders and files are looked at in no image: copies of copies of copies fill the memory. */
const MAX_STEPS = 300_000;

/** By what decides about the files, which images of the same stage share. */
const listed = new WeakMap<ImageModel['copies'], ImageFiles>();

/**
 * Every file of the workspace that the finished image holds, with the instruction in whose layer it
 * lies. What a RUN makes is not among them; a file that an unknown one may have replaced is.
 */
export function imageFiles(image: ImageModel): ImageFiles {
  const known = listed.get(image.copies);
  if (known) return known;
  const found = list(stageFiles(image.copies).end(image.target), image.dockerfile.document);
  listed.set(image.copies, found);
  return found;
}

/** The workspace file that lies at a path of the finished image. */
export function fileAt(image: ImageModel, imagePath: string): FileOrigin {
  return originIn(stageFiles(image.copies).end(image.target), imagePath);
}

function list(root: FolderNode, { path: dockerfile }: DockerfileDocument): ImageFiles {
  const files: ImageFile[] = [];
  const todo: { readonly path: string; readonly node: Node }[] = [{ path: '', node: root }];
  let steps = 0;
  let fewer: string | null = null;
  for (let next = todo.pop(); next; next = todo.pop()) {
    if (++steps > MAX_STEPS) return { files, more: `the image holds more than ${MAX_STEPS.toLocaleString('en')} files and folders: not all are listed`, fewer };
    const { path } = next;
    const node = shown(next.node);
    if (node !== null) fewer ??= takenBy(next.node);
    if (node?.kind === 'file' && node.origin !== null) files.push({ path, origin: node.origin, by: { path: dockerfile, line: node.by.lines.first } });
    if (node?.kind !== 'folder') continue;
    const names = [...node.names()].sort();
    for (let name = names.pop(); name !== undefined; name = names.pop()) {
      const child = node.get(name);
      if (child) todo.push({ path: `${path}/${name}`, node: child });
    }
  }
  return { files, more: null, fewer };
}

/** Why a node may be gone; null: nothing may have taken it away. */
function takenBy(node: Node): string | null {
  for (let at: Node | null = node; at?.kind === 'unknown'; at = at.behind) if (at.taken === true) return at.because;
  return null;
}

/** What a listing shows of a node. */
function shown(node: Node): FileNode | FolderNode | null {
  let at: Node | null = node;
  while (at) {
    if (at.kind === 'file' || at.kind === 'folder') return at;
    at = at.kind === 'either' ? (at.shown === 'folder' ? at.folder : at.file) : at.behind;
  }
  return null;
}
