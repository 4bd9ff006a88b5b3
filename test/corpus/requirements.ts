import { decode, encode } from '#text/decode.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';
import { renameRequirement, repinRequirement, setExtras } from '#requirements/edit.js';
import { insertOption, insertRequirement } from '#requirements/insert.js';
import { parseRequirements } from '#requirements/parse.js';
import { removeEntries } from '#requirements/remove.js';
import type { Entry, RequirementsDocument } from '#requirements/types.js';

export interface RequirementsCheck {
  /** Why the file was not read; null when it was. */
  readonly skipped: string | null;
  /** What went wrong; empty when nothing did. */
  readonly failures: readonly string[];
  readonly entries: number;
  readonly edits: number;
}

type Random = () => number;

/**
 * One real file: it writes back to the same bytes; its spans hold what they name; after a random edit it
 * reads again with exactly the change that was asked for.
 *
 * @param random numbers from 0 up to 1, seeded by the caller.
 */
export function checkRequirementsFile(path: string, bytes: Uint8Array, random: Random = Math.random): RequirementsCheck {
  const decoded = decode(bytes);
  if (!decoded.ok) return { skipped: decoded.reason, failures: [], entries: 0, edits: 0 };
  const document = parseRequirements(path, decoded.text);
  if (!document.ok) return { skipped: document.reason, failures: [], entries: 0, edits: 0 };
  const failures = [...roundTrip(bytes, decoded.text), ...document.value.entries.flatMap((entry) => spanFailures(document.value, entry))];
  const trials = [removal, renaming, repinning, extras, addedOption, addedRequirement];
  let edits = 0;
  for (const trial of trials) {
    const found = trial(document.value, random);
    if (found === null) continue;
    edits++;
    failures.push(...found.map((failure) => `${trial.name}: ${failure}`));
  }
  return { skipped: null, failures, entries: document.value.entries.length, edits };
}

function roundTrip(bytes: Uint8Array, text: string): readonly string[] {
  return Buffer.compare(encode(applyEdits(text, []).text), bytes) === 0 ? [] : ['an unchanged file has other bytes'];
}

function spanFailures({ text }: RequirementsDocument, entry: Entry): readonly string[] {
  const failures: string[] = [];
  for (const { at, start, length } of entry.source) {
    if (entry.joined.slice(at, at + length) !== text.slice(start, start + length)) failures.push(`a source piece of line ${entry.lines.first} is not in the file`);
  }
  if (entry.comment && text[entry.comment.start] !== '#') failures.push(`the comment of line ${entry.lines.first} does not begin with #`);
  if (entry.kind === 'requirement' && entry.places.name) {
    const { start, end } = entry.places.name;
    if (text.slice(start, end) !== entry.requirement.name) failures.push(`the name of line ${entry.lines.first} is elsewhere`);
  }
  return failures;
}

function removal(document: RequirementsDocument, random: Random): readonly string[] | null {
  const gone = document.entries.filter((_, index) => random() < 1.5 / (index + 1));
  if (gone.length === 0) return null;
  const kept = document.entries.filter((entry) => !gone.includes(entry));
  return outcome(document, removeEntries(document, gone), kept.map(essence));
}

function renaming(document: RequirementsDocument, random: Random): readonly string[] | null {
  return changed(document, random, (entry) => renameRequirement(entry, 'renamed-distribution'), (entry) => essence(entry).replace(entry.requirement.name, 'renamed-distribution'));
}

function repinning(document: RequirementsDocument, random: Random): readonly string[] | null {
  return changed(document, random, (entry) => repinRequirement(entry, '>=1.5,<99'), null);
}

function extras(document: RequirementsDocument, random: Random): readonly string[] | null {
  return changed(document, random, (entry) => setExtras(entry, random() < 0.5 ? [] : ['a', 'b']), null);
}

/** Edits one requirement; all the others must read as before, and this one too but for what was asked. */
function changed(
  document: RequirementsDocument,
  random: Random,
  edit: (entry: Extract<Entry, { kind: 'requirement' }>) => Read<readonly TextEdit[]>,
  expected: ((entry: Extract<Entry, { kind: 'requirement' }>) => string) | null,
): readonly string[] | null {
  const entry = pick(document.entries.filter((one) => one.kind === 'requirement'), random);
  if (!entry) return null;
  const edits = edit(entry);
  if (!edits.ok) return [];
  const after = document.entries.map((one) => (one === entry ? (expected?.(entry) ?? null) : essence(one)));
  return outcome(document, edits, after);
}

function addedOption(document: RequirementsDocument): readonly string[] | null {
  const edits = insertOption(document, '--extra-index-url https://example.org/simple');
  return added(document, edits, '--extra-index-url https://example.org/simple');
}

function addedRequirement(document: RequirementsDocument, random: Random): readonly string[] | null {
  return added(document, insertRequirement(document, 'm-new-one==1.0', pick(document.entries, random)), 'm-new-one==1.0');
}

function added(document: RequirementsDocument, edits: Read<readonly TextEdit[]>, line: string): readonly string[] | null {
  if (!edits.ok) return [];
  const after = parseRequirements(document.path, applyEdits(document.text, edits.value).text);
  if (!after.ok) return [after.reason];
  const lines = after.value.entries.map(essence);
  const at = lines.indexOf(line);
  const rest = lines.filter((_, index) => index !== at);
  return at >= 0 && same(rest, document.entries.map(essence)) ? [] : [`adding ${line} changed other lines`];
}

/** Applies edits and compares what then reads with what should; null stands for anything that reads. */
function outcome(document: RequirementsDocument, edits: Read<readonly TextEdit[]>, expected: readonly (string | null)[]): readonly string[] {
  if (!edits.ok) return [edits.reason];
  const after = parseRequirements(document.path, applyEdits(document.text, edits.value).text);
  if (!after.ok) return [after.reason];
  const lines = after.value.entries.map(essence);
  const wanted = expected.map((line, index) => line ?? lines[index] ?? '');
  if (!same(lines, wanted)) return [`${lines.length} lines read, not the ${expected.length} that should`];
  const broken = after.value.entries.some((entry, index) => expected[index] === null && entry.kind !== 'requirement');
  return broken ? ['the edited line is no requirement any more'] : [];
}

/** What a line means, without the white space that joining leaves. */
function essence(entry: Entry): string {
  return entry.joined;
}

function same(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((line, index) => line === right[index]);
}

function pick<T>(values: readonly T[], random: Random): T | undefined {
  return values[Math.floor(random() * values.length)];
}
