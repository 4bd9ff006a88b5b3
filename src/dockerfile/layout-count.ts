import { isRepeatable } from './layout-cut.js';
import { REPEATABLE, type Layout, type LayoutPiece } from './layout-types.js';
import { runParts } from './run.js';
import type { DockerfileDocument, Instruction } from './types.js';

/**
 * Whether a layout conserves what the file says: every instruction stands in it once (what only says how things are may be
 * repeated), every command of a cut RUN in one part (apt's calls and `set -e` in several), every word in one of them, and
 * what is left out in `dropped`. The first thing that is lost or doubled, in words, or null.
 */
export function countFault(document: DockerfileDocument, { stages, dropped }: Layout): string | null {
  const pieces = stages.flat();
  for (const instruction of document.instructions) {
    if (instruction.keyword === 'FROM') continue;
    const own = pieces.filter((piece) => piece.kind !== 'new' && piece.instruction === instruction);
    const left = dropped.filter((one) => one.instruction === instruction);
    const fault = instructionFault(document, instruction, own, left);
    if (fault !== null) return `line ${instruction.lines.first}: ${instruction.keyword} ${fault}`;
  }
  return null;
}

type Own = readonly LayoutPiece[];
type Left = Layout['dropped'];

function instructionFault(document: DockerfileDocument, instruction: Instruction, own: Own, left: Left): string | null {
  if (isGlobal(document, instruction)) return own.length === 0 ? null : 'stands before the first FROM and cannot move';
  const wholes = own.filter(({ kind }) => kind === 'verbatim');
  const parts = own.flatMap((piece) => (piece.kind === 'part' ? [piece] : []));
  if (left.some(({ command }) => command === undefined)) return own.length === 0 ? null : 'is left out and stands there';
  if (wholes.length > 0 && parts.length > 0) return partsBesideWhole(document, instruction, wholes, parts);
  if (parts.length > 0) return partsFault(document, instruction, parts, left);
  if (wholes.length === 0) return 'would be lost';
  if (wholes.length > 1 && !REPEATABLE.has(instruction.keyword) && !onlyRepeatable(document, instruction)) return 'would stand there twice';
  return null;
}

/** Before the first FROM. */
function isGlobal({ stages }: DockerfileDocument, { index }: Instruction): boolean {
  return index < (stages[0]?.from.instruction.index ?? 0);
}

function onlyRepeatable(document: DockerfileDocument, instruction: Instruction): boolean {
  const parts = runParts(document, instruction);
  return instruction.keyword === 'RUN' && parts.ok && parts.value.commands.every(isRepeatable);
}

/** The whole RUN in one stage, and of what may be repeated a part in another. */
function partsBesideWhole(document: DockerfileDocument, instruction: Instruction, wholes: Own, parts: readonly Extract<LayoutPiece, { kind: 'part' }>[]): string | null {
  const read = runParts(document, instruction);
  if (!read.ok || wholes.length > 1) return 'would stand there twice';
  const repeated = parts.flatMap(({ commands }) => commands);
  return repeated.every((at) => read.value.commands[at] !== undefined && isRepeatable(read.value.commands[at])) ? null : 'would run twice';
}

function partsFault(document: DockerfileDocument, instruction: Instruction, parts: readonly Extract<LayoutPiece, { kind: 'part' }>[], left: Left): string | null {
  const read = runParts(document, instruction);
  if (!read.ok) return read.reason;
  if (parts.filter(({ comments }) => comments).length !== 1) return 'would lose its comments, or have them twice';
  for (const [at, command] of read.value.commands.entries()) {
    const own = parts.filter(({ commands }) => commands.includes(at));
    const name = command.command.words.slice(0, 2).map(({ text }) => text).join(' ');
    if (own.length === 0 && !left.some((one) => one.command === at && one.word === undefined)) return `would lose \`${name}\``;
    if (own.length > 1 && !isRepeatable(command)) return `would run \`${name}\` twice`;
    const lost = command.command.words.findIndex((_, word) => {
      return own.length > 0 && own.every(({ words }) => words.some((one) => one.command === at && one.word === word)) && !left.some((one) => one.command === at && one.word === word);
    });
    if (lost >= 0) return `would lose the word ${command.command.words[lost]?.text}`;
  }
  return null;
}
