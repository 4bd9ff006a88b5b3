import { normalizeName } from '#pep/name.js';
import { plain } from './requirement.js';
import { tomlAt, tomlFlag, tomlItems, tomlText, tomlTexts, type TomlEntry, type TomlNode, type Written } from './toml.js';
import type { GroupOf, ProjectRequirement, RequirementSource } from './types.js';

/**
 * A dependency as Poetry and Pipenv write it: the name is the key, the value a constraint in the tool's words, a table,
 * or (Poetry) a list of tables for several environments.
 */
export function toolRequirements({ key, line, value }: TomlEntry, text: string, group: GroupOf | null): readonly ProjectRequirement[] {
  const forms = value.kind === 'list' ? value.items : [value];
  return forms.map((form) => toolRequirement(key, value.kind === 'list' ? form.line : line, form, text, group));
}

function toolRequirement(key: string, line: number, value: TomlNode, text: string, group: GroupOf | null): ProjectRequirement {
  const base = plain(normalizeName(key), writtenOf(value, text), line, group);
  if (value.kind !== 'table') return { ...base, version: anyVersion(tomlText(value)) };
  const source = sourceOf(value, line);
  return {
    ...base,
    version: anyVersion(tomlText(tomlAt(value, 'version'))),
    extras: tomlTexts(tomlAt(value, 'extras')).map((extra) => normalizeName(extra.text)),
    marker: tomlText(tomlAt(value, 'markers')) ?? pipenvMarker(value),
    python: tomlText(tomlAt(value, 'python')),
    optional: tomlFlag(tomlAt(value, 'optional')) === true,
    sources: source ? [source] : [],
  };
}

/** `*` asks for nothing. */
function anyVersion(version: string | null): string | null {
  return version === '*' || version === '' ? null : version;
}

function writtenOf(value: TomlNode, text: string): string {
  if (value.kind === 'scalar') return value.type === 'string' ? value.text : text.slice(value.span.start, value.span.end);
  if (value.kind === 'list') return value.items.map((item) => writtenOf(item, text)).join(', ');
  return `{ ${value.entries.map(({ key, value: inner }) => `${key} = ${quoted(inner, text)}`).join(', ')} }`;
}

function quoted(value: TomlNode, text: string): string {
  if (value.kind === 'list') return `[${value.items.map((item) => quoted(item, text)).join(', ')}]`;
  return value.kind === 'scalar' ? text.slice(value.span.start, value.span.end) : writtenOf(value, text);
}

/** Pipenv takes a marker under its own name: `sys_platform = "== 'win32'"`. */
const MARKERS = ['os_name', 'sys_platform', 'platform_machine', 'platform_system', 'platform_release', 'python_version', 'python_full_version', 'implementation_name'];

function pipenvMarker(table: TomlNode): string | null {
  const found = MARKERS.flatMap((name) => {
    const value = tomlText(tomlAt(table, name));
    return value === null ? [] : `${name} ${value}`;
  });
  return found.length === 0 ? null : found.join(' and ');
}

/** `git`, `path`, `url`, `index`, `workspace` of Poetry, uv and Pipenv; null: from the usual index. */
export function sourceOf(table: TomlNode, line: number): RequirementSource | null {
  const marker = tomlText(tomlAt(table, 'marker'));
  const editable = ['editable', 'develop'].some((key) => tomlFlag(tomlAt(table, key)) === true);
  const reference = textOf(table, ['rev', 'ref', 'tag', 'branch']);
  const base = { reference, editable, marker, line };
  if (tomlFlag(tomlAt(table, 'workspace')) === true) return { kind: 'workspace', target: '', ...base };
  for (const [kind, keys] of KEYS) {
    const target = textOf(table, keys);
    if (target !== null) return { kind, target, ...base };
  }
  return null;
}

const KEYS: readonly (readonly [RequirementSource['kind'], readonly string[]])[] = [
  ['git', ['git']],
  ['path', ['path']],
  ['url', ['url', 'file']],
  ['index', ['index', 'source']],
];

function textOf(table: TomlNode, keys: readonly string[]): string | null {
  for (const key of keys) {
    const found = tomlText(tomlAt(table, key));
    if (found !== null) return found;
  }
  return null;
}

/** `[tool.uv.sources]`: by normalised name; a list holds one for each environment. */
export function sourcesByName(table: TomlNode | null): ReadonlyMap<string, readonly RequirementSource[]> {
  const found = new Map<string, readonly RequirementSource[]>();
  for (const { key, line, value } of table?.kind === 'table' ? table.entries : []) {
    const forms = value.kind === 'list' ? tomlItems(value) : [value];
    found.set(normalizeName(key), forms.flatMap((form) => sourceOf(form, value.kind === 'list' ? form.line : line) ?? []));
  }
  return found;
}

/** A table of command names. */
export function scriptsOf(table: TomlNode | null): readonly { readonly name: string; readonly target: string; readonly line: number }[] {
  return (table?.kind === 'table' ? table.entries : []).flatMap(({ key, line, value }) => {
    const target = tomlText(value) ?? tomlText(tomlAt(value, 'reference')) ?? tomlText(tomlAt(value, 'callable'));
    return target === null ? [] : [{ name: key, target, line }];
  });
}

/** The texts of a string or of a list of strings. */
export function oneOrMore(node: TomlNode | null): readonly Written[] {
  if (node?.kind === 'scalar' && node.type === 'string') return [{ text: node.text, line: node.line }];
  return tomlTexts(node);
}
