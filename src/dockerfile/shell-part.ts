import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { SourcePiece } from '#text/source-map.js';
import { sliceMap } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import { heredocOf } from './heredocs.js';
import { healthcheckCommand } from './instruction.js';
import type { Heredoc, Instruction, ShellPart } from './types.js';

const SHEBANG = /^#![ \t]*(?:\S*\/env[ \t]+(?:-S[ \t]+)?)?(\S+)/;

/**
 * The text that the shell gets from a shell form, by the rules of BuildKit's dispatchRun (convert.go): a lone
 * here-document is the script itself, any other one follows the command as the shell's own input.
 */
export function shellPart(text: string, instruction: Instruction): Read<ShellPart> {
  const { keyword, joined, source, args, heredocs } = instruction;
  const start = keyword === 'HEALTHCHECK' ? healthcheckCommand(joined, args) : args.start;
  const span = { start, end: args.end };
  const command: ShellPart = { text: joined.slice(start, args.end), source: sliceMap(source, span) };
  const [first] = heredocs;
  if (!first || keyword !== 'RUN') return read(command);
  const alone = heredocOf(command.text);
  return alone.ok && alone.value ? scriptPart(text, first, instruction) : read(withInput(text, command, heredocs));
}

/** `RUN <<EOF`: the body is the script; its first line may name an interpreter. */
function scriptPart(text: string, { body, chomp }: Heredoc, { lines }: Instruction): Read<ShellPart> {
  const part = chomp ? withoutTabs(text, body) : { text: text.slice(body.start, body.end), source: pieceOf(0, body) };
  const interpreter = SHEBANG.exec(part.text)?.[1];
  if (interpreter !== undefined && !/(?:^|\/)(?:sh|bash|dash|ash)$/.test(interpreter)) {
    return unreadable(`a script for \`${interpreter}\``, lines.first);
  }
  return read(part);
}

/** `RUN cat <<EOF > file`: what the shell reads is the command, then each body and its name. */
function withInput(text: string, command: ShellPart, heredocs: readonly Heredoc[]): ShellPart {
  const parts = [command.text];
  const source: SourcePiece[] = [...command.source];
  let length = command.text.length;
  for (const { name, body } of heredocs) {
    source.push(...pieceOf(length + 1, body));
    parts.push('\n', text.slice(body.start, body.end), name);
    length += 1 + body.end - body.start + name.length;
  }
  return { text: parts.join(''), source };
}

/** `<<-` takes the tabs at the start of each line away. */
function withoutTabs(text: string, body: Span): ShellPart {
  const source: SourcePiece[] = [];
  const parts: string[] = [];
  let length = 0;
  for (let at = body.start; at < body.end; ) {
    const feed = text.indexOf('\n', at);
    const end = feed < 0 || feed >= body.end ? body.end : feed + 1;
    while (at < end && text[at] === '\t') at++;
    source.push(...pieceOf(length, { start: at, end }));
    parts.push(text.slice(at, end));
    length += end - at;
    at = end;
  }
  return { text: parts.join(''), source };
}

function pieceOf(at: number, { start, end }: Span): readonly SourcePiece[] {
  return end > start ? [{ at, start, length: end - start }] : [];
}
