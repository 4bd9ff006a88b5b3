import type { Instruction } from '#dockerfile/types.js';
import { pathMatcher } from '#image/files/match.js';
import { bindTransfers, copyTransfer, hasWildcard } from '#image/files/transfers.js';
import type { ImageModel } from '#image/image.js';
import { read, unreadable, type Read } from '#text/read.js';
import { baseName, folderOf, isWithin, resolvePath } from '#text/paths.js';
import { cleaned, type Way } from './points.js';

/** What has to be done so that files beside the shared one come along with it. */
export type Supply =
  /** A whole folder is copied, or all that a wildcard matches. */
  | { readonly kind: 'along' }
  /** A word of a COPY names the file. */
  | { readonly kind: 'named'; readonly image: ImageModel; readonly by: Instruction; readonly source: number; readonly target: string; readonly renamed: boolean; readonly into: boolean };

/** How the shared file comes into an image, and whether these files beside it can come the same way; why not, in words. */
export function supplyOf({ image, by, imagePath, install }: Way, path: string, groups: readonly string[]): Read<Supply> {
  const where = `line ${by.lines.first} of ${image.dockerfile.document.path}`;
  const { context } = image;
  if (context === null) return unreadable('its build context is not known');
  for (const group of groups) {
    if (!isWithin(group, context.context)) return unreadable(`${group} lies outside of its build context`);
    const excluded = context.excludedBy(group);
    if (excluded) return unreadable(`${excluded.at.path}:${excluded.at.line} (${excluded.pattern}) keeps ${group} out of its build context`);
  }
  const spot = spotOf(image, by);
  const moment = spot === null ? undefined : image.dockerfile.stages[spot.stage]?.moments[spot.at];
  if (!moment || spot === null) return unreadable(`${where} cannot be told`);
  if (!standsOn(image, install.stage, spot.stage)) return unreadable(`another stage hands the file on that ${where} brings`);
  const { escape } = image.dockerfile.document;
  if (by.keyword === 'RUN') {
    const covers = bindTransfers(by, moment, escape).some(({ from, sources: [source], destination }) => {
      const folder = from === null && typeof source === 'string' && destination !== null ? resolvePath(context.context, `./${source}`) : null;
      return folder !== null && folder !== path && isWithin(path, folder) && cleaned(`${destination}/${below(path, folder)}`) === cleaned(imagePath);
    });
    return covers ? read({ kind: 'along' }) : unreadable(`${where} mounts the file alone`);
  }
  const transfer = copyTransfer(by, moment, escape);
  if (!transfer || transfer.destination === null) return unreadable(`${where} cannot be told`);
  if (transfer.from !== null || transfer.parents || by.heredocs.length > 0 || by.flags.some(({ name }) => name === 'exclude')) return unreadable(`${where} is no plain COPY`);
  for (const [index, source] of transfer.sources.entries()) {
    if (source === null) continue;
    const from = resolvePath(context.context, `./${source}`);
    if (from === null) continue;
    const { destination } = transfer;
    if (hasWildcard(source)) {
      const matches = pathMatcher(from);
      if (!matches?.(path) || cleaned(`${destination}/${baseName(path)}`) !== cleaned(imagePath)) continue;
      const missed = groups.find((group) => !matches(group));
      return missed === undefined ? read({ kind: 'along' }) : unreadable(`${source} in ${where} does not match ${missed}`);
    }
    if (from !== path && isWithin(path, from) && cleaned(`${destination}/${below(path, from)}`) === cleaned(imagePath)) return read({ kind: 'along' });
    if (from !== path) continue;
    const into = transfer.intoFolder || cleaned(destination) !== cleaned(imagePath);
    if (cleaned(into ? `${destination}/${baseName(path)}` : destination) !== cleaned(imagePath)) continue;
    const [word, target] = [by.words[index], by.words[transfer.sources.length]];
    if (by.json !== null || !word?.span || !target?.span || !word.text.endsWith(baseName(path)) || /["'$\\]/.test(word.text + target.text)) return unreadable(`${where} names the file in a way that cannot be rewritten`);
    return read({ kind: 'named', image, by, source: index, target: target.text, renamed: baseName(imagePath) !== baseName(path), into });
  }
  return unreadable(`${where} does not bring it from the build context by itself`);
}

/** Whether a stage is another one, or built upon it. */
function standsOn({ dockerfile: { stages } }: ImageModel, stage: number, other: number): boolean {
  for (let at = stage; ; ) {
    if (at === other) return true;
    const base = stages[at]?.base;
    if (base?.kind !== 'stage' || base.index >= at) return false;
    at = base.index;
  }
}

function below(path: string, folder: string): string {
  return folder === '' ? path : path.slice(folder.length + 1);
}

function spotOf({ dockerfile: { stages } }: ImageModel, by: Instruction): { readonly stage: number; readonly at: number } | null {
  for (const [stage, { stage: { instructions } }] of stages.entries()) {
    const at = instructions.indexOf(by);
    if (at >= 0) return { stage, at };
  }
  return null;
}

/**
 * Where another instruction of the Dockerfile names the file at its place in the image, so that it cannot go: `rm /tmp/requirements.txt`.
 * `known`: how often an instruction names it where that is rewritten.
 */
export function mentionOf({ image, imagePath, by, point }: Way, known: (instruction: Instruction) => number): Instruction | null {
  const names = [...new Set([...(point.kind === 'install' ? [point.written] : []), imagePath])];
  for (const instruction of image.dockerfile.document.instructions) {
    if (instruction === by || (instruction.keyword !== 'RUN' && instruction.flags.every(({ name }) => name !== 'from'))) continue;
    for (const name of names) {
      const parts = instruction.joined.split(name);
      // What only begins or ends like it is another file.
      const hits = parts.slice(1).filter((after, index) => !/^[\w.-]*\w/.test(after) && !/[\w./-]$/.test((parts[index] ?? '').replace(/(?:^|\s)-r$/, ''))).length;
      if (hits > known(instruction)) return instruction;
    }
  }
  return null;
}

/** The folder of a target as it has to be written for several files. */
export function folderTarget(target: string, into: boolean): string {
  if (into) return target.endsWith('/') ? target : `${target}/`;
  const folder = folderOf(target);
  return folder === '' ? (target.startsWith('/') ? '/' : './') : `${folder}/`;
}
