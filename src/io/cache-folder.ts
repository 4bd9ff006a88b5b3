import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { endianness, homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { regularFile } from './regular-file.js';

/** A folder for what can be found out again. Nothing fails: what cannot be read is not there, what cannot be written is left out. */
export interface CacheFolder {
  /** Of the program that runs us and of the machine: another version may find out something else, and numbers may stand in another order. */
  readonly runtime: string;
  read(name: string): Uint8Array | null;
  /** Whoever reads sees the file before or after, never half of it. */
  write(name: string, parts: readonly Uint8Array[]): void;
}

/** No file that is kept is as large (bytes); one that is was not written by us. */
const LARGEST = 500_000_000;

/** `slimify` in $XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification); null where that lies in the workspace, or nobody knows a home. */
export function cacheFolderFor(workspace: string): CacheFolder | null {
  try {
    const folder = placeOfCaches();
    if (folder === null || isInside(folder, resolve(workspace)) || isInside(realPath(folder), realPath(resolve(workspace)))) return null;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return cacheFolder(folder);
  } catch {
    return null;
  }
}

/** Fails for a user that the system does not know and who has no $HOME; an empty $HOME is none. */
function placeOfCaches(): string | null {
  const given = process.env['XDG_CACHE_HOME'] ?? '';
  const caches = isAbsolute(given) ? given : join(homedir(), '.cache');
  return isAbsolute(caches) ? join(caches, 'slimify') : null;
}

/** Where a path leads, links followed as far as there is something. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return join(realPath(dirname(path)), basename(path));
  }
}

function isInside(path: string, folder: string): boolean {
  return `${path}${sep}`.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

export function cacheFolder(folder: string): CacheFolder {
  return { runtime: `${process.version} ${endianness()}`, read: (name) => bytesOf(join(folder, name)), write: (name, parts) => replace(join(folder, name), parts) };
}

function bytesOf(path: string): Uint8Array | null {
  const bytes = regularFile(path, LARGEST);
  return bytes.ok ? bytes.value : null;
}

function replace(path: string, parts: readonly Uint8Array[]): void {
  const temporary = `${path}.${process.pid}`;
  try {
    writeFileSync(temporary, '', { mode: 0o600 });
    for (const part of parts) writeFileSync(temporary, part, { flag: 'a' });
    renameSync(temporary, path);
  } catch {
    remove(temporary);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The folder is none.
  }
}
