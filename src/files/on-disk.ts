import type { FileInfo, Io } from '#io/types.js';
import { baseName, folderOf, isAbsolutePath, isWithin } from '#text/paths.js';

/** What lies inside a workspace: its absolute path, links resolved, and what it is. */
export interface Place {
  readonly path: string;
  readonly info: FileInfo;
}

/**
 * Finds what lies at a path of a workspace; null where nothing lies, or where a link leads out of the workspace: that is none of
 * the repository. The links on the way to a folder are followed once, and only a file that is itself a link needs a look of its own.
 */
export function placesInside(io: Io, root: string): (path: string) => Place | null {
  const folders = new Map<string, string | null>();
  let top: string | null | undefined;
  function resolved(place: string): string | null {
    top ??= io.realPath(root);
    const real = io.realPath(place);
    return top !== null && real !== null && isWithin(real, top === '/' ? '' : top) ? real : null;
  }
  function folderAt(folder: string): string | null {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const found = resolved(folder);
    folders.set(folder, found);
    return found;
  }
  return (path) => {
    if (isAbsolutePath(path) || path.includes('\0') || path.split('/').includes('..')) return null;
    const place = path === '' ? root : `${root}/${path}`;
    // Most that is asked for is not there: to find that out costs less than to follow the links on the way.
    const info = io.stat(place);
    if (info === null) return null;
    if (info.kind === 'file' && NAMED.test(path)) {
      const folder = folderAt(folderOf(place));
      return folder === null ? null : { path: `${folder === '/' ? '' : folder}/${baseName(path)}`, info };
    }
    const real = resolved(place);
    const there = real === null ? null : io.stat(real);
    return real === null || there === null ? null : { path: real, info: there };
  };
}

/** A path that ends in a plain name: `a/`, `a/.` and the like are left to the system. */
const NAMED = /(?:^|\/)(?!\.?$)[^/]+$/;

/** What lies at the paths of a workspace; each is looked up once. */
export function lookOnDisk(io: Io, root: string): (path: string) => 'file' | 'folder' | null {
  const seen = new Map<string, 'file' | 'folder' | null>();
  const placeOf = placesInside(io, root);
  function look(path: string): 'file' | 'folder' | null {
    const kind = placeOf(path)?.info.kind;
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
