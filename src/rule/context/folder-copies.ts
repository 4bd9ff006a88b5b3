import type { Place } from '#answer/answer.js';
import type { Instruction } from '#dockerfile/types.js';
import { isIgnored } from '#files/dockerignore.js';
import { excludeOf, pathNames } from '#image/files/copy-sources.js';
import { contextPaths } from '#image/files/context-paths.js';
import { copyTransfer, hasWildcard } from '#image/files/transfers.js';
import type { ImageModel } from '#image/image.js';
import { isWithin } from '#text/paths.js';

/** A folder of the build context that a COPY or ADD takes whole. */
export interface FolderCopy {
  /** Workspace path. */
  readonly folder: string;
  readonly instruction: Instruction;
  readonly at: Place;
  /** Where its content lands; null where that cannot be told, or wildcards put several folders into one. */
  readonly target: string | null;
  /** Whether what it takes is in the image, and not in a builder alone. */
  readonly ships: boolean;
}

const known = new WeakMap<ImageModel, readonly FolderCopy[]>();

/** The folders that the needed stages of an image take whole. */
export function folderCopies(image: ImageModel): readonly FolderCopy[] {
  const cached = known.get(image);
  if (cached) return cached;
  const { dockerfile: { document, stages }, needed, chain, context } = image;
  const found: FolderCopy[] = [];
  for (const index of context === null ? [] : needed) {
    const stage = stages[index];
    for (const [at, instruction] of (stage?.stage.instructions ?? []).entries()) {
      const moment = stage?.moments[at];
      const transfer = moment ? copyTransfer(instruction, moment, document.escape) : null;
      if (!context || !transfer || transfer.from !== null) continue;
      for (const source of transfer.sources) {
        if (source === null || /:\/\/|^<</.test(source)) continue;
        const wild = hasWildcard(source);
        const target = wild || transfer.parents ? null : transfer.destination;
        const folders = contextPaths(context, context.context, source).filter((path) => context.hasFolder(path));
        // `*` takes what the listing does not know as well.
        const whole = wild && pathNames(source).every((name) => name === '*') ? [context.context, ...folders] : folders;
        for (const folder of whole) found.push({ folder, instruction, at: { path: document.path, line: instruction.lines.first }, target: target === null ? null : cleaned(target), ships: chain.includes(index) || isCarried(image, target) });
      }
    }
  }
  known.set(image, found);
  return found;
}

function cleaned(target: string): string {
  return `/${pathNames(target).join('/')}`;
}

/** Whether a COPY --from of a stage that ships takes what a builder has at a place. */
function isCarried({ layers }: ImageModel, target: string | null): boolean {
  const place = target === null ? null : pathNames(target).join('/');
  return place !== null && layers.some(({ contents }) => contents.some((content) => content.kind === 'stage' && isWithin(place, pathNames(content.source).join('/'))));
}

/** Whether a path of the context, there or not, would come along with a folder that is copied whole. */
export function comesWith({ folder, instruction }: FolderCopy, image: ImageModel, path: string): boolean {
  const { context } = image;
  if (!context || !isWithin(path, folder) || path === folder) return false;
  if (context.ignore && isIgnored(context.ignore, inContext(context.context, path)).ignored) return false;
  const exclude = excludeOf(instruction);
  return exclude === null || !isIgnored(exclude, inContext(folder, path)).ignored;
}

/** A path of the workspace as seen from a folder above it. */
export function inContext(folder: string, path: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

/** Where a path of the context lies in the image; null where that cannot be told. */
export function imagePathOf({ folder, target }: FolderCopy, path: string): string | null {
  return target === null ? null : `${target === '/' ? '' : target}/${inContext(folder, path)}`;
}
