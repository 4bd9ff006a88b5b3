import { iniValue, readIni } from '#pyproject/ini.js';
import type { Aids } from './aids.js';

/** What pip's configuration says of indexes. Addresses as written, credentials included. */
export interface PipConfig {
  readonly index: string | null;
  readonly extra: readonly string[];
}

/**
 * pip's configuration of this machine and user, as pip reads it (pip/_internal/configuration.py and utils/appdirs.py, 26.0): files
 * of the machine, of the user, the file that PIP_CONFIG_FILE names, then variables, the later ones before the earlier ones; `[install]`
 * before `[global]`. A virtual environment's own `pip.conf` is not read: which one pip would run in is not known.
 */
export function readPipConfig({ variables, home, file }: Pick<Aids, 'variables' | 'home' | 'file'>): PipConfig {
  const values = new Map<string, string>();
  for (const path of configFiles(variables, home)) {
    const text = file(path);
    if (text === null) continue;
    const ini = readIni(text);
    for (const section of ['global', 'install']) {
      for (const key of ['index-url', 'extra-index-url']) {
        const value = iniValue(ini, section, key) ?? iniValue(ini, section, key.replaceAll('-', '_'));
        if (value) values.set(`${section} ${key}`, value.lines.map(({ text: line }) => line).join(' '));
      }
    }
  }
  const get = (key: string, variable: string): string => variables[variable] ?? values.get(`install ${key}`) ?? values.get(`global ${key}`) ?? '';
  const index = get('index-url', 'PIP_INDEX_URL').trim();
  return { index: isAddress(index) ? index : null, extra: get('extra-index-url', 'PIP_EXTRA_INDEX_URL').split(/\s+/).filter(isAddress) };
}

function isAddress(text: string): boolean {
  return /^https?:\/\/\S+$/.test(text);
}

/** The later ones count before the earlier ones. */
function configFiles(variables: Aids['variables'], home: string): readonly string[] {
  const named = variables['PIP_CONFIG_FILE'] ?? '';
  // Python's os.devnull: no file at all.
  if (named === '/dev/null') return [];
  const machine = (variables['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(':').filter((folder) => folder.startsWith('/')).map((folder) => `${folder}/pip/pip.conf`);
  const configHome = variables['XDG_CONFIG_HOME'] ?? '';
  return [
    '/Library/Application Support/pip/pip.conf',
    ...machine.toReversed(),
    '/etc/pip.conf',
    `${home}/.pip/pip.conf`,
    `${home}/Library/Application Support/pip/pip.conf`,
    `${configHome.startsWith('/') ? configHome : `${home}/.config`}/pip/pip.conf`,
    ...(named.startsWith('/') ? [named] : []),
  ];
}
