import { read, unreadable } from '#text/read.js';
import type { FileInfo, Io } from '#io/types.js';

/**
 * A machine that holds only these files, by absolute path. Without git: a test that needs git's
 * answers makes a real repository.
 */
export function memoryIo(files: Readonly<Record<string, string | Uint8Array>>): Io {
  const contents = new Map(
    Object.entries(files).map(([path, content]) => [path, typeof content === 'string' ? new TextEncoder().encode(content) : content]),
  );
  const folders = new Map<string, Set<string>>([['/', new Set()]]);
  for (const path of contents.keys()) {
    for (let at = path; at !== '/'; at = parentOf(at)) {
      const names = folders.get(parentOf(at)) ?? new Set();
      folders.set(parentOf(at), names.add(at.slice(at.lastIndexOf('/') + 1)));
    }
  }
  function stat(path: string): FileInfo | null {
    const content = contents.get(path);
    if (content) return { kind: 'file', size: content.length, mode: 0o644 };
    return folders.has(path) ? { kind: 'folder', size: 0, mode: 0o755 } : null;
  }
  return {
    readFile: (path) => {
      const content = contents.get(path);
      if (content) return read(content);
      return unreadable(folders.has(path) ? 'a folder' : 'does not exist');
    },
    stat,
    realPath: (path) => (stat(path) ? path : null),
    list: (path) => [...(folders.get(path) ?? [])].sort(),
    isOpen: (path) => folders.has(path),
    git: () => unreadable('not a git repository'),
  };
}

function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
