import { applyEdits, type TextEdit } from '#text/edits.js';
import { endingNear, type LineEnding } from '#text/lines.js';
import { lineReader, nextLine } from './physical-lines.js';
import { readDirective } from './directives.js';
import { skipSpace } from './space.js';
import type { Directive, DockerfileDocument, Instruction } from './types.js';

/** The lines of an instruction: the comments that belong to it, itself, its here-documents. */
export interface Block {
  /** Start of the first line (behind a byte order mark). */
  readonly start: number;
  /** End of the last line, without its ending. */
  readonly end: number;
  /** Start of the next line, or the end of the text. */
  readonly next: number;
}

export function blockOf({ text }: DockerfileDocument, instruction: Instruction): Block {
  const top = instruction.leading?.start ?? instruction.span.start;
  const lineStart = text.lastIndexOf('\n', top - 1) + 1;
  const feed = text.indexOf('\n', instruction.span.end);
  return {
    start: lineStart === 0 && text.charCodeAt(0) === 0xfeff ? 1 : lineStart,
    end: instruction.span.end,
    next: feed < 0 ? text.length : feed + 1,
  };
}

/** Whether an empty line stands above it and its comments. */
export function isSetOff(document: DockerfileDocument, instruction: Instruction): boolean {
  return /\n[ \t]*\r?\n$/.test(document.text.slice(0, blockOf(document, instruction).start));
}

/** True where the last line ends with a continuation that nothing follows: whatever came next would join it. */
export function isOpen({ text, escape, instructions }: DockerfileDocument, instruction: Instruction): boolean {
  if (instruction.index < instructions.length - 1 || instruction.heredocs.length > 0) return false;
  const lines = text.slice(instruction.span.start).split('\n').map((line) => line.trim());
  const last = lines.findLast((line, index) => index === 0 || (line !== '' && !line.startsWith('#'))) ?? '';
  return last.endsWith(escape) && (last === escape || last.at(-2) !== escape);
}

/** New lines in the ending of their neighbours; only the first one is indented. */
export function newLines(text: string, indent: string, ending: LineEnding): string {
  return indent + text.replace(/\r?\n$/, '').replace(/\r?\n/g, ending);
}

export function indentOf({ text }: DockerfileDocument, { span }: Instruction): string {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  return text.slice(lineStart, span.start).replace('\ufeff', '');
}

/** The ending of the lines around an instruction. */
export function endingOf({ text }: DockerfileDocument, { span }: Instruction): LineEnding {
  return endingNear(text, span.start);
}

/** Whether edits leave the parser directives at the top as they are: a comment that comes first could turn into one. */
export function keepsDirectives({ text, instructions, directives }: DockerfileDocument, edits: readonly TextEdit[]): boolean {
  const first = instructions[0]?.span.end ?? 0;
  if (edits.every(({ span }) => span.start > first)) return true;
  const after = directivesOf(applyEdits(text, edits).text);
  return after !== null && same(after, directives);
}

function same(left: readonly Directive[], right: readonly Directive[]): boolean {
  if (left.length !== right.length) return false;
  return left.every(({ name, value }, index) => name === right[index]?.name && value === right[index]?.value);
}

function directivesOf(text: string): readonly Directive[] | null {
  const reader = lineReader(text);
  const top = { directives: [] as Directive[], done: false };
  for (let line = nextLine(reader); line && !top.done; line = nextLine(reader)) {
    const bom = line.number === 1 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    if (!readDirective(top, text, skipSpace(text, line.start + bom, line.end), line.end).ok) return null;
  }
  return top.directives;
}

