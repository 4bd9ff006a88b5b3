import type { Text, Value } from '#needs/facts.js';
import type { CodeWorld, Entry, Outside } from '#python/graph/types.js';

/** A dotted name, with or without what is taken from it: `app.settings.production`, `acme.backends:Client`. */
const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?::[\w.]+)?$/;

/** Modules of one's own that variables name (`DJANGO_SETTINGS_MODULE`, a class path of a plugin): somebody imports them. */
export function namedEntries(world: CodeWorld, variables: ReadonlyMap<string, readonly Value[]>): readonly Entry[] {
  return [...variables].flatMap(([name, values]) =>
    values.flatMap(({ value, at }): readonly Entry[] => {
      const module = value?.split(':', 1)[0] ?? '';
      if (value === null || value.length > 200 || !DOTTED.test(value) || !isOwn(world, module)) return [];
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

/** Modules of what is asked for that variables and settings name: a loader may take the name from there. */
export function namedOutside(variables: ReadonlyMap<string, readonly Value[]>, settings: readonly Text[], modules: ReadonlySet<string>): readonly Outside[] {
  const texts = [...[...variables.values()].flat().flatMap(({ value, at }) => (value === null ? [] : { text: value, at })), ...settings];
  return texts.flatMap(({ text, at }) =>
    text.length > 500 ? [] : [...text.matchAll(/(?<![\w./-])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+(?![\w-])/g)].flatMap(([module]): readonly Outside[] =>
      modules.has(module.split('.', 1)[0] ?? '') ? [{ module, names: [], at, guards: [], by: 'text', shadowedBy: null }] : [],
    ),
  );
}
