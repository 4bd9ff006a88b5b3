import { linkName } from '#requirements/links.js';
import { isValidName, normalizeName } from '#pep/name.js';
import { parseVersion } from '#pep/versions.js';
import { read, unreadable, type Read } from '#text/read.js';

/** Versions by normalised name; null: installed, but from an address that does not tell the version. */
export type PipList = ReadonlyMap<string, string | null>;

/**
 * Reads what `pip list`, `pip list --format=freeze`, `pip list --format=json`, `pip freeze`, `pip inspect`, `uv pip list`
 * or `uv pip freeze` printed. Notices and warnings around it are passed over; not readable where any
 * other line is no distribution, since half a list would call the rest not installed.
 */
export function readPipList(text: string): Read<PipList> {
  const content = text.replace(/^\ufeff/, '').replaceAll('\r', '');
  const json = /^\s*[[{]/.test(content) && !/^\s*\[notice\]/.test(content);
  return json ? fromJson(content) : fromLines(content.split('\n'));
}

function fromJson(text: string): Read<PipList> {
  let content: unknown;
  try {
    // pip writes its notices behind the JSON where both go into one file.
    const notices = text.search(/^\[notice\]/m);
    content = JSON.parse(notices < 0 ? text : text.slice(0, notices));
  } catch (error) {
    return unreadable(`not valid JSON: ${error instanceof Error ? error.message : 'broken'}`);
  }
  const items: unknown = Array.isArray(content) ? content : fieldOf(content, 'installed');
  if (!Array.isArray(items)) return unreadable('neither a list of packages nor what pip inspect prints');
  const versions = new Map<string, string | null>();
  for (const item of items as readonly unknown[]) {
    const entry = fieldOf(item, 'metadata') ?? item;
    const [name, version] = [fieldOf(entry, 'name'), fieldOf(entry, 'version')];
    if (typeof name !== 'string' || !isValidName(name)) return unreadable('an item of the list has no name');
    versions.set(normalizeName(name), typeof version === 'string' ? version : null);
  }
  return read(versions);
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

function fromLines(lines: readonly string[]): Read<PipList> {
  const versions = new Map<string, string | null>();
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === '' || isChatter(line)) continue;
    const one = distributionOf(line);
    if (one === null && /^(?:-e |# )/.test(line)) continue;
    if (one === null) return unreadable(`not a line of a list of packages: ${line.slice(0, 80)}`, index + 1);
    versions.set(one.name, one.version);
  }
  return versions.size === 0 ? unreadable('no package in it') : read(versions);
}

/** Headings, rules, comments and what pip says about itself. */
function isChatter(line: string): boolean {
  return /^(?:#(?! Editable )|-{3}|\[notice\]|WARNING\b|DEPRECATION\b|Package\s+Version\b|Using Python\b|Audited\b)/.test(line);
}

function distributionOf(line: string): { readonly name: string; readonly version: string | null } | null {
  // Above an editable folder without a name, pip freeze writes `# Editable install with no version control (shop==1.0)`.
  const [, remark = '', told] = /^# Editable .*\(([\w.-]+)==([^)\s]+)\)$/.exec(line) ?? [];
  if (isValidName(remark) && told !== undefined) return { name: normalizeName(remark), version: told };
  const editable = /^-e\s+(.+)$/.exec(line)?.[1];
  if (editable !== undefined) {
    const name = linkName(editable);
    return name.ok && name.value !== null ? { name: normalizeName(name.value), version: null } : null;
  }
  const [, frozen = '', exact] = /^([\w.-]+)===?(\S+)$/.exec(line) ?? [];
  if (isValidName(frozen) && exact !== undefined) return { name: normalizeName(frozen), version: exact };
  const [, linked = ''] = /^([\w.-]+)(?:\[[^\]]*\])? @ \S+/.exec(line) ?? [];
  if (isValidName(linked)) return { name: normalizeName(linked), version: null };
  const [name = '', version = ''] = line.split(/\s+/);
  return isValidName(name) && parseVersion(version) !== null ? { name: normalizeName(name), version } : null;
}
