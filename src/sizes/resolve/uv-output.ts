import { viaOf } from '#needs/edges/via.js';
import { normalizeName } from '#pep/name.js';
import { readGeneratedToml } from '#pyproject/locks/generated-toml.js';
import { readToml, tomlAt, tomlItems, tomlText } from '#pyproject/toml.js';
import { parseRequirements } from '#requirements/parse.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { Target } from '#sizes/types.js';
import { nameOf, onPython, type Question, type Told } from './question.js';
import { wheelOf } from './lock-wheels.js';
import { bestWheel } from '#sizes/wheel/best-wheel.js';

/** More packages than an install has: such an output is not believed. */
const MOST = 20_000;

/** The packages of a `pylock.toml` (PEP 751) that uv made for one target, each with the wheel that is installed there. */
export function readUvLockOutput(text: string, target: Target): Read<readonly Told[]> {
  const fast = readGeneratedToml(text);
  const root = fast.ok ? fast : readToml(text);
  if (!root.ok) return unreadable(`uv wrote a pylock.toml that cannot be read: ${root.reason}`);
  if (tomlText(tomlAt(root.value, 'lock-version')) === null) return unreadable('uv wrote something that is no pylock.toml');
  const items = tomlItems(tomlAt(root.value, 'packages'));
  if (items.length > MOST) return unreadable(`uv lists more than ${MOST} packages`);
  const packages: Told[] = [];
  for (const item of items) {
    const name = tomlText(tomlAt(item, 'name'));
    if (name === null) return unreadable('uv lists a package without a name');
    const wheels = tomlItems(tomlAt(item, 'wheels')).flatMap((wheel) => wheelOf(wheel) ?? []);
    const archive = tomlAt(item, 'archive');
    const wheel = archive === null ? bestWheel(wheels, onPython(target)) : wheelOf(archive);
    packages.push({ name: normalizeName(name), version: tomlText(tomlAt(item, 'version')), wheel, parents: [] });
  }
  return read(packages);
}

/** Who requires whom, from the `# via` comments of uv's output in requirements format. */
export function readParents(text: string): Read<ReadonlyMap<string, readonly string[]>> {
  const document = parseRequirements('requirements.txt', text);
  if (!document.ok) return document;
  const parents = new Map<string, readonly string[]>();
  for (const entry of document.value.entries) {
    if (entry.kind !== 'requirement') continue;
    parents.set(entry.name, (viaOf(document.value, entry)?.parents ?? []).filter((name) => name !== entry.name));
  }
  return read(parents);
}

/**
 * A pylock.toml of uv does not say who requires whom; its log does (`Adding transitive dependency for uvicorn[standard]==0.30.6: click>=7.0`),
 * the same as the comments of its requirements format on the examples' sets of 230 packages. Null where something that comes would have
 * neither parent nor line, or is held by its address: then uv is asked.
 */
export function parentsInLog(log: string, packages: readonly Told[], { lines, installed }: Pick<Question, 'lines' | 'installed'>): ReadonlyMap<string, readonly string[]> | null {
  if (installed.length > 0) return null;
  const versions = new Map(packages.map(({ name, version }) => [name, version]));
  const parents = new Map(packages.map(({ name }) => [name, new Set<string>()]));
  for (const [, raw = '', version, child = ''] of log.matchAll(/Adding transitive dependency for ([\w.-]+)(?:\[[^\]]*\])?==([^:\s]+): ([A-Za-z0-9][\w.-]*)/g)) {
    const parent = normalizeName(raw);
    const name = normalizeName(child);
    if (versions.get(parent) === version && name !== parent) parents.get(name)?.add(parent);
  }
  const asked = new Set(lines.map(nameOf));
  if ([...parents].some(([name, all]) => all.size === 0 && !asked.has(name))) return null;
  return new Map([...parents].map(([name, all]) => [name, [...all].toSorted()]));
}
