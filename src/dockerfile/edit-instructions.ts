import type { TextEdit } from '#text/edits.js';
import { read, unreadable } from '#text/read.js';
import type { Block } from './edit-blocks.js';
import { blockOf, endingOf, indentOf, isOpen, keepsDirectives, newLines } from './edit-blocks.js';
import type { Edits } from './edit-tokens.js';
import { KEYWORDS } from './instruction-errors.js';
import { scanDockerfile } from './scan.js';
import type { DockerfileDocument, Instruction, Stage } from './types.js';

const OPEN = 'the file ends with a line continuation';

/** A place between instructions. `before` is above the comments that belong to the anchor. */
export interface Place {
  readonly side: 'before' | 'after';
  readonly anchor: Instruction;
}

/** Writes one or more instructions (lines parted by `\n`, here-documents as they are) at a place. */
export function insertInstruction(document: DockerfileDocument, place: Place, text: string): Edits {
  const reason = textError(document, text);
  if (reason !== null) return unreadable(reason);
  const { anchor } = place;
  const lines = newLines(text, indentOf(document, anchor), endingOf(document, anchor));
  return insertBlock(document, place, lines);
}

/** Writes instructions behind the last one of a stage. */
export function appendToStage(document: DockerfileDocument, { instructions, from }: Stage, text: string): Edits {
  return insertInstruction(document, { side: 'after', anchor: instructions.at(-1) ?? from.instruction }, text);
}

/** Takes an instruction away with its comments, and one of two blank lines that would meet. */
export function removeInstruction(document: DockerfileDocument, instruction: Instruction): Edits {
  const edits = [removal(document, blockOf(document, instruction))];
  return keepsDirectives(document, edits) ? read(edits) : unreadable('a comment would become a parser directive');
}

/** Moves an instruction with its comments, verbatim. No edit where it stands there already. */
export function moveInstruction(document: DockerfileDocument, instruction: Instruction, place: Place): Edits {
  const target = place.anchor.index + (place.side === 'after' ? 1 : 0);
  if (target === instruction.index || target === instruction.index + 1) return read([]);
  if (isOpen(document, instruction)) return unreadable(OPEN);
  const block = blockOf(document, instruction);
  const inserted = insertBlock(document, place, document.text.slice(block.start, block.end));
  if (!inserted.ok) return inserted;
  const edits = [removal(document, block), ...inserted.value];
  return keepsDirectives(document, edits) ? read(edits) : unreadable('a comment would become a parser directive');
}

/** Why a text is no list of whole instructions, or null. */
function textError({ escape }: DockerfileDocument, text: string): string | null {
  const scanned = scanDockerfile(`# escape=${escape}\n\n${text}`);
  if (!scanned.ok) return scanned.reason;
  const unknown = scanned.value.lines.find(({ joined, command: { keyword } }) => {
    return !KEYWORDS.has(joined.slice(keyword.start, keyword.end).toUpperCase());
  });
  if (unknown) return `\`${unknown.joined.slice(0, 40)}\` is no instruction`;
  if (scanned.value.lines.length === 0) return 'no instruction to insert';
  return text.trimEnd().endsWith(escape) ? 'the new text ends with a line continuation' : null;
}

function insertBlock(document: DockerfileDocument, { side, anchor }: Place, lines: string): Edits {
  const { start, end, next } = blockOf(document, anchor);
  const ending = endingOf(document, anchor);
  if (side === 'after' && isOpen(document, anchor)) return unreadable(OPEN);
  const atEnd = side === 'after' && !document.text.slice(end, next).includes('\n');
  const at = side === 'before' ? start : atEnd ? end : next;
  const edits = [{ span: { start: at, end: at }, text: atEnd ? ending + lines : lines + ending }];
  return keepsDirectives(document, edits) ? read(edits) : unreadable('a comment would become a parser directive');
}

function removal({ text }: DockerfileDocument, { start, next }: Block): TextEdit {
  const top = start > 0 && text.charCodeAt(start - 1) !== 0xfeff ? blankAbove(text, start) : true;
  const atEnd = next === text.length;
  if (atEnd && !text.endsWith('\n')) return { span: { start: lineBreakBefore(text, start), end: next }, text: '' };
  if (atEnd && top) return { span: { start: start > 1 ? blanksAbove(text, start) : start, end: next }, text: '' };
  return { span: { start, end: top ? afterBlank(text, next) : next }, text: '' };
}

function blankAbove(text: string, start: number): boolean {
  return text.slice(text.lastIndexOf('\n', start - 2) + 1, start).trim() === '';
}

/** Start of the one blank line above. */
function blanksAbove(text: string, start: number): number {
  return text.lastIndexOf('\n', start - 2) + 1;
}

/** Behind one blank line, if there is one. */
function afterBlank(text: string, next: number): number {
  const feed = text.indexOf('\n', next);
  return feed >= 0 && text.slice(next, feed).trim() === '' ? feed + 1 : next;
}

/** Start of the line ending that comes before a line. */
function lineBreakBefore(text: string, start: number): number {
  if (text[start - 1] !== '\n') return start;
  return text[start - 2] === '\r' ? start - 2 : start - 1;
}
