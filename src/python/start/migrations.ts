import { iniValue, readIni } from '#pyproject/ini.js';
import { below, fileOf, filesBelow, folderOfImage, openFile, resolveIn } from './image-files.js';
import { addDoubt, addEntry, addFolder, addSettings, written, type Call, type Walk } from './walk.js';

/** Alembic's folder of migrations: `env.py` is run, and with it every file of its versions (`alembic/script/base.py`). */
export function runMigrations(walk: Walk, call: Call, folder: string | null): boolean {
  if (folder === null) return false;
  const because = `${walk.because} starts ${written(call.words)}`;
  const environment = fileOf(walk.files, below(folder, 'env.py'));
  if (environment === null) return false;
  addEntry(walk, { kind: 'file', path: environment, because, at: call.at });
  for (const path of filesBelow(walk.files, folder, (name) => name !== '__pycache__')) {
    const found = path.endsWith('.py') ? fileOf(walk.files, path) : null;
    if (found !== null) addEntry(walk, { kind: 'file', path: found, because, at: call.at });
  }
  return true;
}

/** `alembic`: what `alembic.ini`, or the file of `-c`, says of where the migrations lie. */
export function runAlembic(walk: Walk, call: Call, given: string | null): void {
  const name = given ?? call.environment.get('ALEMBIC_CONFIG') ?? 'alembic.ini';
  addSettings(walk, call.folder, name, call.at);
  const file = openFile(walk.files, call.folder, name);
  if (file === null) {
    const pyproject = openFile(walk.files, call.folder, 'pyproject.toml');
    const location = pyproject === null ? null : (/^\[tool\.alembic\][^[]*?^script_location\s*=\s*["']([^"']+)["']/ms.exec(pyproject.text)?.[1] ?? null);
    if (location !== null && runMigrations(walk, call, resolveIn(call.folder, location.replace('%(here)s', call.folder ?? '')))) return;
    return addDoubt(walk, `\`${written(call.words)}\` runs migrations, and no file of the workspace is known to be its ${name}`, call.at);
  }
  const here = folderOfImage(file.imagePath);
  const ini = readIni(file.text);
  const value = (key: string): string | null => [...ini.keys()].flatMap((section) => iniValue(ini, section, key)?.lines[0]?.text ?? [])[0] ?? null;
  const path = value('prepend_sys_path');
  for (const one of path?.split(/[:;\s]+/) ?? []) {
    const folder = one === '' ? null : resolveIn(call.folder, one.replaceAll('%(here)s', here));
    if (folder !== null) addFolder(walk, folder, { path: file.path, line: lineOf(file.text, 'prepend_sys_path') }, `${file.path} puts it there`);
  }
  const location = value('script_location');
  if (location === null) return addDoubt(walk, `${file.path} does not say where the migrations lie`, call.at);
  const at = { path: file.path, line: lineOf(file.text, 'script_location') };
  // `package:folder` is looked for where the package lies.
  const folder = /^[\w.]+:\w/.test(location) ? location.replace(':', '/').replaceAll('.', '/') : location.replaceAll('%(here)s', here);
  if (!runMigrations(walk, { ...call, at }, resolveIn(call.folder, folder))) {
    addDoubt(walk, `${file.path} names ${location}, where no migrations of the workspace are known to lie`, at);
  }
}

function lineOf(text: string, key: string): number {
  const index = text.split('\n').findIndex((line) => line.trimStart().startsWith(key));
  return Math.max(index + 1, 1);
}
