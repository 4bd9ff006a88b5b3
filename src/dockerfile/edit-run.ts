import { read, unreadable, type Read } from '#text/read.js';
import { toSource } from '#text/source-map.js';
import { parseShell } from '#shell/parse.js';
import type { ShellCommand } from '#shell/types.js';
import { endingOf, indentOf, isOpen } from './edit-blocks.js';
import type { Edits } from './edit-tokens.js';
import { heredocOf } from './heredocs.js';
import { runParts } from './run.js';
import type { DockerfileDocument, Instruction, ShellPart } from './types.js';

const INDENT = '    ';

/**
 * Adds a command (shell source on one line) to the end of a RUN, so that it runs when what is there succeeded, in
 * that RUN's own style of continuation; in a here-document script without `set -e` behind `&&` on its last line. Refused where
 * the shell would not see it as such: behind a comment, in the exec form.
 */
export function addCommand(document: DockerfileDocument, instruction: Instruction, command: string): Edits {
  const extended = extendable(document, instruction, command);
  if (!extended.ok) return extended;
  const part = extended.value;
  if (isOpen(document, instruction)) return unreadable('the file ends with a line continuation');
  const args = instruction.joined.slice(instruction.args.start, instruction.args.end);
  const alone = instruction.heredocs.length > 0 ? heredocOf(args) : read(null);
  if (alone.ok && alone.value) return addLine(document, instruction, part, command);
  return addToLine(document, instruction, part, args, command);
}

/** The shell text of a RUN that a command on one line can be put to, or why none can. */
export function extendable(document: DockerfileDocument, instruction: Instruction, command: string): Read<ShellPart> {
  if (instruction.keyword !== 'RUN') return unreadable(`${instruction.keyword} takes no further command`);
  if (/[\r\n]/.test(command) || command.includes('<<') || command.trimEnd().endsWith('\\')) {
    return unreadable('the command does not stand on one line');
  }
  const parts = runParts(document, instruction);
  if (!parts.ok) return parts;
  const { part, form } = parts.value;
  if (form === 'exec') return unreadable('the exec form has no shell that could run a second command');
  if (!part) return unreadable('an empty RUN');
  return read(part);
}

/** `a; b;`: what the RUN says in the end is what `b` says, so that a further command hangs on that. */
const LAST_SEMICOLON = /(?<![\\;\s])\s*;\s*$/;

function addToLine(
  document: DockerfileDocument,
  instruction: Instruction,
  part: ShellPart,
  args: string,
  command: string,
): Edits {
  const length = args.length - (LAST_SEMICOLON.exec(args)?.[0].length ?? 0);
  const last = toSource(instruction.source, instruction.args.start + length - 1);
  if (last === null) return unreadable('the end of the command cannot be told');
  const reason = joinError(part.text, length, command);
  if (reason !== null) return unreadable(reason);
  const { leading, indent } = continuationStyle(document, instruction);
  const ending = endingOf(document, instruction);
  const text = leading ? ` \\${ending}${indent}&& ${command}` : ` && \\${ending}${indent}${command}`;
  return read([{ span: { start: last + 1, end: last + 1 }, text }]);
}

/** Parses the script with the command in it: it must stand behind all others, under `&&` alone, and change none. */
function joinError(text: string, end: number, command: string): string | null {
  const before = parseShell(text);
  const added = parseShell(command);
  const after = parseShell(`${text.slice(0, end)} && ${command}${text.slice(end)}`);
  if (!before.ok) return before.reason;
  if (!added.ok) return `the new command: ${added.reason}`;
  if (!after.ok) return 'its end takes no further command';
  const old = before.script.commands.map(signature);
  const now = after.script.commands.map(signature);
  const count = added.script.commands.length;
  const start = after.script.commands.findIndex(({ span }) => span.start >= end + ' && '.length);
  const joined = after.script.commands.slice(start, start + count);
  if (start < 0 || now.length !== old.length + count) return 'it ends with a comment or inside another command';
  const kept = [...now.slice(0, start), ...now.slice(start + count)];
  if (!kept.every((command, index) => command === old[index])) return 'a further command would change the others';
  return joined[0]?.conditions.every(({ kind }) => kind === 'and') && joined[0].pipe === 'none'
    ? null
    : 'its end takes no further command';
}

function signature({ words, assignments, conditions, pipe }: ShellCommand): string {
  return JSON.stringify([words.map(({ text }) => text), assignments, conditions.map(({ kind }) => kind), pipe]);
}

/** A line more in a here-document script, which must stop at the first error for that to mean `&&`. */
function addLine(document: DockerfileDocument, instruction: Instruction, part: ShellPart, command: string): Edits {
  if (!stopsAtErrors(part)) return joinLastLine(document, instruction, part, command);
  const { body } = instruction.heredocs[0] ?? {};
  const before = parseShell(part.text);
  const after = parseShell(`${part.text}${command}\n`);
  if (!body || !before.ok || !after.ok || after.script.commands.length <= before.script.commands.length) {
    return unreadable('the end of the here-document takes no further command');
  }
  const lines = document.text.slice(body.start, body.end).split('\n');
  const indent = /^[ \t]*/.exec(lines.findLast((line) => line.trim() !== '') ?? '')?.[0] ?? '';
  const ending = endingOf(document, instruction);
  return read([{ span: { start: body.end, end: body.end }, text: `${indent}${command}${ending}` }]);
}

/** In a script that goes on after an error, only what the last command says counts: the new one hangs on that with `&&`. */
function joinLastLine(document: DockerfileDocument, instruction: Instruction, part: ShellPart, command: string): Edits {
  const { body } = instruction.heredocs[0] ?? {};
  if (!body) return unreadable('the here-document has no end');
  const script = part.text.trimEnd();
  const written = document.text.slice(body.start, body.end).trimEnd();
  if (lastLine(script) === '' || lastLine(script) !== lastLine(written)) return unreadable('the end of the here-document takes no further command');
  const reason = joinError(part.text, script.length, command);
  if (reason !== null) return unreadable(reason);
  const end = body.start + written.length;
  return read([{ span: { start: end, end }, text: ` && ${command}` }]);
}

function lastLine(text: string): string {
  return text.slice(text.lastIndexOf('\n') + 1).trim();
}

function stopsAtErrors(part: ShellPart): boolean {
  const parsed = parseShell(part.text);
  const first = parsed.ok ? parsed.script.commands[0] : undefined;
  return first?.words[0]?.value === 'set' && first.words.some(({ value }) => /^-[a-z]*e/.test(value ?? ''));
}

interface Style {
  /** `&&` at the start of a line instead of its end. */
  readonly leading: boolean;
  readonly indent: string;
}

/** How the RUN continues its lines; a RUN on one line gets four blanks. */
function continuationStyle(document: DockerfileDocument, instruction: Instruction): Style {
  const { source } = instruction;
  const lines = source.slice(1).map(({ start, length }) => document.text.slice(start, start + length));
  const led = lines.findLast((line) => /^[ \t]*&&/.test(line));
  if (led !== undefined) return { leading: true, indent: blanks(led) };
  const follows = source.findLastIndex(({ start, length }, index) => {
    return index < source.length - 1 && /&&[ \t]*$/.test(document.text.slice(start, start + length));
  });
  const next = source[follows + 1];
  if (follows >= 0 && next) {
    return { leading: false, indent: blanks(document.text.slice(next.start, next.start + next.length)) };
  }
  const first = lines.find((line) => line.trim() !== '');
  return { leading: false, indent: first === undefined ? indentOf(document, instruction) + INDENT : blanks(first) || INDENT };
}

function blanks(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}
