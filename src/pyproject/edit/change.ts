import { isValidName, normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import { parseSpecifiers } from '#pep/versions.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { ProjectDocument } from '../document.js';
import type { EntryPlace, ProjectEntry } from './entries.js';
import { contentOf } from './entries.js';
import { isThere, spanOf, startsAt, type TomlPlaces } from './toml-places.js';

type Edits = Read<readonly TextEdit[]>;

/** Gives a requirement of a project another distribution; extras, versions, markers, quotes and comments stay. */
export function renameProjectEntry({ places }: ProjectDocument, { place, requirement }: ProjectEntry, name: string): Edits {
  if (!isValidName(name)) return unreadable(`not a name of a distribution: ${name}`);
  const sourced = requirement.sources.length > 0 || isThere(places, 'tool', 'uv', 'sources', requirement.name);
  if (sourced && normalizeName(name) !== requirement.name) return unreadable(`the file says where ${requirement.name} comes from, which may not hold ${name}`);
  if (place.kind === 'key') {
    const renamed = renameKey(place, name);
    return renamed.ok ? read([...renamed.value, ...inExtras(places, requirement.name, name)]) : renamed;
  }
  const parsed = parsePep508(place.value);
  if (!parsed.ok || place.content === null) return unreadable('the requirement is written with escapes');
  const { start } = place.content;
  const { nameSpan } = parsed.value;
  return read([{ span: { start: start + nameSpan.start, end: start + nameSpan.end }, text: name }]);
}

/** What `[tool.poetry.extras]` says of it. */
function inExtras({ text, pairs }: TomlPlaces, name: string, to: string): readonly TextEdit[] {
  return pairs.flatMap(({ keys, node: { value } }) => {
    if (keys.length !== 4 || !startsAt(keys, ['tool', 'poetry', 'extras']) || value.type !== 'TOMLArray') return [];
    return value.elements.flatMap((element): readonly TextEdit[] => {
      if (element.type !== 'TOMLValue' || element.kind !== 'string' || normalizeName(element.value) !== name) return [];
      const content = contentOf(text, element);
      return content ? [{ span: content, text: to }] : [];
    });
  });
}

function renameKey({ pairs, header, key }: Extract<EntryPlace, { readonly kind: 'key' }>, name: string): Edits {
  const isKey = (one: { readonly type: string; readonly name?: string; readonly value?: string }): boolean => (one.type === 'TOMLBare' ? one.name : one.value) === key;
  const headers = header ? header.node.key.keys.filter(isKey).slice(-1) : [];
  const own = pairs.flatMap(({ node }) => (header && node.range[0] >= header.node.range[0] && node.range[1] <= header.node.range[1] ? [] : node.key.keys.filter(isKey).slice(0, 1)));
  const text = /^[\w-]+$/.test(name) ? name : `"${name}"`;
  const several = pairs.some(({ node }) => node.value.type === 'TOMLArray');
  if (several) return unreadable(`${key} is asked for in several versions, one for each Python`);
  const places = [...headers, ...own];
  if (places.length === 0) return unreadable(`${key} was not found as a key`);
  return read(places.map((one) => ({ span: spanOf(one), text: one.type === 'TOMLQuoted' ? `"${name}"` : text })));
}

/** Gives a requirement of a project other version specifiers, none for any version: `*` in Poetry's words. */
export function repinProjectEntry({ text }: ProjectDocument, { place, requirement }: ProjectEntry, specifiers: string): Edits {
  const checked = parseSpecifiers(specifiers);
  if (!checked.ok) return checked;
  if (requirement.sources.some(({ kind }) => kind !== 'index')) return unreadable(`${requirement.name} comes from an address or a folder, and has no version to change`);
  if (place.kind === 'key') return repinKey(text, place, specifiers.trim() === '' ? '*' : specifiers);
  const parsed = parsePep508(place.value);
  if (!parsed.ok || place.content === null) return unreadable('the requirement is written with escapes');
  const { start } = place.content;
  const { specifierSpan, extrasSpan, nameSpan } = parsed.value;
  const end = (extrasSpan ?? nameSpan).end;
  if (specifierSpan && place.value.slice(end, specifierSpan.start).includes('(')) return unreadable('its versions stand in parentheses');
  const span = specifiers.trim() === '' && specifierSpan ? { start: end, end: specifierSpan.end } : (specifierSpan ?? { start: end, end });
  return read([{ span: { start: start + span.start, end: start + span.end }, text: specifiers.trim() }]);
}

/** Gives a requirement in the words of PEP 508 these extras, none to take them away. */
export function reextraProjectEntry({ place, requirement }: ProjectEntry, extras: readonly string[]): Edits {
  if (place.kind === 'key') return unreadable(`the extras of ${requirement.name} are written in Poetry's words`, requirement.line);
  const parsed = parsePep508(place.value);
  if (!parsed.ok || place.content === null) return unreadable('the requirement is written with escapes');
  const { start } = place.content;
  const { extrasSpan, nameSpan } = parsed.value;
  const span = extrasSpan ?? { start: nameSpan.end, end: nameSpan.end };
  return read([{ span: { start: start + span.start, end: start + span.end }, text: extras.length === 0 ? '' : `[${extras.join(',')}]` }]);
}

function repinKey(text: string, { pairs, key }: Extract<EntryPlace, { readonly kind: 'key' }>, version: string): Edits {
  for (const { node, keys } of pairs.flatMap((pair) => inside(pair))) {
    const last = keys.at(-1);
    if (last !== key && last !== 'version') continue;
    if (node.value.type !== 'TOMLValue' || node.value.kind !== 'string') continue;
    const content = contentOf(text, node.value);
    return content ? read([{ span: content, text: version }]) : unreadable('the version is written with escapes');
  }
  return unreadable(`${key} has no version that stands there as such`);
}

type Pair = Extract<EntryPlace, { readonly kind: 'key' }>['pairs'][number];

/** A pair, and those of the inline table that is its value. */
function inside(pair: Pair): readonly Pair[] {
  const { node, keys } = pair;
  if (node.value.type !== 'TOMLInlineTable') return [pair];
  const table = node.value;
  return table.body.map((inner) => ({ node: inner, inline: table, keys: [...keys, ...inner.key.keys.map((one) => (one.type === 'TOMLBare' ? one.name : one.value))] }));
}
