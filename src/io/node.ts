import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, readdirSync, realpathSync, type Stats } from 'node:fs';
import { MAX_BYTES } from '#text/decode.js';
import { read, unreadable, type Read } from '#text/read.js';
import type { FileInfo, Io } from './types.js';

/** git must not run anything that the repository brings along (docs/design.md, guarantee 10). */
const QUIET_GIT = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.quotePath=false'];

/** The machine itself. */
export const nodeIo: Io = { readFile, stat, realPath, list, git };

function readFile(path: string): Read<Uint8Array> {
  const info = stat(path);
  if (!info) return unreadable('does not exist');
  if (info.kind === 'link') return unreadable('a symbolic link');
  if (info.kind !== 'file') return unreadable(info.kind === 'folder' ? 'a folder' : 'not a regular file');
  if (info.size > MAX_BYTES) return unreadable(`larger than ${MAX_BYTES / 1e6} MB`);
  try {
    return read(readFileSync(path));
  } catch (error) {
    return unreadable(`cannot be read: ${codeOf(error)}`);
  }
}

function stat(path: string): FileInfo | null {
  try {
    // Most of what is asked for is not there, and an error costs more than the look.
    const stats = lstatSync(path, { throwIfNoEntry: false });
    return stats === undefined ? null : { kind: kindOf(stats), size: stats.size, mode: stats.mode & 0o7777 };
  } catch {
    return null;
  }
}

function kindOf(stats: Stats): FileInfo['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function realPath(path: string): string | null {
  try {
    // realpath(3); node's own looks at every folder on the way by itself.
    return realpathSync.native(path);
  } catch {
    return null;
  }
}

function list(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function git(args: readonly string[], folder: string): Read<string> {
  try {
    const output = execFileSync('git', [...QUIET_GIT, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
    });
    return read(output);
  } catch (error) {
    const message = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    return unreadable(message.split('\n')[0] ?? 'git failed');
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
