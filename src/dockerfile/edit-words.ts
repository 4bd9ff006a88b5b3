import { read, unreadable } from '#text/read.js';
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

/** `<<` is kept out: BuildKit looks for here-documents before any shell does. */
function written(form: RunParts['form'], value: string): string | null {
  if (/[\r\n\0]/.test(value) || value.includes('<<')) return null;
  return form === 'exec' ? JSON.stringify(value) : quoteWord(value);
}
