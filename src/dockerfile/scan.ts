import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import type { SourceMap, SourcePiece } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import type { DirectiveReader } from './directives.js';
import { readDirective } from './directives.js';
import { heredocsOf } from './heredocs.js';
import type { LineReader, PhysicalLine } from './physical-lines.js';
import { lineReader, nextLine } from './physical-lines.js';
import { skipSpace } from './space.js';
import type { CommandLine } from './split-command.js';
import { splitCommand } from './split-command.js';
import { jsonForm } from './json-form.js';
import type { Directive, Heredoc } from './types.js';

/** The most that one instruction may hold; more is never a hand-written file. */
export const MAX_INSTRUCTION_LINES = 20_000;
export const MAX_INSTRUCTION_LENGTH = 1_000_000;

/** A file cut into logical lines by BuildKit's rules (parser.go, Parse). */
export interface ScannedFile {
  readonly escape: '\\' | '`';
  readonly directives: readonly Directive[];
  readonly comments: readonly Span[];
  readonly lines: readonly LogicalLine[];
}

export interface LogicalLine {
  /** From the first character to the last one before the final line ending, here-documents included. */
  readonly span: Span;
  readonly lines: { readonly first: number; readonly last: number };
  readonly joined: string;
  readonly source: SourceMap;
  readonly comments: readonly Span[];
  readonly command: CommandLine;
  readonly heredocs: readonly Heredoc[];
}

interface Scanner {
  readonly text: string;
  readonly reader: LineReader;
  readonly top: DirectiveReader;
  escape: '\\' | '`';
}

/** Cuts a text into logical lines; what BuildKit's parser refuses at this level comes back as a reason. */
export function scanDockerfile(text: string): Read<ScannedFile> {
  const scanner: Scanner = { text, reader: lineReader(text), top: { directives: [], done: false }, escape: '\\' };
  const comments: Span[] = [];
  const lines: LogicalLine[] = [];
  for (let line = nextLine(scanner.reader); line; line = nextLine(scanner.reader)) {
    const bom = line.number === 1 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
    const start = skipSpace(text, line.start + bom, line.end);
    const directive = readDirective(scanner.top, text, start, line.end);
    if (!directive.ok) return unreadable(directive.reason, line.number);
    if (directive.value) {
      if (directive.value.name === 'escape') scanner.escape = directive.value.value === '`' ? '`' : '\\';
    } else if (start < line.end && text[start] === '#') {
      comments.push({ start, end: line.end });
    } else if (start < line.end) {
      const logical = logicalLine(scanner, { ...line, start });
      if (!logical.ok) return logical.line === undefined ? unreadable(logical.reason, line.number) : logical;
      lines.push(logical.value);
    }
  }
  return read({ escape: scanner.escape, directives: scanner.top.directives, comments, lines });
}

/** Joins a line with its continuations and reads its here-documents. */
function logicalLine(scanner: Scanner, first: PhysicalLine): Read<LogicalLine> {
  const { text, reader, escape } = scanner;
  const parts: string[] = [];
  const source: SourcePiece[] = [];
  const comments: Span[] = [];
  let length = 0;
  let end = first.end;
  let line: PhysicalLine | null = first;
  while (line) {
    const cut = continuation(text, line, escape);
    const to = cut ?? line.end;
    if (to > line.start) source.push({ at: length, start: line.start, length: to - line.start });
    parts.push(text.slice(line.start, to));
    length += to - line.start;
    line = cut === null ? null : nextPart(scanner, comments);
    if (line) end = line.end;
    if (length > MAX_INSTRUCTION_LENGTH || reader.count - first.number >= MAX_INSTRUCTION_LINES) return tooLarge(first);
    if (cut !== null && !line) end = Math.max(end, contentEnd(text, reader.at));
  }
  const joined = parts.join('');
  const command = splitCommand(joined, 0, joined.length, escape);
  if (!command.ok) return unreadable(command.reason, first.number);
  const heredocs = readHeredocs(scanner, joined, command.value, first);
  if (!heredocs.ok) return heredocs;
  if (heredocs.value.length > 0) end = contentEnd(text, reader.at);
  return read({
    span: { start: first.start, end },
    lines: { first: first.number, last: reader.count },
    joined,
    source,
    comments,
    command: command.value,
    heredocs: heredocs.value,
  });
}

/** The next line that adds text, past comments and blank lines, which BuildKit skips inside a continuation. */
function nextPart({ text, reader }: Scanner, comments: Span[]): PhysicalLine | null {
  for (let line = nextLine(reader); line; line = nextLine(reader)) {
    const start = skipSpace(text, line.start, line.end);
    if (start === line.end) continue;
    if (text[start] !== '#') return line;
    comments.push({ start, end: line.end });
  }
  return null;
}

/** Where a continued line stops (before its escape character), or null: `([^\\])\\[ \t]*$|^\\[ \t]*$`. */
function continuation(text: string, { start, end }: Span, escape: string): number | null {
  let at = end;
  while (at > start && (text.charCodeAt(at - 1) === 0x20 || text.charCodeAt(at - 1) === 0x09)) at--;
  if (at === start || text[at - 1] !== escape) return null;
  return at - 1 === start || text[at - 2] !== escape ? at - 1 : null;
}

function readHeredocs(scanner: Scanner, joined: string, command: CommandLine, first: PhysicalLine): Read<readonly Heredoc[]> {
  if (!joined.includes('<<') || !mayHoldHeredocs(joined, command, scanner.escape)) return read([]);
  const names = heredocsOf(joined);
  if (!names.ok) return unreadable(names.reason, first.number);
  const { text, reader } = scanner;
  const heredocs: Heredoc[] = [];
  for (const heredoc of names.value) {
    const start = reader.at;
    for (;;) {
      const line = nextLine(reader);
      if (!line) return unreadable(`the here-document \`${heredoc.name}\` has no end`, first.number);
      if (reader.count - first.number >= MAX_INSTRUCTION_LINES) return tooLarge(first);
      if (reader.at - start > MAX_INSTRUCTION_LENGTH) return tooLarge(first);
      const from = heredoc.chomp ? skipTabs(text, line) : line.start;
      if (line.end - from !== heredoc.name.length || !text.startsWith(heredoc.name, from)) continue;
      heredocs.push({ ...heredoc, body: { start, end: line.start } });
      break;
    }
  }
  return read(heredocs);
}

/** RUN, COPY and ADD, also behind ONBUILD, unless they are in the exec form. */
function mayHoldHeredocs(joined: string, command: CommandLine, escape: string): boolean {
  let { keyword, args } = command;
  if (isKeyword(joined, keyword, ['ONBUILD'])) {
    const trigger = splitCommand(joined, args.start, args.end, escape);
    if (!trigger.ok) return false;
    ({ keyword, args } = trigger.value);
  }
  if (!isKeyword(joined, keyword, ['RUN', 'COPY', 'ADD'])) return false;
  const json = jsonForm(joined, args.start, args.end);
  return json.ok && json.value === null;
}

function isKeyword(joined: string, { start, end }: Span, keywords: readonly string[]): boolean {
  return keywords.includes(joined.slice(start, end).toUpperCase());
}

function skipTabs(text: string, { start, end }: Span): number {
  let at = start;
  while (at < end && text.charCodeAt(at) === 0x09) at++;
  return at;
}

/** The end of the line that stops at `at`, without its ending. */
function contentEnd(text: string, at: number): number {
  let end = at;
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--;
  return end;
}

function tooLarge(first: PhysicalLine): Read<never> {
  const limit = `${MAX_INSTRUCTION_LINES.toLocaleString('en-US')} lines or ${MAX_INSTRUCTION_LENGTH / 1e6} MB`;
  return unreadable(`one instruction of more than ${limit}`, first.number);
}
