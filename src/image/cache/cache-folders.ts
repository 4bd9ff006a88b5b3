import { isWithin, resolvePath } from '#text/paths.js';
import { cacheFolders, type ManagerFacts } from '#knowledge/index.js';
import { optionValues } from '#image/installs/calls.js';
import { variable, type CacheView } from './cache-view.js';

/** Every folder that may be the manager's cache. HOME is guessed generously: silence does no harm. */
function foldersOf(view: CacheView, facts: ManagerFacts): readonly string[] {
  const { moment, install } = view;
  const homes = ['/root', `/home/${moment.user?.split(':')[0] ?? ''}`, variable(view, 'HOME') ?? '/root'];
  const moved = optionValues([...install.call.globalOptions, ...install.call.arguments], facts.cache.moveOptions).flatMap((value) => value ?? []);
  return [...moved, ...homes.flatMap((home) => cacheFolders(facts, (name) => variable(view, name), home))];
}

function fromHome(path: string): string {
  return path.replace(/^(?:~|\$\{?HOME\}?)(?=\/|$)/, '/root');
}

/** Whether a folder is, or holds, the manager's cache. */
export function coversCache(target: string, view: CacheView, facts: ManagerFacts): boolean {
  const plain = fromHome(target);
  const path = resolvePath('', plain) ?? '';
  if (path === '') return false;
  if (foldersOf(view, facts).some((folder) => isWithin(resolvePath('', folder) ?? '', path))) return true;
  return facts.cache.folders.some((folder) => plain.endsWith(folder.replace('~', ''))) || plain.endsWith('/.cache');
}

/** Whether a word is the cache folder or lies in it; a folder around it says nothing. */
export function liesInCache(word: string, view: CacheView, facts: ManagerFacts): boolean {
  const path = resolvePath('', fromHome(word)) ?? '';
  return path !== '' && foldersOf(view, facts).some((folder) => isWithin(path, resolvePath('', folder) ?? '?'));
}

/** The word among these that names the cache, or a folder around it, with wildcards or without. */
export function takesAway(words: readonly string[], view: CacheView, facts: ManagerFacts): string | undefined {
  return words.find((word) => {
    if (word.startsWith('-')) return false;
    const plain = word.replace(/\/?\*$/, '');
    if (!/[*?[]/.test(plain) && coversCache(plain, view, facts)) return true;
    const start = fromHome(word).split(/[*?[]/)[0] ?? '';
    return start !== fromHome(word) && start.length > 1 && foldersOf(view, facts).some((folder) => folder.startsWith(start));
  });
}
