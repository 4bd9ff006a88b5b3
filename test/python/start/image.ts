import { startedBy } from '#python/start/started-by.js';
import type { CommandFiles, Started } from '#python/start/types.js';

export interface Setting {
  /** By path in the image; a workspace file has the same path without the first slash. */
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly folder?: string | null;
  readonly scripts?: Readonly<Record<string, string>>;
}

/** A small image in memory. */
export function imageFiles({ files = {}, scripts = {} }: Setting): CommandFiles {
  const paths = Object.keys(files);
  function list(folder: string): readonly string[] {
    const base = folder === '/' ? '/' : `${folder}/`;
    return [...new Set(paths.filter((path) => path.startsWith(base)).map((path) => path.slice(base.length).split('/')[0] ?? ''))];
  }
  return {
    fileAt: (path) => (Object.hasOwn(files, path) ? path.slice(1) : null),
    list,
    text: (path) => files[`/${path}`] ?? null,
    scripts: new Map(Object.entries(scripts).map(([name, target]) => [name, { target, at: { path: 'pyproject.toml', line: 1 } }])),
  };
}

/** What starts; a text is what `/bin/sh -c` is given. */
export function start(command: string | readonly string[], setting: Setting = {}): Started {
  const words = typeof command === 'string' ? ['/bin/sh', '-c', command] : command;
  const { environment = {}, folder = '/app' } = setting;
  return startedBy({ words, folder, environment: new Map(Object.entries(environment)), at: { path: 'Dockerfile', line: 9 }, because: 'CMD' }, imageFiles(setting));
}

/** Entries, folders, doubts in words; places where they are not the command line's own. */
export function told({ entries, folders, doubts }: Started): readonly string[] {
  const place = (at: { readonly path: string; readonly line: number } | null): string => (at === null || at.path === 'Dockerfile' ? '' : ` (${at.path}:${at.line})`);
  return [
    ...entries.map((entry) => {
      if (entry.kind === 'module') return `${entry.main ? 'main' : 'module'} ${entry.module}${place(entry.at)}`;
      return entry.kind === 'file' ? `file ${entry.path}${place(entry.at)}` : `code ${entry.text.trim()}${place(entry.at)}`;
    }),
    ...folders.map(({ folder, at }) => `folder ${folder}${place(at)}`),
    ...doubts.map(({ hides, at }) => `doubt ${typeof hides === 'string' ? hides : hides.prefix}${place(at)}`),
  ];
}
