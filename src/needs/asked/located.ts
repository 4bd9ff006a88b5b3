import { originOf } from '#image/files/origin.js';
import type { ImageModel } from '#image/image.js';
import { joinPath } from '#image/installs/carry.js';
import { PROJECT_FILES } from '#image/installs/folder-inputs.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { baseName, folderOf } from '#text/paths.js';

/** `file:/opt/common`, `file:///opt/common`, `file:../common`: pip takes each for a path. */
export function isFileUrl(written: string): boolean {
  return /^file:/i.test(written);
}

/**
 * The project of the workspace that a COPY put where an install finds a path: `-e /opt/libs/common`, `file:/opt/libs/common`. pip takes
 * a relative one against the folder that it runs in, also behind `file:` (`url_to_path`). Null: none, or where it runs cannot be told.
 */
export function locatedFolder({ copies }: ImageModel, { install: { stage, at, folder } }: ResolvedInstall, written: string): string | null {
  const path = isFileUrl(written) ? written.replace(/^file:(?:\/\/(?:localhost)?)?/i, '').replace(/[?#].*$/, '') : written;
  if (folder === null && !path.startsWith('/')) return null;
  const place = joinPath(path.startsWith('/') ? '' : (folder ?? ''), path);
  for (const file of PROJECT_FILES) {
    const origin = originOf(copies, stage, at, joinPath(place, file));
    if (origin.kind === 'workspace' && baseName(origin.path) === file) return folderOf(origin.path);
  }
  return null;
}
