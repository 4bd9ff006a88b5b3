import { normalizeName } from '#pep/name.js';
import { read, type Read } from '#text/read.js';
import { readToml, tomlAt, tomlEntries, tomlItems, tomlText, tomlWritten, type TomlNode } from './toml.js';
import { scriptsOf, toolRequirements } from './tool-requirement.js';
import type { PackageIndex, PythonProject } from './types.js';

/** Tables of a Pipfile that are no lists of packages (pipenv.pypa.io, Pipfile & Pipfile.lock). */
const OTHER_TABLES: ReadonlySet<string> = new Set(['source', 'requires', 'scripts', 'pipenv', 'packages', 'dev-packages']);

/** Reads a Pipfile; tables of names of its own are package categories (`pipenv install --categories`). */
export function readPipfile(path: string, text: string): Read<PythonProject> {
  const toml = readToml(text);
  if (!toml.ok) return toml;
  const categories = toml.value.entries.filter(({ key, value }) => !OTHER_TABLES.has(key) && value.kind === 'table');
  const dev = tomlAt(toml.value, 'dev-packages');
  return read({
    path,
    kind: 'pipfile',
    name: null,
    requiresPython: tomlWritten(tomlAt(toml.value, 'requires', 'python_full_version')) ?? tomlWritten(tomlAt(toml.value, 'requires', 'python_version')),
    requirements: [
      ...tomlEntries(tomlAt(toml.value, 'packages')).flatMap((entry) => toolRequirements(entry, text, null)),
      ...tomlEntries(dev).flatMap((entry) => toolRequirements(entry, text, { kind: 'dev', name: 'dev-packages' })),
      ...categories.flatMap(({ key, value }) => tomlEntries(value).flatMap((entry) => toolRequirements(entry, text, { kind: 'group', name: normalizeName(key) }))),
    ],
    buildSystem: null,
    extras: [],
    groups: [
      ...(dev ? [{ kind: 'dev' as const, name: 'dev-packages', line: dev.line, includes: [], optional: true }] : []),
      ...categories.map(({ key, line }) => ({ kind: 'group' as const, name: normalizeName(key), line, includes: [], optional: true })),
    ],
    defaultGroups: null,
    includes: [],
    indexes: tomlItems(tomlAt(toml.value, 'source')).flatMap(indexOf),
    workspace: null,
    isPackage: false,
    scripts: scriptsOf(tomlAt(toml.value, 'scripts')),
    tools: ['pipenv'],
    problems: [],
  });
}

/** The first source is the default one; the order is that of the file. */
function indexOf(source: TomlNode, position: number): readonly PackageIndex[] {
  const url = tomlWritten(tomlAt(source, 'url'));
  return url === null ? [] : [{ name: tomlText(tomlAt(source, 'name')), url: url.text, line: url.line, isDefault: position === 0, explicit: position > 0 }];
}
