import { copyTransfer } from '#image/files/transfers.js';
import { baseName } from '#text/paths.js';
import type { StageWorld } from './world.js';

/** Whether a COPY brings nothing but files that list requirements, which the installs read and nothing else does. */
export function onlyLists(world: StageWorld, at: number): boolean {
  const { images, model } = world;
  const [own] = model.stages;
  const instruction = own?.stage.instructions[at];
  const moment = own?.moments[at];
  const transfer = instruction && moment ? copyTransfer(instruction, moment, model.document.escape) : null;
  if (!instruction || !transfer || transfer.sources.length === 0 || instruction.heredocs.length > 0) return false;
  const lists = new Set(images.flatMap(({ installs }) => installs.flatMap(({ inputs }) => inputs.flatMap((input) => (input.kind === 'file' ? baseName(input.path) : [])))));
  const names = transfer.sources.map((source) => (source === null ? '' : baseName(source)));
  if (!names.every((name) => /\.(?:txt|in)$/.test(name) && (lists.has(name) || /^(?:requirements|constraints)[\w.-]*\.txt$/.test(name)))) return false;
  const later = own?.stage.instructions.slice(at + 1) ?? [];
  // Somebody who names the file again, other than by an install, wants it there.
  return !later.some(({ keyword, joined }) => /^(?:CMD|ENTRYPOINT|HEALTHCHECK)$/.test(keyword) && names.some((name) => joined.includes(name)));
}

/** The paths of the image that a COPY makes, as its layer has them. */
export function targetsOf({ images }: StageWorld, at: number): readonly string[] {
  return [...new Set(images.flatMap(({ layers }) => layers.flatMap((layer) => (layer.stage === 0 && layer.at === at ? layer.contents.flatMap((content) => ('target' in content ? content.target : [])) : []))))];
}
