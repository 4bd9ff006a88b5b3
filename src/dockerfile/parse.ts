import { lineTable } from '#text/lines.js';
import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { instructionError } from './instruction-errors.js';
import { instructionOf } from './instruction.js';
import { leadingComments } from './leading-comments.js';
import { MAX_LINE_BYTES, tooLongLine } from './physical-lines.js';
import type { ScannedFile } from './scan.js';
import { scanDockerfile } from './scan.js';
import { disagreement, keepSharedSpans, readAgain } from './second-parser.js';
import { stagesOf } from './stages.js';
import type { DockerfileDocument, Instruction } from './types.js';

/** The largest Dockerfile that is read, in UTF-16 units. The largest of 99,925 public ones has less than a tenth. */
export const MAX_LENGTH = 1_000_000;

/** The most instructions of one file. */
export const MAX_INSTRUCTIONS = 10_000;

/**
 * Reads a Dockerfile without loss. Boundaries, joined text, flags, JSON forms and here-documents follow BuildKit's
 * parser; dockerfile-ast reads the file a second time, and a file that the two cut differently is refused, as is
 * what BuildKit refuses.
 */
export function parseDockerfile(path: string, text: string): Read<DockerfileDocument> {
  const first = readAsBuildKit(path, text);
  if (!first.ok) return first;
  const second = readAgain(text, lineTable(text).starts);
  const line = disagreement(first.value, second);
  if (line !== null) return unreadable(`read differently by a second parser at line ${line}`, line);
  const instructions = first.value.instructions.map((instruction, index) => {
    const theirs = second.instructions[index];
    return theirs ? keepSharedSpans(instruction, theirs, second) : instruction;
  });
  return read({ ...first.value, instructions, stages: stagesOf(instructions) });
}

/** The first of the two readings: BuildKit's, by our own scanner. */
export function readAsBuildKit(path: string, text: string): Read<DockerfileDocument> {
  if (text.length > MAX_LENGTH) return unreadable(`larger than ${MAX_LENGTH / 1e6} MB`);
  const longLine = tooLongLine(text);
  if (longLine !== null) return unreadable(`a line of more than ${MAX_LINE_BYTES.toLocaleString('en-US')} bytes`, longLine);
  const scanned = scanDockerfile(text);
  if (!scanned.ok) return scanned;
  const instructions = readInstructions(text, scanned.value);
  if (!instructions.ok) return instructions;
  const { escape, directives, comments } = scanned.value;
  const stages = stagesOf(instructions.value);
  return read({ kind: 'dockerfile', path, text, escape, directives, comments, instructions: instructions.value, stages });
}

function readInstructions(text: string, { lines, comments, escape }: ScannedFile): Read<readonly Instruction[]> {
  if (lines.length === 0) return unreadable('no instructions');
  if (lines.length > MAX_INSTRUCTIONS) return unreadable(`more than ${MAX_INSTRUCTIONS.toLocaleString('en-US')} instructions`);
  const instructions: Instruction[] = [];
  let above = -1;
  for (const [index, line] of lines.entries()) {
    while (isAbove(comments[above + 1], line.span)) above++;
    const leading = leadingComments(text, comments, above, line.span.start);
    const instruction = instructionOf(line, { index, leading }, escape);
    if (!instruction.ok) return instruction;
    const error = instructionError(instruction.value) ?? orderError(instructions, instruction.value);
    if (error) return unreadable(error, line.lines.first);
    instructions.push(instruction.value);
  }
  return instructions.some(({ keyword }) => keyword === 'FROM') ? read(instructions) : unreadable('no FROM instruction');
}

function isAbove(comment: Span | undefined, instruction: Span): boolean {
  return comment !== undefined && comment.end <= instruction.start;
}

function orderError(before: readonly Instruction[], { keyword }: Instruction): string | null {
  if (keyword === 'FROM' || keyword === 'ARG') return null;
  return before.some((instruction) => instruction.keyword === 'FROM') ? null : `${keyword} before the first FROM`;
}
