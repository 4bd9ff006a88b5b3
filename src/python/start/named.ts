import type { Names } from '#knowledge/launchers.js';
import { below, fileOf, filesBelow, holdsModule, openFile, resolveIn, searchFolders } from './image-files.js';
import { addDoubt, addEntry, addFolder, addSettings, addWorkingFolder, plainWord, written, type Call, type Walk, type Word } from './walk.js';
import { runCrontab } from './services.js';
import { runCircus, runMakefile, runProcfile, runSupervisor } from './supervisors.js';
import { runWorkspace } from './workspace-files.js';
import { runMigrations } from './migrations.js';

/** Notes what one word of a launcher's command line names. */
export function follow(walk: Walk, call: Call, what: Names, word: Word): void {
  const { value } = word;
  if (value === null) {
    if (what !== 'settings') addDoubt(walk, `what \`${written(call.words)}\` starts cannot be told: ${word.text}`, call.at);
    return;
  }
  if (value === '') return;
  switch (what) {
    case 'module':
      return value.includes('/') || value.endsWith('.py') ? code(walk, call, value) : module(walk, call, moduleOf(value));
    case 'object':
      return object(walk, call, value);
    case 'app':
      return application(walk, call, value);
    case 'file':
      return file(walk, call, value);
    case 'code':
      return code(walk, call, value);
    case 'config':
      return configuration(walk, call, value);
    case 'folder':
      return folders(walk, call, value);
    case 'settings':
      return void addSettings(walk, call.folder, value, call.at);
    case 'command':
      return walk.run({ ...call, words: ['/bin/sh', '-c', value].map(plainWord), depth: call.depth + 1 });
    case 'folder-of-migrations':
      return void runMigrations(walk, call, resolveIn(call.folder, value));
    case 'workspace':
      return void runWorkspace(walk, call, value);
    case 'supervisord':
      return runSupervisor(walk, call, value);
    case 'circus':
      return runCircus(walk, call, value);
    case 'crontab':
      return runCrontab(walk, call, value, false);
    case 'procfile':
      return runProcfile(walk, call, value);
    case 'makefile':
      return runMakefile(walk, call, value);
    default:
  }
}

/** The module of `pkg.mod:attribute`, `pkg.mod:create()`. */
export function moduleOf(value: string): string {
  return value.split(/[:(]/, 1)[0] ?? value;
}

function because(walk: Walk, call: Call): string {
  return `${walk.because} starts ${written(call.words)}`;
}

function module(walk: Walk, call: Call, name: string): void {
  if (!/^[\p{L}_.][\p{L}\p{N}_.]*$/u.test(name)) return addDoubt(walk, `\`${written(call.words)}\` names no module that can be read: ${name}`, call.at);
  addWorkingFolder(walk, call);
  addEntry(walk, { kind: 'module', module: name, main: false, because: because(walk, call), at: call.at });
}

/** `pkg.mod.attribute`: the longest part that is a file of the image, else all but the last. */
function object(walk: Walk, call: Call, value: string): void {
  if (value.includes(':')) return module(walk, call, moduleOf(value));
  const parts = value.replaceAll('/', '.').split('.');
  if (parts.length < 2) {
    // `gevent`, `gthread`: a name that the program itself knows; a file of the image where one has it.
    if (holdsModule(walk.files, searchFolders(call.folder, call.environment), value)) module(walk, call, value);
    return;
  }
  const places = searchFolders(call.folder, call.environment);
  const whole = parts.join('.');
  module(walk, call, holdsModule(walk.files, places, whole) ? whole : parts.slice(0, -1).join('.'));
}

/** `celery -A proj`: `proj`, then `proj.app`, `proj.celery` (`celery/app/utils.py`, find_app), as far as the image has them. */
function application(walk: Walk, call: Call, value: string): void {
  const name = moduleOf(value);
  const places = searchFolders(call.folder, call.environment);
  const parent = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
  const isAttribute = !value.includes(':') && parent !== '' && !holdsModule(walk.files, places, name) && holdsModule(walk.files, places, parent);
  const base = isAttribute ? parent : name;
  module(walk, call, base);
  for (const below of [`${base}.app`, `${base}.celery`]) if (holdsModule(walk.files, places, below)) module(walk, call, below);
}

function file(walk: Walk, call: Call, value: string): void {
  const imagePath = resolveIn(call.folder, value.replace(/:[A-Za-z_]\w*$/, ''));
  if (imagePath === null) return addDoubt(walk, `\`${written(call.words)}\` runs a file of a folder that cannot be told`, call.at);
  const path = fileOf(walk.files, imagePath);
  if (path !== null && /\.(?:ipynb|md)$/.test(path)) return addDoubt(walk, `${path} holds code that is not read`, call.at, 'distributions');
  if (path !== null) return addEntry(walk, { kind: 'file', path, because: because(walk, call), at: call.at });
  const inside = filesBelow(walk.files, imagePath).filter((one) => one.endsWith('.py'));
  if (inside.length === 0) {
    if (/^[A-Za-z_][\w.]*$/.test(value) && !value.endsWith('.py')) return module(walk, call, value);
    return addDoubt(walk, `\`${written(call.words)}\` runs ${imagePath}, which no file of the workspace is known to be`, call.at);
  }
  for (const one of inside) addEntry(walk, { kind: 'file', path: fileOf(walk.files, one) ?? one, because: because(walk, call), at: call.at });
}

/** `app.py`, `app.py:create`, `pkg/app`, `pkg.mod:attribute`. */
function code(walk: Walk, call: Call, value: string): void {
  const [name = ''] = value.split(':', 1);
  if (name.endsWith('.py') || name.startsWith('.') || name.startsWith('/')) return file(walk, call, name);
  module(walk, call, moduleOf(value).replaceAll('/', '.'));
}

/** gunicorn's `-c`: a Python file (`file:` before it or not), or `python:module` (`gunicorn/app/base.py`). */
function configuration(walk: Walk, call: Call, value: string): void {
  if (value.startsWith('python:')) return module(walk, call, value.slice('python:'.length));
  const path = value.replace(/^file:/, '');
  const found = openFile(walk.files, call.folder, path);
  addSettings(walk, call.folder, path, call.at);
  if (/\.(?:toml|ini|json|ya?ml)$/.test(path)) return;
  if (found !== null) addEntry(walk, { kind: 'file', path: found.path, because: because(walk, call), at: call.at });
  else addDoubt(walk, `\`${written(call.words)}\` runs ${resolveIn(call.folder, path) ?? path}, which no file of the workspace is known to be`, call.at);
}

function folders(walk: Walk, call: Call, value: string): void {
  for (const one of value.split(/[,:]/)) {
    const folder = one === '' ? null : resolveIn(call.folder, one);
    if (folder !== null) addFolder(walk, folder, call.at, because(walk, call));
  }
}

/** Every Python file below a folder of the image is run: DAGs, plugins. */
export function everyFile(walk: Walk, call: Call, folder: string, why: string, fits: (name: string) => boolean = () => true): number {
  const found = filesBelow(walk.files, folder).filter((path) => path.endsWith('.py') && fits(path.slice(path.lastIndexOf('/') + 1)));
  for (const one of found) addEntry(walk, { kind: 'file', path: fileOf(walk.files, one) ?? below(folder, one), because: why, at: call.at });
  return found.length;
}
