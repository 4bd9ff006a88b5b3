import { normalizeName } from '#pep/name.js';
import { MAX_BYTES } from '#text/decode.js';
import { type Read, read, unreadable } from '#text/read.js';
import { type SourceMap, spanToSource } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import { type Belongings, belongings } from './belongings.js';
import { type Lines, type LogicalLine, splitLines } from './logical-lines.js';
import { type ParsedOptions, parseOptions } from './options.js';
import { detectOrigin } from './origin.js';
import { problemsOf } from './problems.js';
import { shellWords } from './shell-words.js';
import { type LocalTarget, type Target, parseEditable, parseTarget } from './target.js';
import type { Entry, InvalidEntry, LocalEntry, PipOption, RequirementEntry, RequirementsDocument } from './types.js';

/** docs/design.md, section 6. */
const MAX_LINES = 20_000;
const MAX_LENGTH = 1_000_000;

type Base = Pick<Entry, 'span' | 'lines' | 'joined' | 'source' | 'comment' | 'leading' | 'via'>;

/**
 * A requirements or constraints file as pip 26 reads it (`pip._internal.req.req_file` and `constructors`), without loss.
 * A line that pip refuses becomes an `invalid` entry and a problem of the document; `${VARIABLES}` stay as written.
 *
 * @param path the file's path in the workspace, POSIX; sources and includes are resolved against its folder.
 */
export function parseRequirements(path: string, text: string): Read<RequirementsDocument> {
  if (text.length > MAX_BYTES) return unreadable(`larger than ${MAX_BYTES / 1e6} MB`);
  const lines = splitLines(text);
  const long = lines.logical.find((line) => line.last - line.first >= MAX_LINES || line.text.length > MAX_LENGTH);
  if (long) return unreadable('one requirement of more than 20,000 lines or 1 MB', lines.physical[long.first]?.line);
  const own = belongings(text, lines);
  const parsed = lines.logical.map((line, index) => parseEntry(baseOf(lines, line, own[index])));
  const entries = parsed.map(({ entry }) => entry);
  const origin = detectOrigin(path, text, lines, entries);
  const problems = problemsOf(text, entries, parsed.flatMap(({ ignored }) => ignored));
  return read({ kind: 'requirements', path, text, origin, entries, problems });
}

function baseOf({ physical }: Lines, { text, source, first, last, comment }: LogicalLine, own: Belongings | undefined): Base {
  const [top, bottom] = [physical[first], physical[last]];
  return {
    span: { start: top?.span.start ?? 0, end: bottom?.span.end ?? 0 },
    lines: { first: top?.line ?? 1, last: bottom?.line ?? 1 },
    joined: text,
    source,
    comment,
    leading: own?.leading ?? null,
    via: own?.via ?? null,
  };
}

interface Parsed {
  readonly entry: Entry;
  /** Words of the line that pip drops, with where the line begins. */
  readonly ignored: readonly { readonly line: number; readonly text: string }[];
}

function parseEntry(base: Base): Parsed {
  const at = optionsStart(base.joined);
  const words = shellWords(base.joined, at);
  const parsed = words.ok ? parseOptions(words.value) : words;
  if (!parsed.ok) return { entry: invalid(base, parsed.reason), ignored: [] };
  const dropped = parsed.value.ignored.map(({ value }) => value).join(' ');
  const ignored = dropped === '' ? [] : [{ line: base.lines.first, text: dropped }];
  return { entry: entryOf(base, base.joined.slice(0, at), parsed.value), ignored };
}

/** Where the first word that begins with `-` stands; words are separated by blanks alone, not by tabs (`break_args_options`). */
function optionsStart(joined: string): number {
  if (joined.startsWith('-')) return 0;
  const at = joined.indexOf(' -');
  return at < 0 ? joined.length : at + 1;
}

function entryOf(base: Base, asked: string, parsed: ParsedOptions): Entry {
  const options = parsed.options.map(({ name, value, span, valueSpan }) => ({
    name,
    value,
    span: spanToSource(base.source, span),
    valueSpan: valueSpan && spanToSource(base.source, valueSpan),
  }));
  const editable = parsed.options.find(({ name }) => name === '--editable');
  if (!editable) return asked === '' ? { ...base, kind: 'option', options } : targetEntry(base, options, parseTarget(asked));
  // pip reads the words before `-e`, if there are any, as what is editable.
  const value = asked === '' ? (editable.value ?? '') : asked;
  const target = parseEditable(value);
  if (!target.ok) return invalid(base, target.reason);
  const place = asked === '' ? editable.valueSpan : { start: 0, end: asked.length };
  return localEntry(base, options, target.value, true, place && within(place, target.value.span));
}

function targetEntry(base: Base, options: readonly PipOption[], target: Read<Target>): Entry {
  if (!target.ok) return invalid(base, target.reason);
  if (target.value.kind === 'local') return localEntry(base, options, target.value, false, target.value.span);
  const { requirement } = target.value;
  return {
    ...base,
    kind: 'requirement',
    name: normalizeName(requirement.name),
    requirement,
    places: {
      name: place(base.source, requirement.nameSpan),
      extras: place(base.source, requirement.extrasSpan),
      specifiers: place(base.source, requirement.specifierSpan),
      marker: place(base.source, requirement.markerSpan),
    },
    hashes: options.flatMap(({ name, value }) => (name === '--hash' && value !== null ? [value] : [])),
    options,
  } satisfies RequirementEntry;
}

function localEntry(base: Base, options: readonly PipOption[], target: LocalTarget, editable: boolean, span: Span | null): LocalEntry {
  const { form, extras, marker, name } = target;
  return { ...base, kind: 'local', editable, form, target: target.target, targetSpan: place(base.source, span), extras, marker, name, options };
}

/** Reasons quote the line; a long one is cut, since a person reads it. */
const MAX_REASON = 200;

function invalid(base: Base, reason: string): InvalidEntry {
  const short = reason.length > MAX_REASON ? `${reason.slice(0, MAX_REASON)}…` : reason;
  const variable = /\$\{[A-Z0-9_]+\}/.exec(base.joined)?.[0];
  return { ...base, kind: 'invalid', reason: variable ? `${short} (unless ${variable} is set to something else)` : short };
}

function place(source: SourceMap, span: Span | null): Span | null {
  return span && spanToSource(source, span);
}

function within(outer: Span, inner: Span): Span {
  return { start: outer.start + inner.start, end: outer.start + inner.end };
}

