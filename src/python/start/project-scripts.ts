import { readToml, tomlAt, tomlEntries, tomlItems, tomlText } from '#pyproject/toml.js';
import { openFile } from './image-files.js';
import { plainWord, type Call, type Walk } from './walk.js';

/** Tables of scripts, by the file that holds them: Pipfile, pdm, poethepoet, rye, pixi; hatch has one for each environment. */
const TABLES: readonly { readonly manager: string; readonly file: string; readonly keys: readonly string[] }[] = [
  { manager: 'pipenv', file: 'Pipfile', keys: ['scripts'] },
  { manager: 'pdm', file: 'pyproject.toml', keys: ['tool', 'pdm', 'scripts'] },
  { manager: 'poe', file: 'pyproject.toml', keys: ['tool', 'poe', 'tasks'] },
  { manager: 'rye', file: 'pyproject.toml', keys: ['tool', 'rye', 'scripts'] },
  { manager: 'pixi', file: 'pyproject.toml', keys: ['tool', 'pixi', 'tasks'] },
  { manager: 'pixi', file: 'pixi.toml', keys: ['tasks'] },
];

/** Follows a script that a project names for its manager (`pipenv run serve`); false where there is none of that name. */
export function projectScript(walk: Walk, call: Call, name: string): boolean {
  if (call.open.includes(`script ${name}`)) return false;
  for (const { file, keys } of call.project === 'hatch' ? hatchTables(name) : TABLES.filter(({ manager }) => manager === call.project)) {
    const found = openFile(walk.files, call.folder, file);
    const toml = found === null ? null : readToml(found.text);
    if (found === null || toml === null || !toml.ok) continue;
    const entry = tomlEntries(tomlAt(toml.value, ...keys)).find(({ key }) => key === name.slice(name.indexOf(':') + 1));
    if (entry === undefined) continue;
    const one = (node: typeof entry.value): readonly string[] => [tomlText(node) ?? tomlText(tomlAt(node, 'cmd')) ?? tomlText(tomlAt(node, 'shell')) ?? tomlText(tomlAt(node, 'call')) ?? tomlItems(tomlAt(node, 'cmd')).map((item) => tomlText(item) ?? '').join(' ')];
    const lines = [...one(entry.value), ...tomlItems(entry.value).flatMap(one)].filter((line) => line !== '');
    for (const line of lines) {
      const words = ['/bin/sh', '-c', `${line} ${file === 'Pipfile' ? '"$@"' : ''}`, 'sh'].map(plainWord);
      walk.run({ ...call, words: [...words, ...call.words.slice(1)], at: { path: found.path, line: entry.line }, depth: call.depth + 1, open: [...call.open, `script ${name}`] });
    }
    if (lines.length > 0) return true;
  }
  return false;
}

function hatchTables(name: string): readonly { readonly file: string; readonly keys: readonly string[] }[] {
  const environment = name.includes(':') ? (name.split(':', 1)[0] ?? 'default') : 'default';
  return [{ file: 'pyproject.toml', keys: ['tool', 'hatch', 'envs', environment, 'scripts'] }, { file: 'hatch.toml', keys: ['envs', environment, 'scripts'] }];
}
