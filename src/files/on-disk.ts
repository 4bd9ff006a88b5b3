import type { Io } from '#io/types.js';
import { isAbsolutePath, isWithin } from '#text/paths.js';

/**
 * The absolute path of what lies at a path of a workspace, links resolved; null where nothing lies, or where a
 * link leads out of the workspace: that is none of the repository.
 */
export function placeInside(io: Io, root: string, path: string): string | null {
  if (isAbsolutePath(path) || path.includes('\0') || path.split('/').includes('..')) return null;
  const place = path === '' ? root : `${root}/${path}`;
  // Most that is asked for is not there: to find that out costs less than to follow the links on the way.
  if (io.stat(place) === null) return null;
  const top = io.realPath(root);
  const real = io.realPath(place);
  return top !== null && real !== null && isWithin(real, top === '/' ? '' : top) ? real : null;
}

/** What lies at the paths of a workspace; each is looked up once. */
export function lookOnDisk(io: Io, root: string): (path: string) => 'file' | 'folder' | null {
  const seen = new Map<string, 'file' | 'folder' | null>();
  function look(path: string): 'file' | 'folder' | null {
    const place = placeInside(io, root, path);
    const kind = place === null ? undefined : io.stat(place)?.kind;
    return kind === 'file' || kind === 'folder' ? kind : null;
  }
  return (path) => {
    const known = seen.get(path);
    if (known !== undefined) return known;
    const found = look(path);
    seen.set(path, found);
    return found;
  };
}
