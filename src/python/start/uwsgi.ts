import { launcherOf } from '#knowledge/launchers.js';
import { readIni } from '#pyproject/ini.js';
import { folderOfImage, openFile, resolveIn } from './image-files.js';
import { follow } from './named.js';
import type { Parsed } from './options.js';
import { addDoubt, addFolder, addSettings, plainWord, written, type Call, type Walk } from './walk.js';

/** uwsgi: files of settings, `--mount /=app.py`, and arguments that are files; the other options stand in the catalogue. */
export function runUwsgi(walk: Walk, call: Call, parsed: Parsed): void {
  for (const { name, value } of parsed.options) {
    const text = value?.value ?? null;
    if (text === null) continue;
    if (/^--(?:ini|ini-paste|yaml|yml|json|xml)$/.test(name)) configured(walk, call, text);
    if (name === '--mount') mounted(walk, call, text);
  }
  for (const { value, text } of parsed.arguments) {
    if (value === null) addDoubt(walk, `what \`${written(call.words)}\` starts cannot be told: ${text}`, call.at);
    else if (/\.(?:ini|ya?ml|json|xml)$/.test(value)) configured(walk, call, value);
    else if (/\.(?:py|wsgi)$/.test(value)) follow(walk, call, 'file', plainWord(value));
    else if (/^[\w.]+:[\w.]+$/.test(value) && !/:\d+$/.test(value)) follow(walk, call, 'module', plainWord(value));
  }
}

function mounted(walk: Walk, call: Call, value: string): void {
  const code = value.slice(value.indexOf('=') + 1);
  if (code !== '') follow(walk, call, 'code', plainWord(code));
}

/** `[uwsgi]` of an INI file: a key is the long option of the same name. */
function configured(walk: Walk, call: Call, name: string): void {
  const path = name.split(':', 1)[0] ?? name;
  const file = openFile(walk.files, call.folder, path);
  addSettings(walk, call.folder, path, call.at);
  if (file === null || !path.endsWith('.ini')) {
    const where = resolveIn(call.folder, path) ?? path;
    return addDoubt(walk, file === null ? `\`${written(call.words)}\` reads ${where}, which no file of the workspace is known to be` : `${where} is not read`, call.at);
  }
  const key = `uwsgi ${file.imagePath}`;
  if (call.open.includes(key)) return;
  const options = launcherOf('uwsgi').value?.options ?? {};
  const pairs = (readIni(file.text).get('uwsgi') ?? []).map(({ key, line, lines }) => ({ key, line, value: lines.map(({ text }) => text).join(' ') }));
  const placeholders = new Map(pairs.map((pair) => [pair.key, pair.value]));
  const fill = (value: string): string => value
    .replace(/%\((\w[\w-]*)\)/g, (whole, name: string) => placeholders.get(name) ?? whole)
    .replace(/\$\((\w+)\)/g, (whole, name: string) => call.environment.get(name) ?? whole)
    .replaceAll('%d', `${folderOfImage(file.imagePath)}/`);
  let folder = call.folder;
  for (const pair of pairs) {
    if (pair.key !== 'chdir') continue;
    folder = resolveIn(folder, fill(pair.value));
    if (folder !== null) addFolder(walk, folder, { path: file.path, line: pair.line }, `${file.path} names it`);
  }
  for (const pair of pairs) {
    const value = fill(pair.value);
    const inner: Call = { ...call, folder, at: { path: file.path, line: pair.line }, open: [...call.open, key], depth: call.depth + 1 };
    const what = options[`--${pair.key}`];
    const word = /[%$]\(/.test(value) ? { value: null, text: value } : plainWord(value);
    if (pair.key === 'ini') configured(walk, inner, value);
    else if (pair.key === 'mount') mounted(walk, inner, value);
    else if (pair.key === 'env' && value.startsWith('DJANGO_SETTINGS_MODULE=')) follow(walk, inner, 'module', plainWord(value.slice(value.indexOf('=') + 1)));
    else if (what !== undefined && what !== 'chdir' && pair.key !== 'home') follow(walk, inner, what, word);
  }
}
