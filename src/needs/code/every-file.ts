import type { Place } from '#answer/answer.js';
import type { CodeWorld, Entry } from '#python/graph/types.js';
import { isPythonFile } from '#python/read.js';
import type { ImageTree } from './image-tree.js';
import { isTestFile } from './test-files.js';

/**
 * Every Python file of an image as something that starts, tests and packaging left out: as a module where a folder of
 * `sys.path` holds it, so that its relative imports are found, else as a file.
 */
export function entriesOfAll(tree: ImageTree, world: CodeWorld, because: string, at: Place | null): readonly Entry[] {
  const roots = world.roots.flatMap((root) => (root.kind === 'image' ? root.folder.replace(/\/$/, '') : [])).toSorted((a, b) => b.length - a.length);
  return tree.files.flatMap(({ path, imagePath }): readonly Entry[] => {
    if (!isPythonFile(path) || path.endsWith('.pyi') || isTestFile(path) || /(?:^|\/)setup\.py$/.test(path)) return [];
    const place = at ?? { path, line: 1 };
    const root = roots.find((folder) => imagePath.startsWith(`${folder}/`));
    const inside = root === undefined ? null : imagePath.slice(root.length + 1).replace(/\.pyw?$/, '');
    if (inside !== null && /^[\p{L}_][\p{L}\p{N}_]*(?:\/[\p{L}_][\p{L}\p{N}_]*)*$/u.test(inside)) {
      return [{ kind: 'module', module: inside.replace(/\/__init__$/, '').replaceAll('/', '.'), main: false, because, at: place }];
    }
    return [{ kind: 'file', path: imagePath, because, at: place }];
  });
}
