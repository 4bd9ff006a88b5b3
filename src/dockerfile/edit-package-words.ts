import { read, unreadable } from '#text/read.js';
import { quoteWord } from '#shell/quote.js';
import { endingOf } from './edit-blocks.js';
import { SPLIT, type Edits } from './edit-tokens.js';
import type { RunCommand, RunParts } from './run.js';
import type { DockerfileDocument, Instruction } from './types.js';

/**
 * Writes a name into a list of packages, before or behind word `index`, which is one of them: on a line of its own
 * where that word has one, else beside it.
 */
export function insertPackage(
  document: DockerfileDocument,
  instruction: Instruction,
  { form }: RunParts,
  { wordSpans }: RunCommand,
  place: { readonly side: 'before' | 'after'; readonly index: number },
  name: string,
): Edits {
  const span = wordSpans[place.index];
  if (span === undefined) return unreadable(`the command has no word ${place.index}`);
  if (!span) return unreadable(SPLIT);
  if (form === 'exec') return unreadable('the exec form is left as it is');
  if (quoteWord(name) !== name) return unreadable('a name that the shell would not take as one word');
  const { text, escape } = document;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const feed = text.indexOf('\n', span.end);
  const lineEnd = feed < 0 ? text.length : feed;
  const indent = text.slice(lineStart, span.start);
  const rest = text.slice(span.end, lineEnd).trim();
  const alone = lineStart > 0 && /^[ \t]+$/.test(indent) && (rest === '' || rest === escape);
  const at = (offset: number, written: string): Edits => read([{ span: { start: offset, end: offset }, text: written }]);
  if (place.side === 'before') return alone ? at(lineStart, `${indent}${name} ${escape}${endingOf(document, instruction)}`) : at(span.start, `${name} `);
  if (!alone) return at(span.end, ` ${name}`);
  if (rest === '') return at(span.end, ` ${escape}${endingOf(document, instruction)}${indent}${name}`);
  return feed < 0 ? unreadable('the file ends with a line continuation') : at(feed + 1, `${indent}${name} ${escape}${endingOf(document, instruction)}`);
}
