import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import { blockOf, endingOf, isOpen, keepsDirectives } from './edit-blocks.js';
import type { Edits } from './edit-tokens.js';
import { countFault } from './layout-count.js';
import { cutRun } from './layout-cut.js';
import type { Layout, LayoutPiece } from './layout-types.js';
import { scanDockerfile } from './scan.js';
import type { DockerfileDocument, Instruction } from './types.js';

/**
 * A Dockerfile laid out anew: its stages as lists of its own pieces and new text. What a layout loses or doubles is refused by
 * count. What stays whole in its old order in the last stage is not touched; all else is edits between.
 */
export function layoutDockerfile(document: DockerfileDocument, layout: Layout): Edits {
  const fault = countFault(document, layout);
  if (fault !== null) return unreadable(fault);
  const last = document.instructions.at(-1);
  const first = document.stages[0]?.from.instruction;
  if (!first || !last) return unreadable('there is no stage');
  if (isOpen(document, last)) return unreadable('the file ends with a line continuation');
  const pieces = layout.stages.flatMap((stage, index) => stage.map((piece, at): Placed => ({ piece, stays: index === layout.stages.length - 1 && at > 0 })));
  const edits: TextEdit[] = [];
  let at = blockOf(document, first).start;
  let waiting: string[] = [];
  let previous = -1;
  for (const { piece, stays } of pieces) {
    if (stays && piece.kind === 'verbatim' && piece.withoutFlags === undefined && piece.instruction.index > previous) {
      const block = blockOf(document, piece.instruction);
      if (block.start < at) return unreadable('its lines overlap');
      const edit = between(document, at, block.start, waiting);
      if (edit) edits.push(edit);
      at = block.next;
      previous = piece.instruction.index;
      waiting = [];
      continue;
    }
    const text = textOf(document, piece);
    if (!text.ok) return text;
    waiting.push(text.value);
  }
  const rest = between(document, at, document.text.length, waiting);
  if (rest) edits.push(rest);
  return keepsDirectives(document, edits) ? read(edits) : unreadable('a comment would become a parser directive');
}

interface Placed {
  readonly piece: LayoutPiece;
  /** It may stay where it is. */
  readonly stays: boolean;
}

/** What stands between two places, replaced by new text; null where it stays as it is. Comments that belong to nothing stay. */
function between(document: DockerfileDocument, start: number, end: number, waiting: readonly string[]): TextEdit | null {
  const { text } = document;
  const old = text.slice(start, end);
  const gone = document.instructions.some(({ span }) => span.start >= start && span.start < end);
  if (waiting.length === 0 && !gone) return null;
  const ending = endingOf(document, document.instructions[0] ?? (document.stages[0]?.from.instruction as Instruction));
  const { before, after } = looseComments(document, start, end);
  const lines = [...before, ...waiting, ...after].join('\n').replace(/\n{3,}/g, '\n\n');
  const body = lines.replace(/^\n+|\n+$/g, '');
  const atEnd = end === text.length;
  const above = /^[ \t]*\r?\n/.test(old) || waiting[0] === '';
  const below = /(?:^|\n)[ \t]*\r?\n$/.test(old) || waiting.at(-1) === '';
  const top = start === 0 || text.slice(0, start).endsWith('\n') ? '' : '\n';
  const blank = (wanted: boolean): string => (wanted ? '\n' : '');
  const close = atEnd && !text.endsWith('\n') ? '' : '\n';
  const spaced = body === '' ? blank((above || below) && !atEnd && start > 0) : `${top}${blank(above && start > 0 && !atTop(document, start))}${body}${close}${blank(below && !atEnd)}`;
  return { span: { start, end }, text: spaced.replace(/\r?\n/g, ending) };
}

/** Nothing stands above, or an empty line does. */
function atTop({ text }: DockerfileDocument, start: number): boolean {
  return /(?:^|\n)[ \t]*\r?\n?$/.test(text.slice(0, start).replace(/\n$/, ''));
}

/** Comments between two places that stand above no instruction, in blocks as they stood: before what goes there, and behind it. */
function looseComments({ text, comments, instructions }: DockerfileDocument, start: number, end: number): { readonly before: readonly string[]; readonly after: readonly string[] } {
  const own = comments.filter((comment) => comment.start >= start && comment.end <= end);
  const free = own.filter((comment) => !instructions.some(({ leading, span }) => (leading !== null && comment.start >= leading.start && comment.end <= leading.end) || (comment.start >= span.start && comment.end <= span.end)));
  const last = instructions.findLast(({ span }) => span.start >= start && span.end <= end)?.span.end ?? start;
  const [before, after]: [string[], string[]] = [[], []];
  for (const [index, comment] of free.entries()) {
    const side = comment.start > last ? after : before;
    const previous = free[index - 1];
    const joins = previous !== undefined && side.length > 0 && /^[ \t]*\r?\n[ \t]*$/.test(text.slice(previous.end, comment.start));
    const written = text.slice(comment.start, comment.end);
    if (joins) side[side.length - 1] = `${side.at(-1)?.replace(/\n$/, '')}\n${written}\n`;
    else side.push(side === after && side.length === 0 ? `\n${written}\n` : `${written}\n`);
  }
  return { before, after };
}

function textOf(document: DockerfileDocument, piece: LayoutPiece): Read<string> {
  if (piece.kind === 'new') return newText(document, piece.text);
  const { instruction } = piece;
  const leading = instruction.leading === null ? '' : `${unindented(document.text.slice(instruction.leading.start, instruction.leading.end))}\n`;
  if (piece.kind === 'verbatim') return read(leading + withoutFlags(document, instruction, piece.withoutFlags ?? []));
  const text = cutRun(document, instruction, piece.commands, piece.words);
  return text.ok ? read(`${piece.comments ? leading : ''}${text.value}`) : text;
}

function unindented(lines: string): string {
  return lines.split('\n').map((line) => line.trimStart()).join('\n');
}


function withoutFlags({ text }: DockerfileDocument, { span, flags }: Instruction, names: readonly string[]): string {
  let found = text.slice(span.start, span.end);
  for (const flag of flags.filter(({ name, span: own }) => names.includes(name) && own !== null).toReversed()) {
    const start = (flag.span?.start ?? 0) - span.start;
    const rest = found.slice((flag.span?.end ?? 0) - span.start);
    found = found.slice(0, start) + rest.replace(/^[ \t]+/, '');
  }
  return found;
}

function newText({ escape }: DockerfileDocument, text: string): Read<string> {
  const code = text.split('\n').filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (code.length === 0) return read(text);
  const scanned = scanDockerfile(`# escape=${escape}\n\n${text}`);
  return scanned.ok ? read(text) : scanned;
}
