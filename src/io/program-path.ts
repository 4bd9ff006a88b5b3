import { isAbsolute, resolve, sep } from 'node:path';

/** PATH without the folders of a repository, and without those that depend on where we stand: what lies there is not started. */
export function pathOutside(path: string, repository: string | null): string {
  const root = repository === null ? null : resolve(repository);
  const inside = (folder: string): boolean => root !== null && `${resolve(folder)}${sep}`.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
  return path.split(':').filter((folder) => isAbsolute(folder) && !inside(folder)).join(':');
}
