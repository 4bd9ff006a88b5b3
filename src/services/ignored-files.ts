import { DEFAULT_NAMES, isDefaultName } from '#compose/compose/names.js';
import type { ComposeService } from '#compose/types.js';
import type { FileTree } from '#files/tree.js';
import { baseName, folderOf } from '#text/paths.js';

/**
 * Whether a service stands in a file that compose does not take by itself: of several default names in a folder it
 * takes the first (compose-go's DefaultFileNames). What a command or COMPOSE_FILE names is taken.
 */
export function isIgnored(tree: FileTree, { project }: ComposeService): boolean {
  const [path = '', ...overlays] = project.files;
  if (overlays.length > 0 || !isDefaultName(path) || !project.because.startsWith('the file itself')) return false;
  const folder = folderOf(path);
  const better = DEFAULT_NAMES.slice(0, DEFAULT_NAMES.indexOf(baseName(path)));
  return better.some((name) => tree.has(folder === '' ? name : `${folder}/${name}`));
}
