import { unheard } from '#answer/ledger.js';
import { managerCall, type ManagerCall, type Words } from '#image/installs/calls.js';
import { managerFacts } from '#knowledge/index.js';

/** Folders that hold nothing but what a package manager has downloaded and can download again. */
const CACHES = /^(?:\/var\/lib\/apt\/lists(?:\/.*)?|\/var\/cache\/(?:apt|apk|yum|dnf|debconf)(?:\/.*)?|(?:~|\/root|\/home\/[^/]+|\$HOME)\/\.cache(?:\/.*)?)$/;

/** Whether a path holds nothing but what a package manager can download again. */
export function isCache(path: string): boolean {
  return CACHES.test(path.replace(/\/+$/, ''));
}

/** Programs and words that empty a cache of the system's package manager. */
const CLEANS: readonly RegExp[] = [/^(?:apt-get|apt|aptitude) (?:-\S+ )*(?:auto)?clean\b/, /^(?:yum|dnf|microdnf|zypper) (?:-\S+ )*clean\b/, /^apk (?:-\S+ )*cache clean\b/];

/** Whether a command does nothing but empty caches of package managers: what it leaves is the same image, only smaller. */
export function isHousekeeping(words: Words): boolean {
  const [name, ...rest] = words;
  if (name === undefined || words.some((word) => word === null)) return false;
  const text = words.join(' ');
  if (name === 'rm') {
    const paths = rest.filter((word) => word !== null && !word.startsWith('-'));
    return paths.length > 0 && paths.every((path) => isCache(path ?? ''));
  }
  if (CLEANS.some((pattern) => pattern.test(text))) return true;
  const call = managerCall(words);
  return call !== null && purges(call);
}

function purges({ manager, subcommand, arguments: words }: ManagerCall): boolean {
  const { cache } = unheard(() => managerFacts(manager)).value;
  return cache.purges.includes(`${manager} ${[subcommand, ...words.filter((word) => word !== null && !word.startsWith('-'))].join(' ')}`);
}

/** The options of a manager that only say what becomes of its cache. */
export function cacheOptions(manager: ManagerCall['manager']): readonly string[] {
  const { cache } = unheard(() => managerFacts(manager)).value;
  return [...(cache.off === null ? [] : [cache.off.option, ...cache.off.spellings]), ...cache.moveOptions];
}
