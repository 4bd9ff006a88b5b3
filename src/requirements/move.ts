import { endingNear } from '#text/lines.js';
import { joinedInsertions, type TextEdit } from '#text/edits.js';
import { type Read, read, unreadable } from '#text/read.js';
import { insertRequirement } from './insert.js';
import { removeEntries } from './remove.js';
import type { RequirementEntry, RequirementsDocument } from './types.js';

/** Lines taken out of a file, with the edits that take them out. */
export interface TakenLines {
  readonly edits: readonly TextEdit[];
  /** Each stretch as it is written, with its comments and hashes, without blank lines around it; lines end with `\n`. */
  readonly pieces: readonly string[];
}

/** Takes entries out as {@link removeEntries} does, and keeps what was taken: comments that go with them go along. */
export function takeEntries(document: RequirementsDocument, entries: readonly RequirementEntry[]): Read<TakenLines> {
  const removed = removeEntries(document, entries, true);
  if (!removed.ok) return removed;
  const pieces = removed.value.map(({ span }) => withoutBlankEnds(document.text.slice(span.start, span.end)));
  return read({ edits: removed.value, pieces });
}

function withoutBlankEnds(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  return `${lines.join('\n')}\n`;
}

/**
 * Adds taken lines to a file. Single lines without a comment above go where the order of names has them, in a file that is in
 * order; all else goes to the end, below a blank line where it has a heading of its own. Refused where the file checks hashes and
 * the lines have none, or the other way round: pip wants them for all lines or for none.
 */
export function addTaken(document: RequirementsDocument, pieces: readonly string[]): Read<readonly TextEdit[]> {
  if (pieces.length === 0) return read([]);
  const lines = pieces.flatMap((piece) => piece.trimEnd().split('\n'));
  const hashed = lines.some((line) => /\s--hash[=\s]/.test(line));
  const requirements = document.entries.filter((entry) => entry.kind === 'requirement');
  if (requirements.length > 0 && hashed !== requirements.some(({ hashes }) => hashes.length > 0)) {
    return unreadable(hashed ? 'its lines have no hashes, and those that would come have some: pip wants them for all or none' : 'its lines have hashes, and those that would come have none: pip wants them for all or none');
  }
  const plain = lines.every((line) => !/^\s*#|\\$/.test(line) && line.trim() !== '' && !/^\s/.test(line));
  if (plain && isInOrder(requirements)) {
    const placed = lines.map((line) => insertRequirement(document, line));
    if (placed.every((one) => one.ok)) return read(joinedInsertions(placed.flatMap(({ value }) => value)));
  }
  return read([atEnd(document.text, pieces)]);
}

/** The text of a new file that holds taken lines behind opening lines of its own. */
export function textOfTaken(opening: readonly string[], pieces: readonly string[], like: RequirementsDocument): string {
  const text = `${opening.map((line) => `${line}\n`).join('')}\n${together(pieces)}`;
  return endingNear(like.text, 0) === '\r\n' ? text.replaceAll('\n', '\r\n') : text;
}

function isInOrder(entries: readonly RequirementEntry[]): boolean {
  return entries.length > 1 && entries.every(({ name }, index) => index === 0 || (entries[index - 1]?.name ?? '') <= name);
}

function together(pieces: readonly string[]): string {
  return pieces.map((piece, index) => (index > 0 && piece.startsWith('#') ? `\n${piece}` : piece)).join('');
}

function atEnd(text: string, pieces: readonly string[]): TextEdit {
  const end = text.length;
  const open = text !== '' && !text.endsWith('\n');
  const apart = pieces[0]?.startsWith('#') === true && text.trim() !== '' && !/\n[ \t]*\r?\n$/.test(text);
  // A file without a final newline stays without.
  const lines = open ? `\n${together(pieces).slice(0, -1)}` : together(pieces);
  const added = `${apart ? '\n' : ''}${lines}`;
  const ending = endingNear(text, Math.max(0, end - 1));
  return { span: { start: end, end }, text: ending === '\r\n' ? added.replaceAll('\n', '\r\n') : added };
}
