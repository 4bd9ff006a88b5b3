import { baseName, isWithin, resolvePath } from '#text/paths.js';
import { matchPath } from '#image/files/match.js';
import { hasWildcard } from '#image/files/transfers.js';

/**
 * The paths of the source side that can be what lies at `wanted` once `sources` are copied, moved or linked to
 * `destination`. All absolute; `wanted` may hold globs. Null among them: a source that cannot be told.
 */
export function carriedFrom(sources: readonly (string | null)[], destination: string, intoFolder: boolean, wanted: string): readonly (string | null)[] {
  const target = plain(destination);
  const path = plain(wanted);
  return sources.flatMap((source): readonly (string | null)[] => {
    if (source === null) return isWithin(path, target) ? [null] : [];
    const from = plain(source);
    const found: string[] = [];
    const inside = intoFolder || path !== target ? joinPath(target, `/${baseName(from)}`) : null;
    // By its name a file: it lies in the destination rather than being a folder whose contents do.
    if (inside !== null && path === plain(inside) && /\.\w+$/.test(path)) found.push(`/${from}`);
    // A folder's contents come to the destination; a file becomes it, or lies in it.
    if (isWithin(path, target)) found.push(joinPath(from, path.slice(target.length)));
    if (inside !== null && !hasWildcard(from) && isWithin(path, plain(inside))) found.push(joinPath(from, path.slice(plain(inside).length)));
    if (hasWildcard(from)) found.push(...fromGlob(from, target, path));
    return [...new Set(found)];
  });
}

/** `cp dist/*.whl /wheels/`: each match lies in the target under its own name. */
function fromGlob(source: string, target: string, wanted: string): readonly string[] {
  const folder = source.slice(0, source.lastIndexOf('/') + 1);
  if (!isWithin(wanted, target)) return [];
  const rest = wanted.slice(target === '' ? 0 : target.length + 1);
  if (rest === '') return [`/${source}`];
  const name = rest.split('/')[0] ?? '';
  return hasWildcard(name) || matchPath(source.slice(folder.length), name) ? [`/${folder}${hasWildcard(name) ? source.slice(folder.length) : rest}`] : [];
}

/** Where what lies at `path` on the source side comes to lie; null: it is not taken along. */
export function carriedTo(source: string, destination: string, intoFolder: boolean, path: string): string | null {
  const [from, target, wanted] = [plain(source), plain(destination), plain(path)];
  if (hasWildcard(from)) {
    const folder = from.slice(0, from.lastIndexOf('/'));
    if (!isWithin(wanted, folder) || wanted === folder) return null;
    const rest = wanted.slice(folder.length + (folder === '' ? 0 : 1));
    const [name = '', ...below] = rest.split('/');
    return matchPath(from.slice(from.lastIndexOf('/') + 1), name) ? joinPath(target, `/${below.length === 0 ? '' : below.join('/')}`) : null;
  }
  if (!isWithin(wanted, from)) return null;
  const rest = wanted.slice(from.length);
  // A file that is put into a folder keeps its name; of a folder the contents go there.
  return joinPath(rest === '' && intoFolder && /\.\w+$/.test(from) ? `${target}/${baseName(from)}` : target, rest.startsWith('/') || rest === '' ? rest : `/${rest}`);
}

export function joinPath(folder: string, rest: string): string {
  return `/${resolvePath(folder, `./${rest}`) ?? ''}`;
}

/** Without the leading slash, `.` and `..` worked out. */
export function plain(path: string): string {
  return resolvePath('', `./${path}`) ?? '';
}
