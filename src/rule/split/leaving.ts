import { removeInstruction } from '#dockerfile/edit-instructions.js';
import type { Edits } from '#dockerfile/edit-tokens.js';
import { removeToken } from '#dockerfile/edit-tokens.js';
import { removeCommandWords } from '#dockerfile/edit-words.js';
import { runParts } from '#dockerfile/run.js';
import { removeEntries } from '#requirements/remove.js';
import type { Change } from '#rule/types.js';
import { overlap, sortEdits, type TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Consumer } from './consumers.js';
import type { Way } from './points.js';
import { mentionOf, supplyOf } from './supply.js';

export interface Leaving {
  readonly changes: readonly Change[];
  /** An install of it goes as a whole. */
  readonly installGoes: boolean;
}

/**
 * How a consumer that needs nothing of the shared file goes without it: its `-r` goes from the install, or the install itself where it
 * asks for nothing else, and the file from its COPY. `others`: the ways of all consumers. A reason where that cannot be done with certainty.
 */
export function leaving({ ways }: Consumer, path: string, others: readonly Way[]): Read<Leaving> {
  const edits = new Map<string, readonly TextEdit[]>();
  const instructions = new Set(ways.map(({ by }) => by));
  if (others.some((way) => !ways.includes(way) && instructions.has(way.by))) return unreadable('another service takes it by the same COPY');
  const all = new Map<string, { readonly file: string; readonly edits: () => Edits }>();
  for (const way of ways) {
    const { point, by, image } = way;
    const file = image.dockerfile.document.path;
    all.set(point.key, { file: point.at.path, edits: () => withoutPoint(way, path) });
    const supply = supplyOf(way, path, []);
    if (!supply.ok) return supply;
    if (supply.value.kind === 'along') continue;
    const { source } = supply.value;
    const mention = mentionOf(way, (instruction) => (point.kind === 'install' && instruction === point.install.instruction ? 1 : 0));
    if (mention) return unreadable(`line ${mention.lines.first} names ${way.imagePath} as well`);
    const { document } = image.dockerfile;
    // The last word is the target.
    all.set(`${file}:${by.index}:${source}`, { file, edits: () => (by.words.length > 2 ? removeToken(document, by.words[source]?.span ?? null) : removeInstruction(document, by)) });
  }
  const texts = new Map(ways.map(({ image: { dockerfile: { document } } }) => [document.path, document.text]));
  for (const one of all.values()) {
    const made = one.edits();
    if (!made.ok) return made;
    const before = edits.get(one.file) ?? [];
    if (overlap(before, made.value)) return unreadable('what would go stands too close together');
    edits.set(one.file, [...before, ...made.value]);
  }
  return read({ changes: [...edits].map(([file, own]) => ({ kind: 'edit', path: file, edits: withoutGap(texts.get(file) ?? '', own) })), installGoes: ways.some((way) => way.point.kind === 'install' && asksForNothingElse(way, path)) });
}

/** The place that names the file without it. */
function withoutPoint({ point, install, image }: Way, path: string): Edits {
  if (point.kind === 'include') {
    const { document, include } = point;
    const entry = document.entries.find(({ lines }) => lines.first === include.line);
    return entry && document.entries.some(({ kind }) => kind === 'requirement') ? removeEntries(document, [entry]) : unreadable(`nothing would be left in ${document.path}`);
  }
  const { document } = image.dockerfile;
  const parts = runParts(document, install.instruction);
  if (!parts.ok) return parts;
  if (asksForNothingElse({ install, image }, path)) return parts.value.commands.length === 1 ? removeInstruction(document, install.instruction) : unreadable('the same RUN does something else');
  const word = install.command.command.words[point.wordIndex]?.value ?? '';
  return removeCommandWords(document, parts.value, install.command, word === point.written ? [point.wordIndex - 1, point.wordIndex] : [point.wordIndex]);
}

/** Constraints install nothing by themselves. */
function asksForNothingElse({ install, image }: Pick<Way, 'install' | 'image'>, path: string): boolean {
  const inputs = image.installs.find((one) => one.install === install)?.inputs ?? [];
  return inputs.every((input) => input.kind === 'file' && (input.role === 'constraint' || input.path === path));
}

/** Two instructions that go and stand together leave one blank line, where there was one above and one below. */
function withoutGap(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  const [first, second] = sortEdits(edits);
  if (!first || !second || edits.length !== 2 || first.span.end !== second.span.start || first.text !== '' || second.text !== '') return edits;
  const below = /^[ \t]*\r?\n/.exec(text.slice(second.span.end));
  if (!below || !/\n[ \t]*\r?\n$/.test(text.slice(Math.max(0, first.span.start - 1000), first.span.start))) return edits;
  return [{ span: { start: first.span.start, end: second.span.end + below[0].length }, text: '' }];
}
