/** What becomes of apt's lists when a path is taken away: all of them, some, or none. */
export type Taken = 'all' | 'some' | 'none' | 'unknown';

const LISTS = '/var/lib/apt/lists';

/** Whether a folder is, or holds, the folder of apt's lists (apt.conf(5), `Dir::State::Lists`). */
export function holdsLists(folder: string): boolean {
  const path = folder.replace(/\/+$/, '');
  return path === '' || path === LISTS || LISTS.startsWith(`${path}/`);
}

/**
 * What `rm -r PATH` takes of the lists; `path` is absolute with globs left in, null where it cannot be told.
 * Below `partial` stand only downloads that broke off.
 */
export function takesLists(path: string | null): Taken {
  if (path === null) return 'unknown';
  const plain = path.replace(/\/+$/, '');
  if (plain === LISTS || /^(?:\/\*?|\/var|\/var\/\*|\/var\/lib|\/var\/lib\/\*|\/var\/lib\/apt|\/var\/lib\/apt\/\*|\/var\/lib\/apt\/lists\/?\*+)$/.test(plain)) return 'all';
  if (/^\/var\/lib\/apt\/lists\/partial(?:\/|$)/.test(plain)) return 'none';
  if (plain.startsWith(`${LISTS}/`)) return 'some';
  // Braces are bash's alone; any other wildcard above the folder may or may not fit.
  if (/^\/var\/.*[{*?[]/.test(plain) && /[{*?[]/.test(plain.slice(0, LISTS.length))) return 'unknown';
  return 'none';
}
