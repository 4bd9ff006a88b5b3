import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import { endingNear } from '#text/lines.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { ProjectDocument } from '../document.js';
import type { ProjectEntry } from './entries.js';
import { insertElements, insertPairs, insertTable, quoted, type NewElement } from './insert.js';
import { arrayAt, headerAt, startsAt } from './toml-places.js';

/** The part of a project's file for developers: a list of PEP 508 texts, or a table of Poetry's. */
export interface DeveloperGroup {
  readonly form: 'list' | 'table';
  /** From the root: `dependency-groups`, `dev`. */
  readonly keys: readonly string[];
  readonly exists: boolean;
  /** As a person would say it: `[dependency-groups] dev`. */
  readonly called: string;
}

const NAMES = ['dev', 'develop', 'development', 'test', 'tests', 'testing'];

/**
 * Where a project keeps what only developers need, or would by the tool that it uses: groups of PEP 735 (uv, PDM, pip 25.1), the
 * older lists of uv and PDM and an extra where they are there, Poetry's groups.
 */
export function developerGroup({ project, places }: ProjectDocument): DeveloperGroup {
  for (const name of NAMES) {
    const own = project.groups.find((one) => one.name === name)?.name ?? name;
    const ways: readonly (readonly [DeveloperGroup['form'], readonly string[]])[] = [
      ['list', ['dependency-groups', own]],
      ['table', ['tool', 'poetry', 'group', own, 'dependencies']],
      ...(name === 'dev' ? [['list', ['tool', 'uv', 'dev-dependencies']] as const, ['table', ['tool', 'poetry', 'dev-dependencies']] as const] : []),
      ['list', ['tool', 'pdm', 'dev-dependencies', own]],
      ...(project.tools.length === 0 ? [['list', ['project', 'optional-dependencies', own]] as const] : []),
    ];
    const found = ways.find(([form, keys]) => (form === 'list' ? arrayAt(places, ...keys) !== null : headerAt(places, ...keys) !== null));
    if (found) return { form: found[0], keys: found[1], exists: true, called: calledBy(found[1]) };
  }
  const keys = project.tools.includes('poetry') ? ['tool', 'poetry', 'group', 'dev', 'dependencies'] : ['dependency-groups', 'dev'];
  return { form: keys.length > 2 ? 'table' : 'list', keys, exists: false, called: calledBy(keys) };
}

function calledBy(keys: readonly string[]): string {
  return keys.at(-1)?.endsWith('dependencies') ? `[${keys.join('.')}]` : `[${keys.slice(0, -1).join('.')}] ${keys.at(-1) ?? ''}`;
}

/** The requirement of a group by a name; null: it has none. */
export function inGroup({ entries }: ProjectDocument, { keys }: DeveloperGroup, name: string): ProjectEntry | null {
  return entries.find(({ list, requirement }) => list.length === keys.length && startsAt(list, keys) && requirement.name === name) ?? null;
}

/** Puts requirements of the same file into the developers' part, as they are written, with the comment at their line's end. */
export function intoDeveloperGroup(document: ProjectDocument, group: DeveloperGroup, entries: readonly ProjectEntry[]): Read<readonly TextEdit[]> {
  if (entries.length === 0) return read([]);
  return group.form === 'list' ? intoList(document, group, entries) : intoTable(document, group, entries);
}

function intoList({ places }: ProjectDocument, { keys }: DeveloperGroup, entries: readonly ProjectEntry[]): Read<readonly TextEdit[]> {
  const values: NewElement[] = [];
  for (const entry of entries) {
    if (entry.place.kind !== 'element') return unreadable(`${entry.requirement.name} is written in Poetry's words, and the list is none of Poetry's`, entry.requirement.line);
    values.push({ value: entry.place.value, comment: commentBehind(places.text, places.commas, entry.place.array.elements[entry.place.index]?.range[1] ?? 0) });
  }
  const array = arrayAt(places, ...keys);
  if (array) return read(insertElements(places, array, values));
  const name = keys.at(-1) ?? 'dev';
  const rows = values.toSorted((a, b) => (normalizeName(a.value) < normalizeName(b.value) ? -1 : 1)).map(({ value, comment }) => `    ${quoted(value, '"')},${comment === null ? '' : `  ${comment}`}`);
  const list = [`${name} = [`, ...rows, ']'];
  const table = headerAt(places, ...keys.slice(0, -1));
  if (table) return read([insertPairs(places, table, list)]);
  return read([insertTable(places, [['project']], [`[${keys.slice(0, -1).join('.')}]`, ...list])]);
}

function intoTable({ places }: ProjectDocument, { keys }: DeveloperGroup, entries: readonly ProjectEntry[]): Read<readonly TextEdit[]> {
  const lines: string[] = [];
  for (const { place, requirement } of entries) {
    if (place.kind === 'element') {
      const line = inPoetrysWords(place.value);
      if (line === null) return unreadable(`${requirement.name} cannot be said in Poetry's words`, requirement.line);
      lines.push(line);
      continue;
    }
    const [pair, second] = place.pairs;
    if (!pair || second || place.header) return unreadable(`${requirement.name} is written over several keys`, requirement.line);
    const { node } = pair;
    const comment = pair.inline ? null : commentBehind(places.text, [], node.range[1]);
    lines.push(`${places.text.slice(...node.range)}${comment === null ? '' : `  ${comment}`}`);
  }
  const table = headerAt(places, ...keys);
  const ending = endingNear(places.text, 0);
  const own = lines.map((line) => line.replaceAll(/\r?\n/g, ending));
  if (table) return read([insertPairs(places, table, own)]);
  return read([insertTable(places, [['tool', 'poetry', 'dependencies'], ['tool', 'poetry'], ['project']], [`[${keys.join('.')}]`, ...own])]);
}

/** The comment on the line behind an element and its comma; null: none. */
function commentBehind(text: string, commas: readonly number[], end: number): string | null {
  const rest = /^[ \t]*(,?)[ \t]*(#[^\n\r]*)/.exec(text.slice(end, end + 2000));
  const comment = rest?.[2];
  if (comment === undefined || (rest?.[1] === ',' && !commas.some((at) => at >= end && at < end + 2000))) return null;
  return comment.trimEnd();
}

/** A requirement of PEP 508 as a line of Poetry's; null for one that comes from an address. */
function inPoetrysWords(text: string): string | null {
  const parsed = parsePep508(text);
  if (!parsed.ok || parsed.value.url !== null) return null;
  const { name, extras, specifierSpan, marker } = parsed.value;
  const version = specifierSpan ? text.slice(specifierSpan.start, specifierSpan.end).trim() : '*';
  const key = /^[\w-]+$/.test(name) ? name : `"${name}"`;
  if (extras.length === 0 && marker === null) return `${key} = ${quoted(version, '"')}`;
  const parts = [`version = ${quoted(version, '"')}`, ...(extras.length > 0 ? [`extras = [${extras.map((one) => `"${one}"`).join(', ')}]`] : []), ...(marker === null ? [] : [`markers = ${quoted(marker, '"')}`])];
  return `${key} = { ${parts.join(', ')} }`;
}
