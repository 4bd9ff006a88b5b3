import { unheard } from '#answer/ledger.js';
import type { ComposeCommand, ComposeService } from '#compose/types.js';
import { fromPlace } from '#image/from-place.js';
import type { Command, Entry, ImageModel } from '#image/image.js';
import { baseImage } from '#knowledge/index.js';
import type { Placed, StartCommand } from './service.js';

/**
 * What a container starts. ENTRYPOINT and CMD as Docker joins them (Dockerfile reference, "Understand
 * how CMD and ENTRYPOINT interact"): an ENTRYPOINT in shell form leaves no place for arguments. An
 * entrypoint of compose replaces the image's and takes its CMD away; a command of compose replaces
 * CMD (compose specification, `entrypoint`, `command`). Null: only the base image says it.
 * `behind`: the entrypoint of the base image, which what has none of its own is given to; null: it has none.
 */
export function startCommand(entry: Entry | null, service: ComposeService | null, behind: Placed | null): StartCommand | null {
  const replaced = service?.entrypoint ?? null;
  const command = service?.command ?? null;
  const first = replaced ? composePart(replaced, 'entrypoint of compose') : imagePart(entry?.entrypoint ?? null, 'ENTRYPOINT');
  const second = command ? composePart(command, 'command of compose') : replaced ? null : imagePart(entry?.command ?? null, 'CMD');
  const parts = first?.shell ? [first] : [first, second].filter((part) => part !== null);
  const words = parts.flatMap((part) => part.words);
  if (words.length === 0) return null;
  const before = first === null ? behind : null;
  const from = parts.filter((part) => part.words.length > 0).map((part) => part.from);
  return { words, from: before ? [...from, before] : from, compose: command ?? replaced, whole: before === null };
}

/** The entrypoint that an image has from the one it is made from, where that is not known; null: it has none. */
export function unknownEntrypoint(image: ImageModel): Placed | null {
  const { chain, dockerfile } = image;
  const model = dockerfile.stages[chain[0] ?? -1];
  if (!model || model.base.kind === 'scratch') return null;
  if (model.base.kind === 'image' && hasNoEntrypoint(model.base.reference)) return null;
  return { text: "behind the base image's own entrypoint, which is not known", at: fromPlace(image) };
}

/** The same for a compose service that runs a ready-made image. */
export function unknownEntrypointOf({ image, at }: ComposeService): Placed | null {
  return image === null || hasNoEntrypoint(image) ? null : { text: "behind the image's own entrypoint, which is not known", at };
}

function hasNoEntrypoint(reference: string): boolean {
  return unheard(() => baseImage(reference)).value?.entrypoint === 'none';
}

interface Part {
  readonly words: readonly string[];
  readonly shell: boolean;
  readonly from: Placed;
}

function composePart({ words, at }: ComposeCommand, text: string): Part {
  return { words, shell: false, from: { text, at } };
}

function imagePart(command: Command | null, text: string): Part | null {
  if (!command) return null;
  const shell = command.form === 'shell';
  return { words: shell ? ['/bin/sh', '-c', ...command.words] : command.words, shell, from: { text, at: command.at } };
}
