import { resolvePath } from '#text/paths.js';
import { type Read, read, unreadable } from '#text/read.js';

/**
 * Where the workspace lies on the machine that runs a script is not known, and the script may name
 * places outside of it (`cd /tmp`). So its root gets a name that no script can write.
 */
const ROOT = '/\0workspace';

/** The absolute form of a workspace path. */
export function inWorkspace(path: string): string {
  return path === '' ? ROOT : `${ROOT}/${path}`;
}

/** The workspace path of a path that a command in `folder` (absolute; null: unknown) names. */
export function workspacePath(folder: string | null, path: string): Read<string> {
  if (folder === null && !path.startsWith('/')) return unreadable('the folder that the command runs in cannot be told');
  if (path.startsWith('~')) return unreadable(`${path} lies outside of the workspace`);
  const found = resolvePath(folder ?? '', path);
  if (found === null) return unreadable(`${shown(path)} lies outside of the workspace`);
  const absolute = `/${found}`;
  if (absolute === ROOT) return read('');
  if (absolute.startsWith(`${ROOT}/`)) return read(absolute.slice(ROOT.length + 1));
  return unreadable(`${shown(absolute)} lies outside of the workspace`);
}

/** A text that a person sees: the root's own name is nothing to show. */
export function shown(text: string): string {
  return text.replaceAll(ROOT, '<root>');
}

/** The files of the workspace, and which folders they make. */
export interface WorkspaceFiles {
  hasFile(path: string): boolean;
  hasFolder(path: string): boolean;
  /** The folders right in `folder`, by name. */
  foldersIn(folder: string): readonly string[];
  readonly paths: readonly string[];
}

const known = new WeakMap<readonly string[], WorkspaceFiles>();

export function workspaceFiles(paths: readonly string[]): WorkspaceFiles {
  const before = known.get(paths);
  if (before) return before;
  const files = new Set(paths);
  const children = new Map<string, Set<string>>([['', new Set()]]);
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end);
      const seen = children.has(folder);
      if (!seen) children.set(folder, new Set());
      const above = folder.lastIndexOf('/');
      const parent = above < 0 ? '' : folder.slice(0, above);
      if (!children.has(parent)) children.set(parent, new Set());
      children.get(parent)?.add(folder.slice(above + 1));
    }
  }
  const made: WorkspaceFiles = {
    hasFile: (path) => files.has(path),
    hasFolder: (path) => children.has(path),
    foldersIn: (folder) => [...(children.get(folder) ?? [])].sort(),
    paths,
  };
  known.set(paths, made);
  return made;
}
