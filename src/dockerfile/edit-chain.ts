import { read, unreadable } from '#text/read.js';
import type { Edits } from './edit-tokens.js';
import type { RunCommand, RunParts } from './run.js';
import type { DockerfileDocument, Instruction } from './types.js';

/**
 * Takes one command out of `a && b && c`, with the `&&` and the comments before it; the first with the `&&` behind it. Refused where
 * more than `&&` stands between it and its neighbours (`;`, `||`, brackets), or nothing would be left.
 */
export function removeChained({ text }: DockerfileDocument, { heredocs }: Instruction, { commands, part }: RunParts, command: RunCommand): Edits {
  const index = commands.indexOf(command);
  const [before, after] = [commands[index - 1], commands[index + 1]];
  const { span } = command;
  if (heredocs.length > 0) return unreadable('it stands beside or in a here-document');
  if (!part || !span || index < 0 || (!before && !after)) return unreadable('it is no command of a chain');
  const ahead = part.text.slice(before?.command.span.end ?? 0, command.command.span.start).trim();
  const behind = part.text.slice(command.command.span.end, after?.command.span.start).trim();
  if (ahead !== (before ? '&&' : '') || behind !== (after ? '&&' : '')) return unreadable('more than && binds it to the commands beside it');
  if (before?.span) return read([{ span: { start: before.span.end, end: span.end }, text: '' }]);
  if (!after?.span || text.slice(span.end, after.span.start).includes('#')) return unreadable('a comment of the next command stands behind it');
  return read([{ span: { start: span.start, end: after.span.start }, text: '' }]);
}
