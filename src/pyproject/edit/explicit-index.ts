import { normalizeName } from '#pep/name.js';
import type { TextEdit } from '#text/edits.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { ProjectDocument } from '../document.js';
import { contentOf, type ProjectEntry } from './entries.js';
import { insertElements, insertPairs, insertTable, quoted } from './insert.js';
import { arrayAt, headerAt, isThere, startsAt } from './toml-places.js';

/** An index that is asked only for what names it. */
export interface ExplicitIndex {
  readonly name: string;
  readonly url: string;
}

/** What comes from it: asked for here already, or asked for from now on, since the index of what something else brings along cannot be named. */
export interface FromIndex {
  readonly asked: readonly ProjectEntry[];
  readonly added: readonly string[];
}

/** What an index that is there already and says the same is called; a free name else. */
function indexName({ project }: ProjectDocument, { name, url }: ExplicitIndex): { readonly name: string; readonly exists: boolean } {
  const same = project.indexes.find((one) => one.name !== null && one.explicit && one.url.replace(/\/+$/, '') === url.replace(/\/+$/, ''));
  if (same?.name != null) return { name: same.name, exists: true };
  const taken = new Set(project.indexes.map((one) => one.name));
  return { name: taken.has(name) ? `${name}-index` : name, exists: false };
}

/**
 * uv: `[[tool.uv.index]]` with `explicit = true`, and `[tool.uv.sources]` for each distribution
 * (docs.astral.sh/uv/guides/integration/pytorch). Sources hold for direct dependencies alone.
 */
export function takeFromUvIndex(document: ProjectDocument, index: ExplicitIndex, { asked, added }: FromIndex): Read<readonly TextEdit[]> {
  const { places } = document;
  const { name, exists } = indexName(document, index);
  const names = [...new Set([...asked.map(({ requirement }) => requirement.name), ...added])];
  const sourced = names.find((one) => places.pairs.some(({ keys }) => startsAt(keys, ['tool', 'uv', 'sources']) && normalizeName(String(keys[3] ?? '')) === one));
  if (sourced !== undefined) return unreadable(`[tool.uv.sources] says already where ${sourced} comes from`);
  const sources = names.map((one) => `${one} = { index = "${name}" }`);
  const edits: TextEdit[] = [];
  if (added.length > 0) {
    const array = arrayAt(places, 'project', 'dependencies');
    if (!array) return unreadable('it has no list of dependencies');
    edits.push(...insertElements(places, array, added.map((value) => ({ value, comment: null }))));
  }
  const header = headerAt(places, 'tool', 'uv', 'sources');
  if (!header && isThere(places, 'tool', 'uv', 'sources')) return unreadable('its sources are not written as a table of their own');
  const table = ['[[tool.uv.index]]', `name = "${name}"`, `url = ${quoted(index.url, '"')}`, 'explicit = true'];
  if (!exists && document.places.pairs.some(({ keys, node }) => keys.length === 3 && startsAt(keys, ['tool', 'uv', 'index']) && node.value.type === 'TOMLArray')) return unreadable('its indexes are not written as tables of their own');
  if (header) edits.push(insertPairs(places, header, sources));
  const lines = [...(header ? [] : ['[tool.uv.sources]', ...sources]), ...(exists ? [] : [...(header ? [] : ['']), ...table])];
  if (lines.length > 0) edits.push(insertTable(places, [['tool', 'uv', 'sources'], ['tool', 'uv'], ['dependency-groups'], ['project']], lines));
  return read(together(edits));
}

/**
 * Poetry: `[[tool.poetry.source]]` with `priority = "explicit"`, and `source` for each distribution
 * (python-poetry.org/docs/repositories, "Explicit Package Sources").
 */
export function takeFromPoetrySource(document: ProjectDocument, index: ExplicitIndex, { asked, added }: FromIndex): Read<readonly TextEdit[]> {
  const { places, project } = document;
  const { name, exists } = indexName(document, index);
  const header = headerAt(places, 'tool', 'poetry', 'dependencies');
  const edits: TextEdit[] = [];
  const lines: string[] = added.map((one) => `${one} = { version = "*", source = "${name}" }`);
  for (const { place, requirement } of asked) {
    if (requirement.sources.length > 0) return unreadable(`${requirement.name} says already where it comes from`, requirement.line);
    if (place.kind === 'element') {
      if (isThere(places, 'tool', 'poetry', 'dependencies', requirement.name)) return unreadable(`[tool.poetry.dependencies] speaks of ${requirement.name} already`, requirement.line);
      lines.push(`${requirement.name} = { source = "${name}" }`);
      continue;
    }
    const edit = sourceInKey(places.text, place, name);
    if (!edit.ok) return edit;
    edits.push(...edit.value);
  }
  if (lines.length > 0 && header) edits.push(insertPairs(places, header, lines));
  const table = ['[[tool.poetry.source]]', `name = "${name}"`, `url = ${quoted(index.url, '"')}`, 'priority = "explicit"'];
  const fresh = lines.length > 0 && !header ? ['[tool.poetry.dependencies]', ...lines] : [];
  if (added.length > 0 && project.requirements.some(({ group }) => group === null) && !header) return unreadable('it has no table of Poetry to add to');
  const rows = [...fresh, ...(fresh.length > 0 && !exists ? [''] : []), ...(exists ? [] : table)];
  if (rows.length > 0) edits.push(insertTable(places, [['tool', 'poetry', 'source'], ['tool', 'poetry'], ['project']], rows));
  return read(together(edits));
}

function sourceInKey(text: string, { pairs, header }: Extract<ProjectEntry['place'], { readonly kind: 'key' }>, name: string): Read<readonly TextEdit[]> {
  const [pair, second] = pairs;
  if (!pair || second || header) return unreadable('it is written over several keys');
  const { value } = pair.node;
  if (value.type === 'TOMLInlineTable') {
    const last = value.body.at(-1);
    return last ? read([{ span: { start: last.range[1], end: last.range[1] }, text: `, source = "${name}"` }]) : unreadable('it says nothing');
  }
  if (value.type !== 'TOMLValue' || value.kind !== 'string' || contentOf(text, value) === null) return unreadable('it is written for several environments');
  return read([{ span: { start: value.range[0], end: value.range[1] }, text: `{ version = ${text.slice(...value.range)}, source = "${name}" }` }]);
}

/** Insertions at one place as one, in their order; replacements stay as they are. */
function together(edits: readonly TextEdit[]): readonly TextEdit[] {
  const places = new Map<number, string>();
  for (const { span, text } of edits) if (span.start === span.end) places.set(span.start, (places.get(span.start) ?? '') + text);
  const replaced = edits.filter(({ span }) => span.start < span.end);
  return [...replaced, ...[...places].map(([start, text]) => ({ span: { start, end: start }, text }))];
}
