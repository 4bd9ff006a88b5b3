import { unheard } from '#answer/ledger.js';
import type { Place } from '#answer/answer.js';
import type { Snapshot } from '#files/snapshot.js';
import { modulesOf } from '#knowledge/names.js';
import { outsideOf } from '#needs/code/code-sources.js';
import { isPythonFile } from '#python/read.js';
import { foldersUp, folderOf, isWithin } from '#text/paths.js';
import { outsideUses } from './outside-uses.js';

const imported = new WeakMap<Snapshot, ReadonlyMap<string, readonly Place[]>>();

/** Where each top module is imported, in all Python of the workspace: of the images or not. */
function importsOf(snapshot: Snapshot): ReadonlyMap<string, readonly Place[]> {
  const start = snapshot.start ?? snapshot;
  const known = imported.get(start);
  if (known) return known;
  const found = new Map<string, Place[]>();
  for (const { module, at } of outsideOf(start, start.tree.paths.filter(isPythonFile))) {
    const [top = ''] = module.split('.');
    const places = found.get(top);
    if (places) places.push(at);
    else found.set(top, [at]);
  }
  imported.set(start, found);
  return found;
}

/**
 * Who would go without a line that no image needs: something outside of images that installs the file and runs tests, where
 * code below the file's folder imports the library. CI of a file for all services tests what none of its images runs. What several
 * Dockerfiles install (`dockerfiles`) is for the code beside each of them too. In words; null: nobody.
 */
export function testedOutside(snapshot: Snapshot, { name, at: { path } }: { readonly name: string; readonly at: Place }, dockerfiles: readonly string[]): string | null {
  const use = outsideUses(snapshot, path, { name, category: null }, '').find(({ mild }) => !mild);
  if (!use) return null;
  const folder = dockerfiles.length > 1 ? commonFolder([path, ...dockerfiles]) : folderOf(path);
  const modules = unheard(() => modulesOf(name).value) ?? [name.replaceAll('-', '_')];
  for (const module of modules) {
    const place = importsOf(snapshot).get(module.split('.')[0] ?? module)?.find((one) => folder === '' || one.path.startsWith(`${folder}/`));
    if (place) return `${use.at.path}:${use.at.line} ${use.text}, and ${place.path}:${place.line} imports ${module}`;
  }
  return null;
}

/** The folder that holds all of these files. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map(folderOf);
  return foldersUp(first).find((folder) => others.every((one) => isWithin(one, folder))) ?? '';
}
