import { normalizeName } from '#pep/name.js';
import type { PipOption } from '#requirements/types.js';

const LISTS: Readonly<Record<string, string>> = {
  '--extra-index-url': 'extra_index_urls', '--constraint': 'constraints', '--requirement': 'requirements', '--editable': 'editables',
  '--find-links': 'find_links', '--trusted-host': 'trusted_hosts', '--use-feature': 'features_enabled',
};

const FLAGS: Readonly<Record<string, string>> = {
  '--no-index': 'no_index', '--prefer-binary': 'prefer_binary', '--require-hashes': 'require_hashes',
  '--no-require-hashes': 'no_require_hashes', '--pre': 'pre',
};

/** Our options as optparse and pip's callbacks would store them, by destination. */
export function optionValues(options: readonly PipOption[]): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const lists = new Map<string, string[]>();
  const hashes: Record<string, string[]> = {};
  const settings: Record<string, string | string[]> = {};
  for (const { name, value } of options) {
    if (value === null) found[FLAGS[name] ?? name] = true;
    else if (name === '--index-url') found['index_url'] = value;
    else if (name === '--hash') {
      const colon = value.indexOf(':');
      (hashes[value.slice(0, colon)] ??= []).push(value.slice(colon + 1));
      found['hashes'] = hashes;
    } else if (name === '--config-settings') {
      addSetting(settings, value);
      found['config_settings'] = settings;
    } else {
      const list = lists.get(name) ?? [];
      lists.set(name, [...list, value]);
      if (LISTS[name]) found[LISTS[name]] = lists.get(name);
    }
  }
  Object.assign(found, choices(options, '--no-binary', '--only-binary'), choices(options, '--all-releases', '--only-final'));
  return sortedKeys(found);
}

function addSetting(settings: Record<string, string | string[]>, text: string): void {
  const [key, value] = [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)];
  const present = settings[key];
  settings[key] = present === undefined ? value : [...(Array.isArray(present) ? present : [present]), value];
}

/** `handle_mutual_excludes` of pip: the later option takes names from the earlier one. */
function choices(options: readonly PipOption[], first: string, second: string): Readonly<Record<string, readonly string[]>> {
  const sets = new Map([[first, new Set<string>()], [second, new Set<string>()]]);
  for (const { name, value } of options) {
    const target = sets.get(name);
    const other = sets.get(name === first ? second : first);
    if (!target || !other || value === null) continue;
    let words = value.split(',');
    let covered = false;
    for (let at = words.indexOf(':all:'); at >= 0; at = words.indexOf(':all:')) {
      other.clear();
      target.clear();
      target.add(':all:');
      words = words.slice(at + 1);
      covered = !words.includes(':none:');
      if (covered) break;
    }
    if (covered) continue;
    for (const word of words) {
      if (word === ':none:') target.clear();
      else {
        other.delete(normalizeName(word));
        target.add(normalizeName(word));
      }
    }
  }
  const used = [...sets.values()].some(({ size }) => size > 0);
  return used ? Object.fromEntries([...sets].map(([name, values]) => [name.slice(2).replace('-', '_'), [...values].sort()])) : {};
}

export function sortedKeys(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
