import { evaluateMarker } from '#pep/marker.js';
import { normalizeName } from '#pep/name.js';
import { parsePep508 } from '#pep/pep508.js';
import type { MarkerEnvironment } from '#pep/types.js';
import { read, unreadable, type Read } from '#text/read.js';
import { lastPart } from './lock-wheels.js';
import type { Told } from './question.js';

interface Installed {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly sha256: string | null;
  readonly requires: readonly string[];
}

/**
 * pip's installation report, version 1 (https://pip.pypa.io/en/stable/reference/installation-report/). Who requires whom is worked
 * out from the metadata in it: from what is asked for along `requires_dist`, with the extras that are met on the way.
 */
export function readPipReport(text: string, lines: readonly string[], environment: MarkerEnvironment): Read<readonly Told[]> {
  const installed = installedIn(text);
  if (!installed.ok) return installed;
  const parents = parentsIn(installed.value, lines, environment);
  return read(
    installed.value.map(({ name, version, url, sha256 }): Told => {
      const file = lastPart(url);
      return { name, version, wheel: file.endsWith('.whl') ? { file, url, bytes: null, sha256 } : null, parents: [...(parents.get(name) ?? [])] };
    }),
  );
}

/** The first place where several tags of JSON lead to a text; null: another thing is there. */
function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = at(value, ...keys);
  return typeof found === 'string' ? found : null;
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  let found: unknown = value;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return null;
    found = (found as Readonly<Record<string, unknown>>)[key];
  }
  return found;
}

function installedIn(text: string): Read<readonly Installed[]> {
  let report: unknown;
  try {
    report = JSON.parse(text);
  } catch {
    return unreadable('pip wrote a report that is no JSON');
  }
  const items = at(report, 'install');
  if (textAt(report, 'version') !== '1' || !Array.isArray(items)) return unreadable('pip wrote a report of another version than 1');
  const found: Installed[] = [];
  for (const item of items) {
    const name = textAt(item, 'metadata', 'name');
    const version = textAt(item, 'metadata', 'version');
    const url = textAt(item, 'download_info', 'url');
    if (name === null || version === null || url === null) return unreadable('pip lists a package without name, version or address');
    const requires = at(item, 'metadata', 'requires_dist');
    const hash = textAt(item, 'download_info', 'archive_info', 'hashes', 'sha256');
    found.push({ name: normalizeName(name), version, url, sha256: hash !== null && /^[0-9a-f]{64}$/.test(hash) ? hash : null, requires: Array.isArray(requires) ? requires.filter((one) => typeof one === 'string') : [] });
  }
  return read(found);
}

function parentsIn(installed: readonly Installed[], lines: readonly string[], environment: MarkerEnvironment): ReadonlyMap<string, ReadonlySet<string>> {
  const byName = new Map(installed.map((one) => [one.name, one]));
  const parents = new Map<string, Set<string>>();
  const seen = new Set<string>();
  const todo: { readonly name: string; readonly extra: string }[] = [];
  const ask = (line: string, extra: string | null, from: string | null): void => {
    const parsed = parsePep508(line);
    if (!parsed.ok) return;
    const { marker, extras } = parsed.value;
    const truth = marker === null ? null : evaluateMarker(marker, { ...environment, extra: extra ?? '' });
    if (truth?.ok === true && truth.value === false) return;
    const name = normalizeName(parsed.value.name);
    if (!byName.has(name)) return;
    if (from !== null && from !== name) parents.set(name, (parents.get(name) ?? new Set()).add(from));
    for (const one of ['', ...extras.map(normalizeName)]) {
      const key = `${name} ${one}`;
      if (!seen.has(key)) todo.push({ name, extra: one });
      seen.add(key);
    }
  };
  for (const line of lines) ask(line, null, null);
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    for (const line of byName.get(next.name)?.requires ?? []) ask(line, next.extra, next.name);
  }
  return parents;
}
