import type { ImageTree } from './image-tree.js';
import type { Text, Value } from '#needs/facts.js';
import type { CommandLine, Program } from '#python/start/types.js';
import type { CodeWorld, Entry, Outside } from '#python/graph/types.js';

/** A dotted name, with or without what is taken from it: `app.settings.production`, `acme.backends:Client`. */
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[\w.]+)?$/;

/** `FLASK_APP=microblog.py`, `CONFIG=config.yaml`: files, whose names have a dot too. */
const FILE = /\.(?:py|ya?ml|json|toml|ini|cfg|conf|txt|env|log|db|sqlite)$/;

/** Modules of one's own that variables name (`DJANGO_SETTINGS_MODULE`, a class path of a plugin): somebody imports them. */
export function namedEntries(world: CodeWorld, variables: ReadonlyMap<string, readonly Value[]>): readonly Entry[] {
  return [...variables].flatMap(([name, values]) =>
    values.flatMap(({ value, at }): readonly Entry[] => {
      const module = value?.split(':', 1)[0] ?? '';
      if (value === null || value.length > 200 || !DOTTED.test(value) || FILE.test(value) || !isOwn(world, module)) return [];
      return [{ kind: 'module', module, main: false, because: `named by ${name}`, at }];
    }),
  );
}

function isOwn(world: CodeWorld, module: string): boolean {
  const top = module.split('.', 1)[0] ?? '';
  return world.roots.some((root) => {
    const names = root.kind === 'image' ? world.list(root.folder) : world.workspace.list(root.folder);
    return names.includes(top) || names.includes(`${top}.py`);
  });
}

/** The word of a command that a platform imports instead of running it, and what begins to run then. */
export interface Handler {
  readonly word: string;
  readonly entry: Entry;
}

/** `CMD ["app.handler"]`: the runtime of the base image imports the module and calls the function (AWS Lambda's Python images). */
export function handlersOf(world: CodeWorld, lines: readonly CommandLine[]): readonly Handler[] {
  return lines.flatMap(({ words, at }): readonly Handler[] => {
    const [word = '', ...more] = words;
    const module = /^([A-Za-z_][\w/]*(?:\.[A-Za-z_]\w*)*)\.[A-Za-z_]\w*$/.exec(word)?.[1]?.replaceAll('/', '.');
    if (more.length > 0 || module === undefined || !isOwn(world, module)) return [];
    return [{ word, entry: { kind: 'module', module, main: false, because: `the platform imports ${word}`, at } }];
  });
}

/** Modules that every interpreter imports before anything else, where they lie on its path (https://docs.python.org/3/library/site.html). */
export function siteEntries(world: CodeWorld): readonly Entry[] {
  return world.roots.flatMap((root) => {
    if (root.kind !== 'image') return [];
    return ['sitecustomize', 'usercustomize'].flatMap((module): readonly Entry[] =>
      world.list(root.folder).includes(`${module}.py`) ? [{ kind: 'module', module, main: false, because: 'imported by every Python', at: root.at ?? { path: world.fileAt(`${root.folder}/${module}.py`) ?? module, line: 1 } }] : [],
    );
  });
}

/** Pages that streamlit runs beside the file that it is given (https://docs.streamlit.io/develop/concepts/multipage-apps/pages-directory). */
export function pageEntries({ world, files }: ImageTree, entries: readonly Entry[], programs: readonly Program[]): readonly Entry[] {
  if (!programs.some(({ name }) => name === 'streamlit')) return [];
  return entries.flatMap((entry) => {
    if (entry.kind !== 'file') return [];
    const place = entry.path.startsWith('/') ? entry.path : (files.find(({ path }) => path === entry.path)?.imagePath ?? '');
    const folder = `${place.slice(0, place.lastIndexOf('/'))}/pages`;
    return world.list(folder).flatMap((name): readonly Entry[] => (name.endsWith('.py') ? [{ kind: 'file', path: `${folder}/${name}`, because: 'a page of streamlit', at: entry.at }] : []));
  });
}

/** Modules of what is asked for that variables and settings name: a loader may take the name from there. */
export function namedOutside(variables: ReadonlyMap<string, readonly Value[]>, settings: readonly Text[], modules: ReadonlySet<string>): readonly Outside[] {
  const texts = [...[...variables.values()].flat().flatMap(({ value, at }) => (value === null ? [] : { text: value, at })), ...settings];
  return texts.flatMap(({ text, at }) =>
    text.length > 500 ? [] : [...text.matchAll(/(?<![\w./-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w-])/g)].flatMap(([module]): readonly Outside[] =>
      modules.has(module.split('.', 1)[0] ?? '') ? [{ module, names: [], at, guards: [], by: 'text', shadowedBy: null }] : [],
    ),
  );
}
