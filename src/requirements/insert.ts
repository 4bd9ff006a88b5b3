import { normalizeName } from '#pep/name.js';
import { endingNear } from '#text/lines.js';
import type { TextEdit } from '#text/edits.js';
import { type Read, read, unreadable } from '#text/read.js';
import { type Block, blocksOf } from './blocks.js';
import { type PhysicalLine, splitLines } from './logical-lines.js';
import { parseRequirements } from './parse.js';
import { type Placed, placeEntries } from './placed.js';
import type { Entry, OptionEntry, RequirementsDocument } from './types.js';

type Edits = Read<readonly TextEdit[]>;

const FILES = new Set(['--requirement', '--constraint']);

/**
 * Adds an option line such as `--extra-index-url https://…`. pip reads options of a file for all of it, wherever they
 * stand; people look for them at the top. So: behind the options that open the file (before `-r` and `-c`), else
 * behind the comment that opens it. A comment that touches the first entry is taken for the heading of
 * its block, and the option goes above it, where other blocks have such headings too. An option that is there already is not added.
 */
export function insertOption(document: RequirementsDocument, option: string): Edits {
  const parsed = oneEntry(option);
  if (!parsed.ok) return parsed;
  if (parsed.value.kind !== 'option') return unreadable(`not an option line: ${option}`);
  if (holdsOption(document, parsed.value)) return read([]);
  const { physical } = splitLines(document.text);
  const placed = placeEntries(document, physical);
  const opening = openingOptions(placed).at(-1);
  if (opening) return insertLine(document.text, physical, opening.end, option);
  const at = headerEnd(document.text, physical, placed);
  const next = physical[at];
  const apart = next?.kind === 'comment' || (next !== undefined && placed[0]?.first === at && isAlone(physical, at));
  return insertLine(document.text, physical, at, option, apart);
}

/**
 * Adds a requirement line. In the block of `near`, else in the first block that holds requirements: at its place in the order of
 * names where the block is sorted, else at its end. A file without requirements gets it at the end.
 */
export function insertRequirement(document: RequirementsDocument, line: string, near?: Entry): Edits {
  const parsed = oneEntry(line);
  if (!parsed.ok) return parsed;
  if (parsed.value.kind !== 'requirement') return unreadable(`not a requirement: ${line}`);
  const { physical } = splitLines(document.text);
  const blocks = blocksOf(document, physical);
  const block =
    blocks.find(({ entries }) => entries.some(({ entry }) => entry.span.start === near?.span.start)) ??
    blocks.find(({ entries }) => entries.some(({ entry }) => entry.kind === 'requirement'));
  if (!block) return insertLine(document.text, physical, physical.length, line);
  const at = placeInBlock(block, parsed.value.name);
  const beside = block.entries.find(({ first, end }) => first === at || end === at) ?? block.entries[0];
  return insertLine(document.text, physical, at, `${indentation(document.text, physical, beside)}${line}`);
}

/** The text of a new requirements file. Its line ending is that of the file it is split off from, where there is one. */
export function newRequirementsText(lines: readonly string[], like?: RequirementsDocument): string {
  const ending = like ? endingNear(like.text, 0) : '\n';
  return lines.map((line) => `${line}${ending}`).join('');
}

function oneEntry(text: string): Read<Entry> {
  const document = parseRequirements('', text);
  if (!document.ok) return document;
  const [entry, second] = document.value.entries;
  if (!entry || second || /[\r\n]/.test(text.replace(/\\\r?\n/g, ''))) return unreadable(`not one line of a requirements file: ${text}`);
  return entry.kind === 'invalid' ? unreadable(entry.reason) : read(entry);
}

function holdsOption(document: RequirementsDocument, { options }: OptionEntry): boolean {
  const present = document.entries.flatMap((entry) => (entry.kind === 'option' ? entry.options : []));
  return options.every(({ name, value }) => present.some((other) => other.name === name && other.value === value));
}

/** The option lines at the top, before any requirement or included file. */
function openingOptions(placed: readonly Placed[]): readonly Placed[] {
  const end = placed.findIndex(({ entry }) => entry.kind !== 'option' || entry.options.some(({ name }) => FILES.has(name)));
  return end < 0 ? placed : placed.slice(0, end);
}

/** The index of the line behind the comment that opens a file and the blank lines below it. */
function headerEnd(text: string, physical: readonly PhysicalLine[], placed: readonly Placed[]): number {
  let comment = 0;
  while (physical[comment]?.kind === 'comment') comment++;
  const touches = comment > 0 && placed[0]?.first === comment;
  if (touches && placed.slice(1).some(({ leading, first }) => leading < first)) return encodingLines(text, physical);
  let at = comment;
  while (physical[at]?.kind === 'blank') at++;
  return comment > 0 && at < physical.length ? at : comment;
}

/** A PEP 263 comment counts only in the first two lines, so nothing may push it down. */
function encodingLines(text: string, physical: readonly PhysicalLine[]): number {
  const lines = physical.slice(0, 2).map(({ span }) => text.slice(span.start, span.end));
  return lines.findLastIndex((line) => /coding[:=]\s*[-\w.]+/.test(line)) + 1;
}

/** Whether the line above is blank or missing, so that a group of options reads better with a blank line below. */
function isAlone(physical: readonly PhysicalLine[], at: number): boolean {
  return physical[at - 1]?.kind === 'blank';
}

function placeInBlock({ entries }: Block, name: string): number {
  const requirements = entries.filter(({ entry }) => entry.kind === 'requirement');
  const last = requirements.at(-1) ?? entries.at(-1);
  const end = last?.end ?? 0;
  if (requirements.length < 2 || !isSorted(requirements)) return end;
  const next = requirements.find(({ entry }) => sortName(entry) > normalizeName(name));
  return next ? startOf(next, entries) : end;
}

/** Above the comment of an entry, unless that comment opens the block and so may be its heading. */
function startOf(placed: Placed, entries: readonly Placed[]): number {
  return placed === entries[0] ? placed.first : placed.leading;
}

function isSorted(entries: readonly Placed[]): boolean {
  return entries.every(({ entry }, index) => index === 0 || sortName(entries[index - 1]?.entry) <= sortName(entry));
}

function sortName(entry: Entry | undefined): string {
  return entry?.kind === 'requirement' ? entry.name : '';
}

function indentation(text: string, physical: readonly PhysicalLine[], placed: Placed | undefined): string {
  const line = placed && physical[placed.first];
  return line ? (/^[ \t]*/.exec(text.slice(line.span.start, line.span.end))?.[0] ?? '') : '';
}

/** Puts a line above the line of an index, with the line ending of its neighbours; a file without a final newline stays without. */
function insertLine(text: string, physical: readonly PhysicalLine[], at: number, line: string, blank = false): Edits {
  const next = physical[at];
  const above = physical[at - 1];
  if (above?.kind === 'content' && text[above.span.end - 1] === '\\') return unreadable('the line above ends with a backslash', above.line);
  const start = next?.span.start ?? text.length;
  const ending = endingNear(text, Math.max(0, start - 1));
  if (next) return read([{ span: { start, end: start }, text: `${line}${ending}${blank ? ending : ''}` }]);
  const open = above !== undefined && above.next === above.span.end;
  return read([{ span: { start, end: start }, text: open ? `${ending}${line}` : `${line}${ending}` }]);
}
