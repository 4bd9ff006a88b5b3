import { inWorkspace, workspacePath, type WorkspaceFiles } from '#compose/workspace-folder.js';

const MOST = 200;

/**
 * What a shell glob names in the workspace, sorted as the shell does, each as the script would see it
 * (relative stays relative). Null where it cannot be told: not in the workspace, or `**`, `[…]`, `{…}`.
 */
export function expandGlob(folder: string | null, pattern: string, files: WorkspaceFiles): readonly string[] | null {
  if (/\*\*|[[\]{}?]/.test(pattern)) return null;
  const absolute = pattern.startsWith('/');
  const parts = pattern.replace(/\/+$/, '').split('/').filter((part) => part !== '');
  const onlyFolders = pattern.endsWith('/');
  const stars = parts.findIndex((part) => part.includes('*'));
  const head = (absolute ? '/' : '') + parts.slice(0, stars).join('/');
  const start = workspacePath(folder, head);
  if (!start.ok) return null;
  let found: readonly string[] = [start.value];
  for (const [index, part] of parts.slice(stars).entries()) {
    const last = stars + index === parts.length - 1;
    found = found.flatMap((at) => matching(at, part, files, last && !onlyFolders)).slice(0, MOST + 1);
  }
  if (found.length > MOST) return null;
  const from = start.value === '' ? '' : `${start.value}/`;
  const written = absolute ? (path: string) => inWorkspace(path) : (path: string) => (head === '' ? '' : `${head}/`) + path.slice(from.length);
  return found.map((path) => written(path) + (onlyFolders ? '/' : ''));
}

function matching(folder: string, part: string, files: WorkspaceFiles, withFiles: boolean): readonly string[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const names = new Set(files.foldersIn(folder));
  if (withFiles || !part.includes('*')) {
    for (const path of files.paths) {
      if (path.startsWith(prefix) && !path.includes('/', prefix.length)) names.add(path.slice(prefix.length));
    }
  }
  return [...names].filter((name) => matches(name, part)).sort().map((name) => prefix + name);
}

function matches(name: string, part: string): boolean {
  if (!part.includes('*')) return name === part;
  if (name.startsWith('.') && !part.startsWith('.')) return false;
  const pieces = part.split('*');
  const head = pieces.shift() ?? '';
  const tail = pieces.pop() ?? '';
  if (!name.startsWith(head) || name.length < head.length + tail.length || !name.endsWith(tail)) return false;
  let at = head.length;
  for (const piece of pieces) {
    const next = name.indexOf(piece, at);
    if (next < 0 || next + piece.length > name.length - tail.length) return false;
    at = next + piece.length;
  }
  return true;
}
