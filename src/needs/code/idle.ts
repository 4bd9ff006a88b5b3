import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import type { Reach } from '#python/graph/types.js';
import { isPythonFile } from '#python/read.js';
import type { CommandFiles, Program, Started } from '#python/start/types.js';
import type { ImageTree } from './image-tree.js';
import { startedIn } from './kept-starts.js';
import { isTestFile } from './test-files.js';

/** Whether a path lies in one of the folders; '' is the whole workspace. */
function isIn(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => folder === '' || path.startsWith(`${folder}/`));
}

function isSetup(path: string): boolean {
  return path === 'setup.py' || path.endsWith('/setup.py');
}

/** Python of the services' own folders that the image holds and nothing reaches. */
export function idleFiles(tree: ImageTree, { modules }: Reach, folders: readonly string[]): readonly string[] {
  const found = new Set<string>();
  for (const { path } of tree.files) if (isPythonFile(path) && !modules.has(path) && isIn(folders, path) && !isTestFile(path) && !isSetup(path)) found.add(path);
  return [...found];
}

/** An image whose shell scripts are looked at. */
interface Scripted {
  readonly tree: ImageTree;
  readonly snapshot: Snapshot;
  readonly files: CommandFiles;
}

/** Programs that shell scripts of the image would run, where nothing that starts runs the scripts. */
export function idlePrograms({ tree, snapshot, files }: Scripted, started: readonly Started[], folders: readonly string[]): readonly Program[] {
  const seen = new Set(started.flatMap(({ programs }) => programs.map(({ at }) => at.path)));
  const scripts = tree.files.filter(({ path }) => /\.(?:sh|bash)$/.test(path) && !seen.has(path) && isIn(folders, path) && !isTestFile(path));
  return scripts.flatMap(({ path, imagePath }) => {
    const run = startedIn(snapshot, { words: ['/bin/sh', imagePath], folder: null, environment: new Map(), at: { path, line: 1 }, because: 'a script of the image' }, files);
    return run.programs.filter(({ at }) => at.path === path);
  });
}

/** Python of the services' own folders that the image does not hold: people run it elsewhere. */
export function absentFiles(snapshot: Snapshot, tree: ImageTree, folders: readonly string[]): readonly string[] {
  const held = new Set(tree.files.map(({ path }) => path));
  const own = [...new Set(folders.filter((folder) => folder !== '').flatMap((folder) => pathsBelow(snapshot.tree, folder)))];
  return own.filter((path) => isPythonFile(path) && !held.has(path) && !isTestFile(path) && !isSetup(path));
}
