import { isAbsolute, join, relative, sep } from 'node:path';
import type { WriteIo } from '#io/write-types.js';

/** Whether a text is a path inside a folder: `/` between names, none of them empty, `.` or `..`, none of them git's own. */
export function isInnerPath(path: unknown): path is string {
  return typeof path === 'string' && namesFault(path) === null;
}

/** What is wrong with a path by its names alone; null where nothing is. */
export function namesFault(path: string): string | null {
  const parts = path.split('/');
  if (parts.some((part) => NO_NAMES.includes(part) || part.includes('\0'))) return 'is not a path inside the workspace';
  return parts.some(isGit) ? "lies in git's own folder" : null;
}

/** Names first, then what lies on the disk: a link may lead anywhere. Null where a file may be written at a path. */
export function leavesWorkspace(path: string, { io, root }: { readonly io: Pick<WriteIo, 'look' | 'realPath'>; readonly root: string }): string | null {
  const fault = namesFault(path);
  if (fault !== null) return fault;
  const real = io.realPath(root);
  if (real === null) return 'the workspace is gone';
  const parts = path.split('/');
  let at = root;
  for (const [index, part] of parts.entries()) {
    at = join(at, part);
    const seen = io.look(at);
    if (seen === null) return null;
    const last = index === parts.length - 1;
    if (last && seen.kind !== 'file') return seen.kind === 'link' ? 'is a symbolic link' : 'is not a regular file';
    if (!last && seen.kind !== 'folder' && seen.kind !== 'link') return 'lies below what is no folder';
    const target = io.realPath(at);
    const inside = target === null ? null : relative(real, target).split(sep);
    if (inside === null || inside[0] === '..') return 'leads out of the workspace through a symbolic link';
    if (inside.some(isGit)) return "lies in git's own folder";
  }
  return null;
}

/**
 * Whether a path that by its name lies in the workspace leads out of it through a link: a file that a person names for a report
 * may be one that the repository brought along.
 */
export function leadsAway(path: string, { io, root }: { readonly io: Pick<WriteIo, 'look' | 'realPath'>; readonly root: string }): boolean {
  const parts = relative(root, path).split(sep);
  if (parts[0] === '..' || isAbsolute(parts.join(sep))) return false;
  for (let at = root; parts.length > 0; ) {
    at = join(at, parts.shift() ?? '');
    const kind = io.look(at)?.kind;
    if (kind === undefined) return false;
    const target = kind === 'link' ? io.realPath(at) : at;
    if (target === null || relative(io.realPath(root) ?? root, target).split(sep)[0] === '..') return true;
    at = target;
  }
  return false;
}

/** An empty name stands at the start of an absolute path. */
const NO_NAMES: readonly string[] = ['', '.', '..'];

/** Some file systems know no case. */
function isGit(name: string): boolean {
  return name.toLowerCase() === '.git';
}
