import { normalizeName } from '#pep/name.js';
import { read, type Read } from '#text/read.js';
import { iniValue, readIni, type IniValue } from './ini.js';
import { collect, type Collected } from './requirement.js';
import type { GroupOf, ProjectInclude, PythonProject, Written } from './types.js';

/** Reads what setuptools takes from a setup.cfg (setuptools.pypa.io, "Configuring setuptools using setup.cfg files"). */
export function readSetupCfg(path: string, text: string): Read<PythonProject> {
  const ini = readIni(text);
  const found: Collected = { requirements: [], problems: [] };
  const includes: ProjectInclude[] = [];
  const extras = ini.get('options.extras_require') ?? [];
  add(found, includes, iniValue(ini, 'options', 'install_requires'), null);
  for (const extra of extras) add(found, includes, extra, extraOf(extra.key));
  const build: Collected = { requirements: [], problems: found.problems };
  add(build, [], iniValue(ini, 'options', 'setup_requires'), null);
  return read({
    path,
    kind: 'setup.cfg',
    name: iniValue(ini, 'metadata', 'name')?.lines[0] ?? null,
    requiresPython: iniValue(ini, 'options', 'python_requires')?.lines[0] ?? null,
    requirements: found.requirements,
    buildSystem: build.requirements.length === 0 ? null : { backend: null, requires: build.requirements },
    extras: extras.map(({ key }) => normalizeName(extraOf(key).name)),
    groups: [],
    defaultGroups: null,
    includes,
    indexes: [],
    workspace: null,
    isPackage: ini.has('metadata') || ini.has('options') ? true : null,
    scripts: (iniValue(ini, 'options.entry_points', 'console_scripts')?.lines ?? []).flatMap(scriptOf),
    tools: [],
    problems: found.problems,
  });
}

/** `[options.extras_require]` takes `name:marker` as a key. */
function extraOf(key: string): GroupOf {
  return { kind: 'extra', name: normalizeName(key.split(':')[0]?.trim() ?? key) };
}

function add(found: Collected, includes: ProjectInclude[], value: IniValue | null, group: GroupOf | null): void {
  if (value === null) return;
  const [first] = value.lines;
  const files = first ? /^file:(.*)$/s.exec(value.lines.map(({ text }) => text).join(','))?.[1] : undefined;
  if (files !== undefined && first) {
    for (const path of files.split(',').map((file) => file.trim()).filter(Boolean)) includes.push({ path, kind: 'requirement', line: first.line, group });
    return;
  }
  if (value.lines.some(({ text }) => text.includes('%('))) {
    found.problems.push({ line: value.line, reason: `${value.key} is put together from other values` });
    return;
  }
  // One line holds several, separated by semicolons; of several lines each is one, where `;` starts a marker.
  const single = value.lines.length === 1 && first && first.line === value.line;
  const written: readonly Written[] = single ? first.text.split(';').map((part) => ({ text: part.trim(), line: first.line })) : value.lines;
  collect(found, written.filter(({ text }) => text !== ''), group);
}

function scriptOf({ text, line }: Written): PythonProject['scripts'] {
  const [name, target] = text.split('=').map((part) => part.trim());
  return name && target ? [{ name, target, line }] : [];
}
