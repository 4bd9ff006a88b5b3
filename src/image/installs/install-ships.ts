import { folderOf, isWithin } from '#text/paths.js';
import { carriedTo, plain } from './carry.js';
import type { Environment } from './resolved-install.js';
import { stageNamed } from '#image/stages/ships.js';
import { expandAt } from '#image/stages/stages.js';
import { copyTransfer, type Transfer } from '#image/files/transfers.js';
import type { InstallView } from './install-view.js';

/** Where a Python keeps packages if the base image does not tell. */
const ANYWHERE = ['/usr/local', '/usr', '/opt/conda'];

/**
 * Whether what a stage installs ends up in the image: the stage is one of its own, or a COPY --from takes the folder of
 * the environment along, as a whole or its libraries, from stage to stage. Wheels that a call only builds or fetches
 * come along with their folder, `wheels`; null where it makes none, or where cannot be told.
 */
export function shipsFrom(view: InstallView, stage: number, into: Environment, wheels: string | null): boolean {
  if (view.chain.includes(stage)) return true;
  if (into.kind === 'none' && wheels === null) return false;
  const folder = into.kind === 'none' ? wheels : into.path;
  const roots = folder === null ? (into.kind === 'system' ? ANYWHERE : []) : [folder];
  const todo = (roots.length > 0 ? roots : ['/']).map((folder) => ({ stage, folder }));
  const seen = new Set<string>();
  for (let next = todo.pop(); next && seen.size < MAX_LOOKS; next = todo.pop()) {
    const key = `${next.stage} ${next.folder}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (view.chain.includes(next.stage)) return true;
    todo.push(...onward(view, next.stage, next.folder, roots.length === 0));
  }
  return false;
}

const MAX_LOOKS = 2_000;

/** The stages that get a folder of a stage: those that build on it, and those that copy it. `whole`: only the whole file system is sure to hold it. */
function onward(view: InstallView, stage: number, folder: string, whole: boolean): readonly { readonly stage: number; readonly folder: string }[] {
  return [...view.needed].flatMap((user) => {
    const model = view.models[user];
    if (!model) return [];
    const built = model.base.kind === 'stage' && model.base.index === stage ? [{ stage: user, folder }] : [];
    const copied = model.stage.instructions.flatMap((instruction, at) => {
      const moment = model.moments[at];
      const transfer = moment ? copyTransfer(instruction, moment, view.document.escape) : null;
      if (!moment || !transfer || transfer.from === null || transfer.destination === null) return [];
      const name = expandAt(moment, transfer.from, view.document.escape);
      if (name === null || stageNamed(view.models, name, user) !== stage) return [];
      return landings(transfer, folder, whole).map((landing) => ({ stage: user, folder: landing }));
    });
    return [...built, ...copied];
  });
}

/** Where the folder, or its libraries, come to lie by one COPY. */
function landings({ sources, destination, intoFolder }: Transfer, folder: string, whole: boolean): readonly string[] {
  return sources.flatMap((source) => {
    if (source === null || destination === null) return [];
    const landing = carriedTo(source, destination, intoFolder, folder);
    if (landing !== null) return whole && plain(source) !== '' ? [] : [landing];
    // Single wheels of their folder (`COPY --from=build /wheels/*.whl /tmp/`).
    if (destination !== null && /\.whl$|\/\*$/.test(source) && plain(folderOf(source)) === plain(folder)) return [destination];
    // Of the environment only a part: its packages are what counts, not a single program beside them.
    return isWithin(plain(source), plain(folder)) && PACKAGES.test(`/${plain(source)}`) ? [destination] : [];
  });
}

const PACKAGES = /\/(?:lib|lib64|lib\/python[^/]*|(?:site|dist)-packages[^/]*|.*\/(?:site|dist)-packages(?:\/.*)?|\*)\/?$/;
