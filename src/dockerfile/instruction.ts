import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import { spanToSource } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import { legacyPair, plainWords, quotedWords } from './argument-words.js';
import { jsonForm } from './json-form.js';
import type { LogicalLine } from './scan.js';
import { isSpace, skipSpace } from './space.js';
import type { CommandLine, FlagWord } from './split-command.js';
import { splitCommand } from './split-command.js';
import type { Flag, Instruction, JsonWord, Word } from './types.js';

/** Where an instruction stands among the others. */
export interface Position {
  readonly index: number;
  readonly leading: Span | null;
}

const JSON_FORM: ReadonlySet<string> = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'SHELL', 'COPY', 'ADD', 'VOLUME', 'HEALTHCHECK']);

/** Turns a logical line into an instruction with its words, by the rules of BuildKit's line_parsers.go. */
export function instructionOf(line: LogicalLine, { index, leading }: Position, escape: string): Read<Instruction> {
  return build(line, line.command, { index, leading }, escape);
}

function build(line: LogicalLine, command: CommandLine, position: Position, escape: string): Read<Instruction> {
  const { joined, source } = line;
  const keyword = joined.slice(command.keyword.start, command.keyword.end).toUpperCase();
  const json = jsonWords(line, keyword, command.args);
  if (!json.ok) return json;
  const trigger = keyword === 'ONBUILD' ? triggerOf(line, command.args, position, escape) : read(null);
  if (!trigger.ok) return trigger;
  const { words, reason } = argumentWords(line, keyword, command.args, json.value !== null, escape);
  if (reason !== null) return unreadable(reason, line.lines.first);
  return read({
    kind: 'instruction',
    index: position.index,
    keyword,
    keywordSpan: covering(line, command.keyword),
    span: line.span,
    lines: line.lines,
    joined,
    source,
    flags: command.flags.map((flag) => flagOf(line, flag)),
    args: command.args,
    json: json.value,
    words,
    heredocs: line.heredocs,
    comments: line.comments,
    leading: position.leading,
    trigger: trigger.value,
  });
}

function triggerOf(line: LogicalLine, args: Span, position: Position, escape: string): Read<Instruction | null> {
  if (args.start === args.end) return read(null);
  const command = splitCommand(line.joined, args.start, args.end, escape);
  if (!command.ok) return unreadable(command.reason, line.lines.first);
  const keyword = line.joined.slice(command.value.keyword.start, command.value.keyword.end).toUpperCase();
  if (keyword === 'ONBUILD') return unreadable('ONBUILD cannot hold ONBUILD', line.lines.first);
  return build(line, command.value, position, escape);
}

function jsonWords(line: LogicalLine, keyword: string, args: Span): Read<readonly JsonWord[] | null> {
  if (!JSON_FORM.has(keyword)) return read(null);
  const start = keyword === 'HEALTHCHECK' ? healthcheckCommand(line.joined, args) : args.start;
  const json = jsonForm(line.joined, start, args.end);
  if (!json.ok) return unreadable(json.reason, line.lines.first);
  return read(json.value?.map(({ value, span }) => ({ value, span: spanToSource(line.source, span) })) ?? null);
}

/** Where the command behind `HEALTHCHECK CMD` starts, as an offset into the joined text. */
export function healthcheckCommand(joined: string, args: Span): number {
  return skipSpace(joined, firstWordEnd(joined, args), args.end);
}

function firstWordEnd(joined: string, { start, end }: Span): number {
  let at = start;
  while (at < end && !isSpace(joined.charCodeAt(at))) at++;
  return at;
}

interface Words {
  readonly words: readonly Word[];
  readonly reason: string | null;
}

function argumentWords(line: LogicalLine, keyword: string, args: Span, json: boolean, escape: string): Words {
  const { joined } = line;
  function words(spans: readonly Span[]): Words {
    return { words: spans.map((span) => wordOf(line, span)), reason: null };
  }
  if (keyword === 'HEALTHCHECK') {
    return words(args.start === args.end ? [] : [{ start: args.start, end: firstWordEnd(joined, args) }]);
  }
  if (json || args.start === args.end) return words([]);
  switch (keyword) {
    case 'FROM':
    case 'COPY':
    case 'ADD':
    case 'EXPOSE':
    case 'VOLUME':
      return words(plainWords(joined, args));
    case 'ARG':
      return words(quotedWords(joined, args, escape));
    case 'ENV':
    case 'LABEL':
      return pairWords(line, keyword, args, escape);
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return words([args]);
    default:
      return words([]);
  }
}

/**
 * `ENV A=1 B=2`, or the old form `ENV A 1 2` as the one word `A=1 2`; the span of that word is the whole
 * argument, so that it can be told by the file's text being another one.
 */
function pairWords(line: LogicalLine, keyword: string, args: Span, escape: string): Words {
  const spans = quotedWords(line.joined, args, escape);
  const [first] = spans;
  if (!first) return { words: [], reason: null };
  if (line.joined.slice(first.start, first.end).includes('=')) {
    return { words: spans.map((span) => wordOf(line, span)), reason: null };
  }
  const pair = legacyPair(line.joined, args);
  if (!pair) return { words: [], reason: `${keyword} needs a name and a value` };
  if (slice(line, pair.name).includes('=')) return { words: [], reason: `${keyword} with a blank that only Unicode knows` };
  const text = `${slice(line, pair.name)}=${slice(line, pair.value)}`;
  return { words: [{ text, span: spanToSource(line.source, args) }], reason: null };
}

function wordOf(line: LogicalLine, span: Span): Word {
  return { text: slice(line, span), span: spanToSource(line.source, span) };
}

function flagOf(line: LogicalLine, { span, text, value }: FlagWord): Flag {
  const equals = text.indexOf('=');
  return {
    name: equals < 0 ? text.slice(2) : text.slice(2, equals),
    value: equals < 0 ? null : text.slice(equals + 1),
    span: spanToSource(line.source, span),
    valueSpan: value && spanToSource(line.source, value),
  };
}

function slice({ joined }: LogicalLine, { start, end }: Span): string {
  return joined.slice(start, end);
}

/** The stretch of the file from the first to the last character of a stretch of the joined text. */
function covering(line: LogicalLine, { start, end }: Span): Span {
  const whole = spanToSource(line.source, { start, end });
  if (whole) return whole;
  const first = spanToSource(line.source, { start, end: start + 1 });
  const last = spanToSource(line.source, { start: end - 1, end });
  return { start: first?.start ?? line.span.start, end: last?.end ?? line.span.start };
}
