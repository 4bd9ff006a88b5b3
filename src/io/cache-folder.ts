import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve, sep } from 'node:path';

/** A folder for what can be found out again. Nothing fails: what cannot be read is not there, what cannot be written is left out. */
export interface CacheFolder {
  /** Of the program that runs us: another version may find out something else. */
  readonly runtime: string;
  read(name: string): Uint8Array | null;
  /** Whoever reads sees the file before or after, never half of it. */
  write(name: string, parts: readonly Uint8Array[]): void;
}

/** `slimify` in $XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification); null where that lies in the workspace. */
export function cacheFolderFor(workspace: string): CacheFolder | null {
  const given = process.env['XDG_CACHE_HOME'] ?? '';
  const folder = join(isAbsolute(given) ? given : join(homedir(), '.cache'), 'slimify');
  const inside = (path: string, root: string): boolean => `${path}${sep}`.startsWith(`${root}${sep}`);
  try {
    if (inside(folder, resolve(workspace))) return null;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return inside(realpathSync(folder), realpathSync(workspace)) ? null : cacheFolder(folder);
  } catch {
    return null;
  }
}

export function cacheFolder(folder: string): CacheFolder {
  return { runtime: process.version, read: (name) => bytesOf(join(folder, name)), write: (name, parts) => replace(join(folder, name), parts) };
}

function bytesOf(path: string): Uint8Array | null {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
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
