import type { Read } from '#text/read.js';
import { read, unreadable } from '#text/read.js';
import { processWords } from './heredoc-words.js';

/** A here-document as its line announces it. */
export interface HeredocName {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
}

const HEREDOC = /^(\d*)<<(-?)[\t\n\f\r ]*([^<]*)$/;

/** The here-documents that a joined line announces, in order (heredocsFromLine in BuildKit's parser.go). */
export function heredocsOf(line: string): Read<readonly HeredocName[]> {
  if (!line.includes('<<')) return read([]);
  const words = processWords(line, { rawQuotes: true, rawEscapes: true });
  if (!words.ok) return words;
  const found: HeredocName[] = [];
  for (const word of words.value ?? []) {
    const heredoc = heredocOf(word);
    if (!heredoc.ok) return heredoc;
    if (heredoc.value) found.push(heredoc.value);
  }
  return read(found);
}

/**
 * One word as a here-document, or null (BuildKit's ParseHeredoc). Quotes anywhere in the name switch expansion off;
 * they are found by lexing the name with and without them.
 */
export function heredocOf(word: string): Read<HeredocName | null> {
  const match = HEREDOC.exec(word);
  const rest = match?.[3];
  if (!match || !rest) return read(null);
  const plain = processWords(rest, { rawQuotes: false, rawEscapes: false });
  const raw = processWords(rest, { rawQuotes: true, rawEscapes: false });
  if (!plain.ok) return plain;
  if (!raw.ok) return raw;
  if (!plain.value || !raw.value) return unreadable(`\`${word}\` is no name of a here-document`);
  const [name] = plain.value;
  if (plain.value.length !== 1 || name === undefined) return read(null);
  if (raw.value.length !== 1) return unreadable(`\`${word}\` is no name of a here-document`);
  return read({ name, expand: quotes(name) === quotes(raw.value[0] ?? ''), chomp: match[2] === '-' });
}

function quotes(text: string): number {
  return text.replace(/[^'"]/g, '').length;
}
