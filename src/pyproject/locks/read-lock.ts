import { baseName } from '#text/paths.js';
import { read, unreadable, type Read } from '#text/read.js';
import { readToml, type TomlTable } from '../toml.js';
import { readGeneratedToml } from './generated-toml.js';
import { readPdmLock } from './pdm.js';
import { readPipfileLock } from './pipfile-lock.js';
import { readPoetryLock } from './poetry.js';
import { readPylock } from './pylock.js';
import type { Lock } from './types.js';
import { readUvLock } from './uv.js';

const BY_NAME: Readonly<Record<string, (path: string, root: TomlTable) => Lock>> = {
  'uv.lock': readUvLock,
  'poetry.lock': readPoetryLock,
  'pdm.lock': readPdmLock,
};

/** Whether a file is a lock that {@link readLock} reads, by its name: `uv.lock`, `pylock.web.toml`. */
export function isLockName(path: string): boolean {
  const name = baseName(path);
  return Object.hasOwn(BY_NAME, name) || name === 'Pipfile.lock' || isPylock(name);
}

/** Reads a lock file; its name tells which kind it is. Not readable: other names, broken files, locks of no known form. */
export function readLock(path: string, text: string): Read<Lock> {
  const name = baseName(path);
  if (name === 'Pipfile.lock') return readPipfileLock(path, text);
  const reader = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : isPylock(name) ? readPylock : undefined;
  if (reader === undefined) return unreadable(`${name} is no lock file that is known here`);
  const fast = readGeneratedToml(text);
  const root = fast.ok ? fast : readToml(text);
  if (!root.ok) return root;
  const lock = reader(path, root.value);
  if (lock.packages.length === 0 && !hasList(root.value, name)) return unreadable(`nothing in it looks like ${name}`);
  return read(lock);
}

/** A lock without packages still says so: a version, a hash of what it was made from. */
function hasList(root: TomlTable, name: string): boolean {
  const keys = name === 'uv.lock' ? ['version'] : isPylock(name) ? ['lock-version', 'packages'] : ['metadata', 'package'];
  return root.entries.some(({ key }) => keys.includes(key));
}

/** PEP 751: `pylock.toml`, `pylock.<name>.toml`. */
function isPylock(name: string): boolean {
  return /^pylock\.(?:[^.]+\.)?toml$/.test(name);
}
