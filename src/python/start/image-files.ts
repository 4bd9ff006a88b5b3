import type { CommandFiles } from './types.js';

/** A path as a program sees it from a folder of the image, absolute; null where the folder is not known. */
export function resolveIn(folder: string | null, path: string): string | null {
  if (!path.startsWith('/') && folder === null) return null;
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder ?? ''}/${path}`).split('/')) {
    // Above the root is the root.
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** The workspace file at an image path; null where none is known. */
export function fileOf(files: CommandFiles, imagePath: string | null): string | null {
  return imagePath === null ? null : files.fileAt(imagePath);
}

/** A workspace file of the image with its text. */
export interface ImageFile {
  readonly imagePath: string;
  readonly path: string;
  readonly text: string;
}

/** The file that a program finds at a path, with its text; null where it is none of the workspace or cannot be read. */
export function openFile(files: CommandFiles, folder: string | null, path: string): ImageFile | null {
  const imagePath = resolveIn(folder, path);
  const found = fileOf(files, imagePath);
  const text = found === null ? null : files.text(found);
  return imagePath === null || found === null || text === null ? null : { imagePath, path: found, text };
}

export function folderOfImage(imagePath: string): string {
  return imagePath.slice(0, Math.max(imagePath.lastIndexOf('/'), 1));
}

export function below(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** Files and folders looked at below one folder, and how deep. */
const MAX_LISTED = 5_000;
const MAX_LEVELS = 12;

/** Image paths of the workspace files below a folder. `enters`: whether a folder of that name is looked into. */
export function filesBelow(files: CommandFiles, folder: string, enters: (name: string) => boolean = () => true): readonly string[] {
  const found: string[] = [];
  const open: { readonly folder: string; readonly level: number }[] = [{ folder, level: 0 }];
  for (let at = 0; at < open.length && found.length + open.length < MAX_LISTED; at++) {
    const { folder: current = '', level = 0 } = open[at] ?? {};
    for (const name of files.list(current)) {
      const path = below(current, name);
      if (files.fileAt(path) !== null) found.push(path);
      else if (level < MAX_LEVELS && enters(name)) open.push({ folder: path, level: level + 1 });
    }
  }
  return found;
}

/** Whether a dotted module lies below one of the folders, as a file, a package or a folder. */
export function holdsModule(files: CommandFiles, folders: readonly string[], module: string): boolean {
  if (!/^[\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(module)) return false;
  const path = module.replaceAll('.', '/');
  return folders.some((folder) => {
    const base = below(folder, path);
    return files.fileAt(`${base}.py`) !== null || files.fileAt(`${base}/__init__.py`) !== null || files.list(base).length > 0;
  });
}

/** Where modules are looked for by a program that starts in a folder: that folder, and those of PYTHONPATH. */
export function searchFolders(folder: string | null, environment: ReadonlyMap<string, string | null>): readonly string[] {
  const path = environment.get('PYTHONPATH') ?? '';
  const named = path.split(':').filter((one) => one !== '').flatMap((one) => resolveIn(folder, one) ?? []);
  return [...new Set([...(folder === null ? [] : [folder]), ...named])];
}
