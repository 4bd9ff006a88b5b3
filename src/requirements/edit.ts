import { isValidName, normalizeName } from '#pep/name.js';
import { parseSpecifiers } from '#pep/versions.js';
import type { TextEdit } from '#text/edits.js';
import { type Read, read, unreadable } from '#text/read.js';
import { spanToSource } from '#text/source-map.js';
import type { Span } from '#text/span.js';
import type { RequirementEntry } from './types.js';

type Edits = Read<readonly TextEdit[]>;

/** Gives an entry another distribution; extras, specifiers, marker, comment and white space stay as they are written. */
export function renameRequirement(entry: RequirementEntry, name: string): Edits {
  if (!isValidName(name)) return unreadable(`not a name of a distribution: ${name}`);
  if (name === entry.requirement.name) return read([]);
  if (normalizeName(name) !== entry.name) {
    if (entry.hashes.length > 0) return unreadable(`the hashes of ${entry.name} are not those of ${name}`);
    if (entry.requirement.url !== null) return unreadable(`${entry.name} comes from a URL, which does not hold ${name}`);
  }
  return entry.places.name ? read([{ span: entry.places.name, text: name }]) : split(entry);
}

/**
 * Gives an entry other version specifiers, such as `==2.1.0` or `>=2,<3`; an empty text takes them away. Parentheses
 * around them stay, or go with them.
 */
export function repinRequirement(entry: RequirementEntry, specifiers: string): Edits {
  const parsed = parseSpecifiers(specifiers);
  if (!parsed.ok) return parsed;
  const { requirement } = entry;
  if (requirement.url !== null) return unreadable(`${entry.name} comes from a URL and has no version to change`);
  const old = requirement.specifierSpan;
  if (old && entry.joined.slice(old.start, old.end) === specifiers) return read([]);
  if (entry.hashes.length > 0) return unreadable(`the hashes of ${entry.name} belong to its present version`);
  if (specifiers.trim() === '') return old ? removeSpecifiers(entry) : read([]);
  return old ? replace(entry, old, specifiers) : replace(entry, emptyAt((requirement.extrasSpan ?? requirement.nameSpan).end), specifiers);
}

/** Gives an entry these extras, none to take them away. Extras that stay keep their spelling and order. */
export function setExtras(entry: RequirementEntry, extras: readonly string[]): Edits {
  const wrong = extras.find((extra) => !isValidName(extra));
  if (wrong !== undefined) return unreadable(`not a name of an extra: ${wrong}`);
  const { requirement } = entry;
  const wanted = new Set(extras.map(normalizeName));
  const present = new Set(requirement.extras.map(normalizeName));
  const kept = requirement.extras.filter((extra) => wanted.has(normalizeName(extra)));
  const added = extras.filter((extra, index) => !present.has(normalizeName(extra)) && extras.indexOf(extra) === index);
  if (kept.length === requirement.extras.length && added.length === 0) return read([]);
  if (added.length > 0 && entry.hashes.length > 0) return unreadable(`what ${entry.name}[${added.join(',')}] brings would have no hashes`);
  const names = [...kept, ...added];
  const spaced = /,\s/.test(requirement.extrasSpan ? entry.joined.slice(requirement.extrasSpan.start, requirement.extrasSpan.end) : '');
  const text = names.length > 0 ? `[${names.join(spaced ? ', ' : ',')}]` : '';
  return replace(entry, requirement.extrasSpan ?? emptyAt(requirement.nameSpan.end), text);
}

/** Takes the specifiers with the parentheses around them and the blanks before them. */
function removeSpecifiers(entry: RequirementEntry): Edits {
  const { specifierSpan, nameSpan, extrasSpan } = entry.requirement;
  if (!specifierSpan) return read([]);
  const start = (extrasSpan ?? nameSpan).end;
  const rest = entry.joined.slice(specifierSpan.end);
  const close = entry.joined.slice(start, specifierSpan.start).includes('(') ? rest.indexOf(')') + 1 : /^\s*,/.exec(rest)?.[0].length ?? 0;
  return replace(entry, { start, end: specifierSpan.end + close }, '');
}

/** An edit of a stretch of the logical line, where the file holds it in one piece. */
function replace(entry: RequirementEntry, span: Span, text: string): Edits {
  // An insertion goes behind the character before it, so that a continuation there does not swallow it.
  const before = span.start === span.end ? spanToSource(entry.source, { start: span.start - 1, end: span.start }) : null;
  const place = before ? emptyAt(before.end) : spanToSource(entry.source, span);
  return place ? read([{ span: place, text }]) : split(entry);
}

function emptyAt(offset: number): Span {
  return { start: offset, end: offset };
}

function split(entry: RequirementEntry): ReturnType<typeof unreadable> {
  return unreadable(`${entry.name} is split by a line continuation`, entry.lines.first);
}
