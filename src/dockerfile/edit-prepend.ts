import { read, unreadable } from '#text/read.js';
import { toSource } from '#text/source-map.js';
import { parseShell } from '#shell/parse.js';
import type { ShellCommand } from '#shell/types.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import { blockOf, keepsDirectives } from './edit-blocks.js';
import type { Edits } from './edit-tokens.js';
import { extendable } from './edit-run.js';
import type { DockerfileDocument, Instruction } from './types.js';

/**
 * Puts a command (shell source on one line) in front of a RUN's own, so that those run only when it succeeded.
 * Refused where they would run all the same: behind `;` or `||`, in the exec form, in a here-document script.
 */
export function prependCommand(document: DockerfileDocument, instruction: Instruction, command: string): Edits {
  const extended = extendable(document, instruction, command);
  if (!extended.ok) return extended;
  const part = extended.value;
  if (instruction.heredocs.length > 0) return unreadable('a here-document is read in one piece');
  const start = toSource(instruction.source, instruction.args.start);
  if (start === null) return unreadable('the start of the command cannot be told');
  const reason = prependError(part.text, command);
  return reason === null ? read([{ span: { start, end: start }, text: `${command} && ` }]) : unreadable(reason);
}

/** Parses the script with the command in front: every other command must hang on it by `&&`, and none may change. */
function prependError(text: string, command: string): string | null {
  const before = parseShell(text);
  const added = parseShell(command);
  const after = parseShell(`${command} && ${text}`);
  if (!before.ok) return before.reason;
  if (!added.ok) return `the new command: ${added.reason}`;
  if (!after.ok) return 'its start takes no further command';
  const count = added.script.commands.length;
  const rest = after.script.commands.slice(count);
  if (!added.script.commands.every(({ conditions }) => conditions.every(({ kind }) => kind === 'and'))) return 'the new command is more than one under `&&`';
  if (rest.length !== before.script.commands.length || !rest.every((one, index) => wordsOf(one) === wordsOf(before.script.commands[index]))) {
    return 'a further command would change the others';
  }
  return rest.every(({ conditions: [first] }) => first?.kind === 'and' && first.span.start === 0) ? null : 'a command of it would run although the new one failed';
}

function wordsOf(command: ShellCommand | undefined): string {
  return JSON.stringify([command?.words.map(({ text }) => text), command?.assignments, command?.pipe].map((part) => part ?? null), (key, value: unknown) => (key === 'span' ? undefined : value));
}

/**
 * One RUN in place of two that follow each other: the commands of the first in front of those of the second, the
 * comments of both above it. Refused where their flags differ, or something stands between them.
 */
export function joinRuns(document: DockerfileDocument, first: Instruction, second: Instruction): Edits {
  if (first.keyword !== 'RUN' || second.keyword !== 'RUN' || second.index !== first.index + 1) return unreadable('they are not two RUNs that follow each other');
  if (flagsOf(first) !== flagsOf(second)) return unreadable('their flags differ');
  if (first.json || first.heredocs.length > 0 || first.comments.length > 0) return unreadable('the first is more than a line of shell');
  const command = first.joined.slice(first.args.start, first.args.end).replace(/\s+/g, ' ').trim();
  // Blanks in quotes would be lost with the others.
  if (/["'\\`$#]/.test(command)) return unreadable('the first is more than plain words');
  const prepended = prependCommand(document, second, command);
  if (!prepended.ok) return prepended;
  const { next } = blockOf(document, first);
  const lineStart = document.text.lastIndexOf('\n', first.span.start - 1) + 1;
  const start = Math.max(lineStart, document.text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const blanks = /^(?:[ \t]*\r?\n)*/.exec(document.text.slice(next))?.[0].length ?? 0;
  const edits: readonly TextEdit[] = [{ span: { start, end: next + blanks }, text: '' }, ...prepended.value];
  if (!keepsDirectives(document, edits)) return unreadable('a comment would become a parser directive');
  return applyEdits(document.text, edits).text === document.text ? unreadable('nothing would change') : read(edits);
}

function flagsOf({ flags }: Instruction): string {
  return JSON.stringify(flags.map(({ name, value }) => [name, value]));
}
