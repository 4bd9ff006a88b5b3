import type { TextEdit } from '#text/edits.js';
import { read, unreadable } from '#text/read.js';
import type { Span } from '#text/span.js';
import { quoteWord } from '#shell/quote.js';
import type { Edits } from './edit-tokens.js';
import { removeToken, replaceSpan, SPLIT } from './edit-tokens.js';
import type { RunCommand, RunParts } from './run.js';
import type { DockerfileDocument } from './types.js';

/**
 * Puts a word behind word `index` of a command. `value` is what the command shall get: it is quoted for the shell,
 * or written as a JSON string in the exec form.
 */
export function insertWord({ form }: RunParts, { wordSpans }: RunCommand, index: number, value: string): Edits {
  const span = wordSpans[index];
  if (span === undefined) return unreadable(`the command has no word ${index}`);
  if (!span) return unreadable(SPLIT);
  const word = written(form, value);
  if (word === null) return unreadable(`\`${value}\` cannot be written on one line`);
  return read([{ span: { start: span.end, end: span.end }, text: form === 'exec' ? `, ${word}` : ` ${word}` }]);
}

/** Puts another word in the place of word `index`. */
export function replaceCommandWord({ form }: RunParts, { wordSpans }: RunCommand, index: number, value: string): Edits {
  const word = written(form, value);
  if (word === null) return unreadable(`\`${value}\` cannot be written on one line`);
  return replaceSpan(wordSpans[index] ?? null, word);
}

/** Takes word `index` away; the command's name stays. */
export function removeCommandWord(
  document: DockerfileDocument,
  { form }: RunParts,
  { wordSpans }: RunCommand,
  index: number,
): Edits {
  const span = wordSpans[index];
  if (index === 0 || span === undefined) return unreadable('only an argument can be removed');
  if (form !== 'exec') return removeToken(document, span);
  const before = wordSpans[index - 1];
  if (!span || !before) return unreadable(SPLIT);
  if (/[\n#]/.test(document.text.slice(before.end, span.start))) return unreadable('the array stands on several lines');
  return read([{ span: { start: before.end, end: span.end }, text: '' }]);
}

/**
 * Takes several words of a command away. A line that holds nothing else goes with them; where the last line of a command goes, so
 * does the continuation above it.
 */
export function removeCommandWords(document: DockerfileDocument, { form }: RunParts, { wordSpans }: RunCommand, indexes: readonly number[]): Edits {
  if (form === 'exec') return unreadable('the exec form is left as it is');
  const { text, escape } = document;
  const spans = indexes.flatMap((index) => wordSpans[index] ?? []);
  if (spans.length < indexes.length || indexes.includes(0)) return unreadable(SPLIT);
  const edits: TextEdit[] = [];
  for (const group of byLine(text, spans)) {
    const line = lineAt(text, group[0]?.start ?? 0);
    const left = group.reduceRight((kept, span) => kept.slice(0, span.start - line.start) + kept.slice(span.end - line.start), text.slice(line.start, line.end)).trim();
    if (left === escape && line.start > 0) {
      edits.push({ span: { start: line.start, end: Math.min(line.end + 1, text.length) }, text: '' });
    } else if (left === '') {
      // Lines above that go as well are part of the same stretch.
      let start = line.start;
      while (edits.at(-1)?.span.end === start) start = edits.pop()?.span.start ?? start;
      const above = /[ \t]*(\S)[ \t]*\r?\n$/.exec(text.slice(Math.max(0, start - LONGEST_LINE), start));
      if (above?.[1] !== escape) return unreadable('the last line of the command cannot be taken away');
      edits.push({ span: { start: start - above[0].length, end: group.at(-1)?.end ?? line.end }, text: '' });
    } else {
      edits.push(...group.map((span) => ({ span: withBlanks(text, line, span), text: '' })));
    }
  }
  return read(edits);
}

/** What people write is shorter. */
const LONGEST_LINE = 10_000;

function lineAt(text: string, offset: number): Span {
  const feed = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: feed < 0 ? text.length : feed };
}

/** A word with the blanks before it; the first of a line with those behind it. */
function withBlanks(text: string, line: Span, span: Span): Span {
  const before = text.slice(line.start, span.start);
  if (before.trim() === '') return { start: span.start, end: span.end + (/^[ \t]*/.exec(text.slice(span.end, line.end))?.[0].length ?? 0) };
  return { start: span.start - (/[ \t]*$/.exec(before)?.[0].length ?? 0), end: span.end };
}

/** Spans of one line together, in order. */
function byLine(text: string, spans: readonly Span[]): readonly (readonly Span[])[] {
  const groups = new Map<number, Span[]>();
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const start = text.lastIndexOf('\n', span.start - 1);
    groups.set(start, [...(groups.get(start) ?? []), span]);
  }
  return [...groups.values()];
}

/** `<<` is kept out: BuildKit looks for here-documents before any shell does. */
function written(form: RunParts['form'], value: string): string | null {
  if (/[\r\n\0]/.test(value) || value.includes('<<')) return null;
  return form === 'exec' ? JSON.stringify(value) : quoteWord(value);
}
