import { DockerfileParser, type Add, type Copy, type From, type Instruction as SecondInstruction } from 'dockerfile-ast';
import type { Span } from '#text/span.js';
import type { DockerfileDocument, Flag, Instruction, Word } from './types.js';

/**
 * The second reading of a file, by dockerfile-ast. It tells boundaries, and the ranges of FROM's parts, of COPY's
 * and ADD's words and of flags. Never ask it for text: `getArgumentsContent`, `getJSONValue`, `Argument.getValue`
 * and `getVariables` lose characters or take quadratic time (its issues 120 and 123, and see docs/design.md).
 */
export interface SecondReading {
  readonly offsetAt: (position: ParserPosition) => number;
  readonly escape: string;
  readonly instructions: readonly SecondInstruction[];
}

interface ParserPosition {
  readonly line: number;
  readonly character: number;
}

interface ParserRange {
  readonly start: ParserPosition;
  readonly end: ParserPosition;
}

export function readAgain(text: string, lineStarts: readonly number[]): SecondReading {
  const parsed = DockerfileParser.parse(text);
  return {
    escape: parsed.getEscapeCharacter(),
    offsetAt: ({ line, character }) => (lineStarts[line] ?? text.length) + character,
    instructions: parsed.getInstructions(),
  };
}

/**
 * The first line (1-based) at which the two readings see another instruction, or null when they agree. Another escape
 * character counts as line 1: without a continuation it makes no difference yet, but an edit could bring one.
 */
export function disagreement({ escape, instructions }: DockerfileDocument, second: SecondReading): number | null {
  if (escape !== second.escape) return 1;
  const count = Math.max(instructions.length, second.instructions.length);
  for (let i = 0; i < count; i++) {
    const ours = instructions[i];
    const theirs = second.instructions[i];
    const line = theirs && theirs.getInstructionRange().start.line + 1;
    if (!ours || line === undefined || ours.lines.first !== line) return Math.min(ours?.lines.first ?? Infinity, line ?? Infinity);
    if (ours.keyword !== theirs?.getKeyword()) return line;
  }
  return null;
}

/**
 * The instruction with only those spans of flags and words kept that both readings share: what only one of them
 * sees is not edited.
 */
export function keepSharedSpans(instruction: Instruction, theirs: SecondInstruction, second: SecondReading): Instruction {
  const flags = instruction.flags.length === 0 ? [] : sharedFlags(instruction.flags, flagRanges(theirs), second);
  const words = typedWords(instruction) ? sharedWords(instruction.words, wordRanges(instruction, theirs), second) : instruction.words;
  return { ...instruction, flags, words };
}

function typedWords({ keyword, json }: Instruction): boolean {
  return json === null && (keyword === 'FROM' || keyword === 'COPY' || keyword === 'ADD');
}

function wordRanges({ keyword }: Instruction, theirs: SecondInstruction): readonly ParserRange[] {
  if (keyword !== 'FROM') return theirs.getArguments().map((argument) => argument.getRange());
  const from = theirs as From;
  return [from.getImageRange(), from.getBuildStageRange()].filter((range) => range !== null);
}

function flagRanges(theirs: SecondInstruction): readonly ParserRange[] | null {
  if (!('getFlags' in theirs)) return null;
  return (theirs as Add | Copy | From).getFlags().map((flag) => flag.getRange());
}

function sharedFlags(flags: readonly Flag[], ranges: readonly ParserRange[] | null, second: SecondReading): readonly Flag[] {
  if (!ranges) return flags;
  const shared = spans(ranges, second);
  return flags.map((flag) => (isShared(flag.span, shared) ? flag : { ...flag, span: null, valueSpan: null }));
}

function sharedWords(words: readonly Word[], ranges: readonly ParserRange[], second: SecondReading): readonly Word[] {
  const shared = spans(ranges, second);
  return words.map((word) => (isShared(word.span, shared) || word.text.toUpperCase() === 'AS' ? word : { ...word, span: null }));
}

function spans(ranges: readonly ParserRange[], second: SecondReading): ReadonlyMap<number, number> {
  return new Map(ranges.map(({ start, end }) => [second.offsetAt(start), second.offsetAt(end)]));
}

function isShared(span: Span | null, shared: ReadonlyMap<number, number>): boolean {
  return span !== null && shared.get(span.start) === span.end;
}
