import { incomplete, known, row, type Evidence, type Hit, type Hits } from '#answer/answer.js';
import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import { pathsBelow } from '#files/tree.js';
import type { ImageModel } from '#image/image.js';
import type { CodeSigns } from '#knowledge/swaps.js';
import { imageTree } from '#needs/code/image-tree.js';
import { runnersOf } from '#needs/code/runners.js';
import { isPythonFile } from '#python/read.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { folderOf } from '#text/paths.js';
import { importsIt, isSearched, signsIn, signsInText } from './code-signs.js';

/** More places are no better proof. */
const MOST = 5;

/** `list`: the file that asks, whose folder is searched too. `imported`: where nothing imports the module, what uses it is elsewhere. */
export interface Searched {
  readonly list: string | null;
  readonly imported: boolean;
}

/**
 * Where code speaks against a swap: all of it that the images hold, whether it starts or not, and what lies beside it in the folders of
 * their services and of the list that they install, which developers run. Incomplete where the files of an image cannot be told.
 */
export function codeUses(snapshot: Snapshot, images: readonly string[], signs: CodeSigns, { list, imported }: Searched): Hits {
  const { images: built, besides } = workspaceImages(snapshot);
  const models = [...built, ...besides].filter(({ build }) => images.includes(build.id));
  const runners = runnersOf(snapshot);
  const searched = new Set<string>();
  const hits: Hit[] = [];
  const gaps: string[] = [];
  for (const model of models) {
    const tree = imageTree(model, snapshot, [...runners].flatMap(([build, services]) => (build.id === model.build.id ? services : [])));
    if (tree.more !== null) gaps.push(tree.more.text);
    if (model.context === null) gaps.push(`the files of ${model.build.id} cannot be told`);
    const cloned = model.layers.find(({ contents }) => contents.some((one) => (one.kind === 'command' || one.kind === 'download') && /\bgit\s+clone\b|github\.com\/\S+\.(?:zip|tar\.gz)/.test(one.text)));
    if (cloned) gaps.push(`${model.build.dockerfile}:${cloned.instruction.lines.first} brings code from elsewhere, which was not searched`);
    hits.push(...commandHits(model, [...runners].flatMap(([build, services]) => (build.id === model.build.id ? services : [])), signs));
    hits.push(...hitsIn(snapshot, tree.files.map(({ path }) => path), signs, { image: model.build.id, searched, where: '' }));
  }
  const inside = new Set(searched);
  const beside = besideFiles(snapshot, models, list).filter((path) => !inside.has(path));
  hits.push(...hitsIn(snapshot, beside, signs, { image: null, searched, where: ', beside the image' }));
  const code = [...searched].filter(isPythonFile).length;
  // An image for others to build on, or to work in: what uses it is theirs.
  const wanted = imported && ![...inside].some((path) => importsIt(snapshot, path, signs.module));
  if (wanted) gaps.push(`no code of ${models.length === 1 ? 'the image' : 'the images'} imports ${signs.module}: what does was not searched`);
  const because = `nothing in ${code} ${code === 1 ? 'file' : 'files'} of Python${beside.some(isPythonFile) ? ', in the images and beside them,' : ''} uses what only the larger one can do`;
  const evidence: readonly Evidence[] = hits.length === 0 ? [row('absence', because)] : [];
  const [gap] = gaps;
  if (models.length < images.length) return incomplete(hits.slice(0, MOST), 'an image of it cannot be read', evidence);
  return gap === undefined ? known(hits.slice(0, MOST), because, evidence) : incomplete(hits.slice(0, MOST), gap, evidence);
}

/** Code that stands in the Dockerfile itself, or in a command of compose. */
function commandHits({ build, dockerfile: { document } }: ImageModel, services: readonly ComposeService[], signs: CodeSigns): readonly Hit[] {
  const written = signsInText(document.text, signs).map(({ text, line }) => ({ text, at: { path: document.path, line } }));
  const started = services.flatMap(({ command, entrypoint, healthcheck }) => [command, entrypoint, healthcheck?.test].flatMap((one) => (one ? signsInText(one.words.join(' '), signs).map(({ text }) => ({ text, at: one.at })) : [])));
  return [...written, ...started].slice(0, 1).map((one) => ({ ...one, image: build.id }));
}

interface Look {
  readonly image: string | null;
  readonly searched: Set<string>;
  readonly where: string;
}

function hitsIn(snapshot: Snapshot, paths: readonly string[], signs: CodeSigns, { image, searched, where }: Look): readonly Hit[] {
  return [...new Set(paths)].toSorted().flatMap((path): readonly Hit[] => {
    if (!isSearched(path, signs)) return [];
    searched.add(path);
    const [first] = signsIn(snapshot, path, signs);
    return first ? [{ text: `${first.text}${where}`, at: { path, line: first.line }, image }] : [];
  });
}

/** Code in the folders of the services and of the list that no image holds: it runs where the list is installed by hand. */
function besideFiles(snapshot: Snapshot, models: readonly ImageModel[], list: string | null): readonly string[] {
  const ids = new Set(models.map(({ build }) => build.id));
  const services = workspaceServices(snapshot).services.filter(({ images }) => images.some(({ build }) => ids.has(build.id)));
  const folders = new Set([...services.map(({ folder }) => folder), ...(list === null ? [] : [folderOf(list)])]);
  const lists = manifestFolders(snapshot);
  return [...new Set([...folders].flatMap((folder) => pathsBelow(snapshot.tree, folder).filter((path) => isOwn(folderOf(path), folder, lists))))];
}

/** Below a folder with a list or a project of its own it is another one's code. */
function isOwn(start: string, folder: string, lists: ReadonlySet<string>): boolean {
  let at = start;
  while (at !== folder && at.length > folder.length) {
    if (lists.has(at)) return false;
    at = folderOf(at);
  }
  return true;
}

const manifests = new WeakMap<Snapshot['tree'], ReadonlySet<string>>();

function manifestFolders({ tree }: Snapshot): ReadonlySet<string> {
  const cached = manifests.get(tree);
  if (cached) return cached;
  const found = new Set(tree.paths.flatMap((path) => (/(?:^|\/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|pyproject\.toml|setup\.py|Pipfile|environment\.ya?ml|package\.json)$/.test(path) ? [folderOf(path)] : [])));
  manifests.set(tree, found);
  return found;
}
