import { originOf } from '#image/files/origin.js';
import type { ImageModel } from '#image/image.js';
import { joinPath } from '#image/installs/carry.js';
import { PROJECT_FILES } from '#image/installs/folder-inputs.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import { filePathOf } from '#pep/file-url.js';
import { baseName, folderOf } from '#text/paths.js';

/**
 * The project of the workspace that a COPY put where an install finds a path: `-e /opt/libs/common`, `file:/opt/libs/common`. pip takes
 * a relative one against the folder that it runs in, also behind `file:`. Wheels are built by a call before, which finds it where that
 * runs. Null: none, or where it runs cannot be told.
 */
export function locatedFolder(image: ImageModel, install: ResolvedInstall, written: string): string | null {
  const path = filePathOf(written) ?? written;
  const builders = image.installs.filter((one) => /(?:^| )wheel$/.test(one.install.call.subcommand));
  for (const one of [install, ...builders]) {
    const found = folderAt(image, one, path);
    if (found !== null) return found;
  }
  return null;
}

function folderAt({ copies }: ImageModel, { install: { stage, at, folder } }: ResolvedInstall, path: string): string | null {
  if (folder === null && !path.startsWith('/')) return null;
  const place = joinPath(path.startsWith('/') ? '' : (folder ?? ''), path);
  for (const file of PROJECT_FILES) {
    const origin = originOf(copies, stage, at, joinPath(place, file));
    if (origin.kind === 'workspace' && baseName(origin.path) === file) return folderOf(origin.path);
  }
  return null;
}
