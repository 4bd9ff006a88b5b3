import type { Place } from '#answer/answer.js';
import { iniValue, readIni, type IniFile } from '#pyproject/ini.js';
import { folderOfImage, openFile, resolveIn, filesBelow, type ImageFile } from './image-files.js';
import { addDoubt, addSettings, plainWord, written, type Call, type Walk } from './walk.js';
import { makeLines } from './make-lines.js';
import { parseOptions } from './options.js';

/** Follows a command line that stands in a file as one text, with a folder and variables of its own. */
export function runLine(walk: Walk, call: Call, text: string, at: Place, folder: string | null, own: ReadonlyMap<string, string | null> = new Map()): void {
  const environment = own.size === 0 ? call.environment : new Map([...call.environment, ...own]);
  walk.run({ ...call, words: ['/bin/sh', '-c', text].map(plainWord), at, folder, environment, own, input: { kind: 'none' }, depth: call.depth + 1 });
}

/** A file that is named, and that no workspace file is known to be. */
export function missing(walk: Walk, call: Call, name: string): void {
  addDoubt(walk, `\`${written(call.words)}\` reads ${resolveIn(call.folder, name) ?? name}, which no file of the workspace is known to be`, call.at);
}

/** A configuration of supervisord: `[program:x]` and the files of `[include]`. */
export function runSupervisor(walk: Walk, call: Call, name: string): void {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) return missing(walk, call, name);
  const key = `supervisord ${file.imagePath}`;
  if (call.open.includes(key)) return;
  addSettings(walk, null, file.imagePath, call.at);
  const ini = readIni(file.text);
  const main = text(ini, 'supervisord', 'directory');
  const inner: Call = { ...call, open: [...call.open, key], folder: main === null ? call.folder : resolveIn(call.folder, main) };
  for (const section of ini.keys()) {
    if (/^(?:program|fcgi-program|eventlistener):/.test(section)) runSection(walk, inner, file, ini, section, 'command', 'directory', 'environment');
  }
  for (const pattern of text(ini, 'include', 'files')?.split(/\s+/) ?? []) {
    const whole = resolveIn(folderOfImage(file.imagePath), pattern.replaceAll('%(here)s', folderOfImage(file.imagePath)));
    for (const path of whole === null ? [] : matching(walk, whole)) runSupervisor(walk, inner, path);
  }
}

/** Where supervisord looks without `-c`: http://supervisord.org/configuration.html. */
const SUPERVISOR_FILES = ['../etc/supervisord.conf', '../supervisord.conf', 'supervisord.conf', 'etc/supervisord.conf', '/etc/supervisord.conf', '/etc/supervisor/supervisord.conf'];

export function runDefaultSupervisor(walk: Walk, call: Call): void {
  const name = SUPERVISOR_FILES.find((one) => openFile(walk.files, call.folder, one) !== null);
  if (name !== undefined) return runSupervisor(walk, call, name);
  // Debian's own file, which is none of the workspace, includes everything that lies here.
  const included = filesBelow(walk.files, '/etc/supervisor').filter((path) => /\.(?:conf|ini)$/.test(path));
  if (included.length === 0) return addDoubt(walk, `\`${written(call.words)}\` reads a configuration that no file of the workspace is known to be`, call.at);
  for (const path of included) runSupervisor(walk, call, path);
}

/** circusd's ini file: `[watcher:x]` with `cmd`, `args`, `working_dir`. */
export function runCircus(walk: Walk, call: Call, name: string): void {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) return missing(walk, call, name);
  addSettings(walk, null, file.imagePath, call.at);
  const ini = readIni(file.text);
  for (const section of ini.keys()) if (section.startsWith('watcher:')) runSection(walk, call, file, ini, section, 'cmd', 'working_dir', 'env');
}

function runSection(walk: Walk, call: Call, file: ImageFile, ini: IniFile, section: string, command: string, folder: string, variables: string): void {
  const found = iniValue(ini, section, command);
  if (found === null) return;
  const own = new Map<string, string | null>();
  const fill = (value: string): string => value.replace(/%\(ENV_(\w+)\)s/g, (_, name: string) => `\${${name}}`).replaceAll('%(here)s', folderOfImage(file.imagePath)).replaceAll('%%', '%');
  for (const [, name = '', double, single, bare] of (text(ini, section, variables) ?? '').matchAll(/(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,\s]*))/g)) {
    const value = double ?? single ?? bare ?? '';
    own.set(name, value.includes('%(') ? null : value);
  }
  const inside = text(ini, section, folder);
  const args = command === 'cmd' ? text(ini, section, 'args') : null;
  // A comment may stand behind ` ;`.
  const line = [found.lines.map((one) => one.text).join(' ').replace(/\s;.*$/, ''), ...(args === null ? [] : [args])].join(' ');
  const filled = fill(line).replace(/%\([^)]*\)0?\d*[sd]/g, '0');
  runLine(walk, call, filled, { path: file.path, line: found.line }, inside === null ? call.folder : resolveIn(call.folder, fill(inside).replace(/\$\{(\w+)\}/g, (_, name: string) => call.environment.get(name) ?? '')), own);
}

function text(ini: IniFile, section: string, key: string): string | null {
  const value = iniValue(ini, section, key);
  return value === null ? null : value.lines.map((one) => one.text.replace(/\s;.*$/, '')).join(' ');
}

/** Files of the image that a pattern with stars in its last parts names. */
function matching(walk: Walk, pattern: string): readonly string[] {
  if (!/[*?]/.test(pattern)) return [pattern];
  const star = pattern.search(/[*?]/);
  const folder = pattern.slice(0, pattern.lastIndexOf('/', star));
  if (pattern.length > 300 || pattern.split('*').length > 6) return [];
  const source = pattern.replace(/\*+/g, '*').replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*').replaceAll('?', '[^/]');
  const fits = new RegExp(`^${source}$`);
  return filesBelow(walk.files, folder === '' ? '/' : folder).filter((path) => fits.test(path));
}

/** A Procfile: `name: command` (https://devcenter.heroku.com/articles/procfile). */
export function runProcfile(walk: Walk, call: Call, name: string): void {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) return missing(walk, call, name);
  for (const [index, line] of file.text.split('\n').entries()) {
    const command = /^[\w-]+:\s*(.+)$/.exec(line.trimEnd())?.[1];
    if (command !== undefined) runLine(walk, call, command, { path: file.path, line: index + 1 }, folderOfImage(file.imagePath));
  }
}

/** Targets of a Makefile of the image, with those that they need. */
export function runMakefile(walk: Walk, call: Call, name: string): void {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) return missing(walk, call, name);
  const valued = new Set(['-C', '--directory', '-f', '--file', '-j', '-l', '-o', '-W']);
  const targets = parseOptions(call.words.slice(1), (option) => valued.has(option)).arguments.flatMap(({ value }) => (value !== null && /^[\w.-]+$/.test(value) ? [value] : []));
  const lines = makeLines(file.text, targets);
  if (lines === null) return addDoubt(walk, `the target of \`${written(call.words)}\` is not in ${file.path}`, call.at);
  for (const { text, line } of lines) runLine(walk, call, text, { path: file.path, line }, folderOfImage(file.imagePath));
}
