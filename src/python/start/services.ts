import { filesBelow, openFile } from './image-files.js';
import { missing, runLine } from './supervisors.js';
import { addDoubt, plainWord, written, type Call, type Walk } from './walk.js';

/** A crontab: five fields or `@daily`, a user where it is one of the system, a command; variables before them (crontab(5)). */
export function runCrontab(walk: Walk, call: Call, name: string, system: boolean): void {
  const file = openFile(walk.files, call.folder, name);
  if (file === null) return missing(walk, call, name);
  const own = new Map<string, string | null>();
  for (const [index, line] of file.text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, variable = '', value = ''] = /^([A-Za-z_]\w*)\s*=\s*(.*)$/.exec(trimmed) ?? [];
    if (variable !== '') {
      own.set(variable, value.replace(/^(["'])(.*)\1$/, '$2'));
      continue;
    }
    const command = /^(?:@\w+|(?:[\d*?/,A-Za-z#L-]+\s+){5,6}?(?=[^\d*\s]|\*\/)|(?:\S+\s+){5})\s*(\S.*)$/.exec(trimmed)?.[1];
    if (command === undefined) continue;
    const withoutUser = system ? command.replace(/^[\w-]+\s+/, '') : command;
    // An unescaped `%` ends the command.
    runLine(walk, call, withoutUser.replace(/(?<!\\)%.*$/, '').replaceAll('\\%', '%'), { path: file.path, line: index + 1 }, call.folder, own);
  }
}

/** What cron runs: the system's crontab, those of users, and the scripts of `/etc/cron.daily` and the like. */
export function runCron(walk: Walk, call: Call): boolean {
  let found = false;
  const all = filesBelow(walk.files, '/etc').filter((path) => /^\/etc\/(?:crontab$|crontabs\/|cron\.d\/)/.test(path));
  const users = ['/var/spool/cron', '/etc/crontabs'].flatMap((folder) => filesBelow(walk.files, folder));
  for (const path of new Set([...all, ...users])) {
    found = true;
    runCrontab(walk, call, path, !/^\/(?:var|etc\/crontabs)\//.test(path));
  }
  for (const period of ['15min', 'hourly', 'daily', 'weekly', 'monthly']) {
    for (const folder of [`/etc/cron.${period}`, `/etc/periodic/${period}`]) found = runFolder(walk, call, folder, () => true) || found;
  }
  return found;
}

/** s6 and runit: every `run` below the folders that they watch, and the scripts that run before. */
export function runServices(walk: Walk, call: Call): void {
  const folders = ['/etc/services.d', '/etc/s6-overlay', '/etc/s6', '/etc/service', '/etc/sv', '/service', '/run/service', '/etc/runit', '/etc/cont-init.d', '/etc/cont-finish.d', '/etc/my_init.d', '/custom-cont-init.d'];
  const named = call.words.slice(1).flatMap(({ value }) => (value?.startsWith('/') === true ? [value] : []));
  const shared: Call = { ...call, environment: new Map([...call.environment, ...sharedVariables(walk, folders)]) };
  let found = false;
  for (const folder of [...folders, ...named]) {
    const fits = (path: string): boolean => /\/(?:run|up|finish|start|[123])$/.test(path) || /\.d\/[^/]+$/.test(path.slice(folder.length - 2)) || /(?:cont-init|cont-finish|my_init|custom-cont-init)\.d\//.test(path);
    found = runFolder(walk, shared, folder, fits) || found;
  }
  if (!found) addDoubt(walk, `\`${written(call.words)}\` runs services, and no file of the workspace is known to be one`, call.at);
}

/** Variables that scripts leave for the services after them: https://github.com/just-containers/s6-overlay, `container_environment`. */
function sharedVariables(walk: Walk, folders: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const path of folders.flatMap((folder) => filesBelow(walk.files, folder))) {
    const file = openFile(walk.files, null, path);
    for (const [, value = '', name = ''] of file?.text.matchAll(/\b(?:printf|echo -n|echo)\s+["']?([^"'$\s>]*)["']?\s*>\s*(?:\/var)?\/run\/s6\/container_environment\/(\w+)/g) ?? []) found.set(name, value);
  }
  return found;
}

function runFolder(walk: Walk, call: Call, folder: string, fits: (path: string) => boolean): boolean {
  let found = false;
  for (const path of filesBelow(walk.files, folder)) {
    if (!fits(path)) continue;
    found = true;
    walk.run({ ...call, words: [plainWord(path)], input: { kind: 'none' }, depth: call.depth + 1 });
  }
  return found;
}
