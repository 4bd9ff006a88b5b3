import type { ComposeCommand, ComposeService } from '#compose/types.js';
import type { Command, Entry } from '#image/image.js';
import type { Placed, StartCommand } from './service.js';

/**
 * What a container starts. ENTRYPOINT and CMD as Docker joins them (Dockerfile reference, "Understand
 * how CMD and ENTRYPOINT interact"): an ENTRYPOINT in shell form leaves no place for arguments. An
 * entrypoint of compose replaces the image's and takes its CMD away; a command of compose replaces
 * CMD (compose specification, `entrypoint`, `command`). Null: only the base image says it.
 */
export function startCommand(entry: Entry | null, service: ComposeService | null): StartCommand | null {
  const replaced = service?.entrypoint ?? null;
  const command = service?.command ?? null;
  const first = replaced ? composePart(replaced, 'entrypoint of compose') : imagePart(entry?.entrypoint ?? null, 'ENTRYPOINT');
  const second = command ? composePart(command, 'command of compose') : replaced ? null : imagePart(entry?.command ?? null, 'CMD');
  const parts = first?.shell ? [first] : [first, second].filter((part) => part !== null);
  const words = parts.flatMap((part) => part.words);
  if (words.length === 0) return null;
  return { words, from: parts.filter((part) => part.words.length > 0).map(({ from }) => from), compose: command ?? replaced };
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
