import type { Instruction } from '#dockerfile/types.js';
import { baseName, isWithin, resolvePath } from '#text/paths.js';
import type { FileTree } from '#files/tree.js';
import { copyWords } from './copy-words.js';
import { matchingPaths } from './matching-paths.js';
import type { DockerfileModel } from './model.js';
import { stageNamed } from './ships.js';
import { expandAt, type Moment, type StageModel } from './stages.js';

/** Where a file of an image comes from. */
export type FileOrigin =
  | { readonly kind: 'workspace'; readonly path: string; readonly by: Instruction }
  /** Made in the build, or not there at all, as far as the Dockerfile tells. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown'; readonly because: string };

export interface CopyView {
  readonly models: readonly StageModel[];
  readonly tree: FileTree;
  /** The build context, relative to the workspace root. */
  readonly context: string;
  readonly escape: string;
}

/**
 * The workspace file that lies at a path of a stage just before its instruction number `at`: the
 * latest COPY, ADD or bind mount that brings it, followed through `COPY --from` and the stages below.
 */
export function originOf(view: CopyView, stage: number, at: number, imagePath: string): FileOrigin {
  return search({ ...view, found: foundIn(view), depth: 0 }, stage, at, imagePath);
}

/** A view with what was found on the way: stages that copy from each other twice would be searched for ever. */
interface Search extends CopyView {
  readonly found: Map<string, FileOrigin>;
  readonly depth: number;
}

const searches = new WeakMap<FileTree, WeakMap<readonly StageModel[], Map<string, FileOrigin>>>();

function foundIn({ tree, models }: CopyView): Map<string, FileOrigin> {
  const byModels = searches.get(tree) ?? new WeakMap<readonly StageModel[], Map<string, FileOrigin>>();
  searches.set(tree, byModels);
  const found = byModels.get(models) ?? new Map<string, FileOrigin>();
  byModels.set(models, found);
  return found;
}

/** Stages that follow on one another beyond this are nothing that a person wrote. */
const MAX_DEPTH = 300;

function search(view: Search, stage: number, at: number, imagePath: string): FileOrigin {
  if (view.depth > MAX_DEPTH) return { kind: 'unknown', because: `more than ${MAX_DEPTH} stages follow on one another` };
  const key = `${stage} ${at} ${imagePath} ${view.context}`;
  const known = view.found.get(key);
  if (known) return known;
  const origin = searchStage({ ...view, depth: view.depth + 1 }, stage, at, imagePath);
  view.found.set(key, origin);
  return origin;
}

function searchStage(view: Search, stage: number, at: number, imagePath: string): FileOrigin {
  const model = view.models[stage];
  if (!model) return { kind: 'none' };
  const mounted = bindOrigin(view, stage, at, imagePath);
  if (mounted) return mounted;
  for (let index = Math.min(at, model.stage.instructions.length) - 1; index >= 0; index--) {
    const found = copyOrigin(view, stage, index, imagePath);
    if (found) return found;
  }
  if (model.base.kind === 'stage') return search(view, model.base.index, Number.POSITIVE_INFINITY, imagePath);
  return { kind: 'none' };
}

function copyOrigin(view: Search, stage: number, index: number, imagePath: string): FileOrigin | null {
  const model = view.models[stage];
  const instruction = model?.stage.instructions[index];
  const moment = model?.moments[index];
  if (!model || !instruction || !moment || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) return null;
  const words = copyWords(instruction).map((word) => expandAt(moment, word, view.escape));
  const target = words.at(-1) ?? null;
  const sources = words.slice(0, -1);
  const destination = target === null ? null : absolute(moment, target);
  if (destination === null) return couldBring(sources, imagePath) ? unknown(instruction, 'its destination cannot be told') : null;
  const from = instruction.flags.find(({ name }) => name === 'from')?.value ?? null;
  if (instruction.flags.some(({ name }) => name === 'parents')) {
    return couldBring(sources, imagePath) ? unknown(instruction, '--parents decides where it goes') : null;
  }
  const intoFolder = sources.length > 1 || sources.some((source) => source !== null && hasWildcard(source)) || namesFolder(target ?? '');
  for (const source of sources) {
    if (source === null) {
      if (isWithin(trim(imagePath), trim(destination))) return unknown(instruction, 'its source cannot be told');
      continue;
    }
    if (from !== null) {
      const origin = stageCopy(view, stage, moment, from, source, destination, imagePath, intoFolder, instruction);
      if (origin) return origin;
      continue;
    }
    for (const path of matches(view, source)) {
      const inside = placeInImage(path, view, destination, intoFolder, imagePath);
      if (inside !== null) return { kind: 'workspace', path: inside, by: instruction };
    }
  }
  return null;
}

/** The workspace file that a copied path puts at `imagePath`, or null. */
function placeInImage(source: string, view: CopyView, destination: string, intoFolder: boolean, imagePath: string): string | null {
  const wanted = trim(imagePath);
  const target = trim(destination);
  if (view.tree.hasFolder(source)) {
    if (!isWithin(wanted, target)) return null;
    const rest = target === '' ? wanted : wanted.slice(target.length + 1);
    const path = [source, rest].filter(Boolean).join('/');
    return view.tree.has(path) ? path : null;
  }
  return landsAt(wanted, target, baseName(source), intoFolder) && view.tree.has(source) ? source : null;
}

/**
 * Whether a file that is copied to `target` can be what lies at `wanted`. Without a slash the target may be
 * a folder all the same: then the file lies in it, and what is looked for below it shows that it is one.
 */
function landsAt(wanted: string, target: string, name: string, intoFolder: boolean): boolean {
  return (wanted === target && !intoFolder) || wanted === [target, name].filter(Boolean).join('/');
}

function stageCopy(
  view: Search,
  stage: number,
  moment: Moment,
  from: string,
  source: string,
  destination: string,
  imagePath: string,
  intoFolder: boolean,
  instruction: Instruction,
): FileOrigin | null {
  const wanted = trim(imagePath);
  const target = trim(destination);
  const origin = trim(source);
  const candidates = [
    ...(isWithin(wanted, target) ? [[origin, target === '' ? wanted : wanted.slice(target.length + 1)].filter(Boolean).join('/')] : []),
    ...(landsAt(wanted, target, baseName(origin), intoFolder) ? [origin] : []),
  ];
  if (candidates.length === 0) return null;
  const name = expandAt(moment, from, view.escape);
  const index = name === null ? -1 : stageNamed(view.models, name, stage);
  if (index < 0) return unknown(instruction, `it copies from ${from}, which is not a stage of this file`);
  for (const candidate of candidates) {
    const found = search(view, index, Number.POSITIVE_INFINITY, `/${candidate}`);
    if (found.kind !== 'none') return found;
  }
  return null;
}

/** `RUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt`. */
function bindOrigin(view: Search, stage: number, at: number, imagePath: string): FileOrigin | null {
  const model = view.models[stage];
  const instruction = model?.stage.instructions[at];
  const moment = model?.moments[at];
  if (instruction?.keyword !== 'RUN' || !moment) return null;
  for (const { name, value } of instruction.flags) {
    if (name !== 'mount' || value === null) continue;
    const options = new Map(value.split(',').map((part) => splitOnce(part)));
    if ((options.get('type') ?? 'bind') !== 'bind') continue;
    const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
    const destination = target === undefined ? null : absolute(moment, target);
    const source = options.get('source') ?? options.get('src') ?? '';
    if (destination === null || !isWithin(trim(imagePath), trim(destination))) continue;
    if (options.has('from')) {
      const found = stageCopy(view, stage, moment, options.get('from') ?? '', source, destination, imagePath, false, instruction);
      if (found) return found;
      continue;
    }
    const path = resolvePath(view.context, `./${source}`);
    const inside = path === null ? null : placeInImage(path, view, destination, false, imagePath);
    if (inside !== null) return { kind: 'workspace', path: inside, by: instruction };
  }
  return null;
}

/** `/app/`, `.`, `..`, `src/.`: a folder, whether it is there already or not. */
function namesFolder(written: string): boolean {
  return /(?:^|\/)\.{0,2}$/.test(written);
}

/** Workspace paths that a COPY source names: itself, or the files and folders that its wildcards match. */
function matches({ tree, context }: CopyView, source: string): readonly string[] {
  const path = resolvePath(context, `./${source}`);
  if (path === null) return [];
  if (!hasWildcard(source)) return [path];
  const pattern = resolvePath('', source);
  return pattern === null ? [] : matchingPaths(tree, context, pattern);
}

function hasWildcard(source: string): boolean {
  return /[*?[]/.test(source);
}

/** Whether a COPY with an unknown destination may be the one that brings a file: by the file's name. */
function couldBring(sources: readonly (string | null)[], imagePath: string): boolean {
  return sources.some((source) => source === null || baseName(trim(source)) === baseName(imagePath) || trim(source) === '' || source === '.');
}

function unknown(by: Instruction, because: string): FileOrigin {
  return { kind: 'unknown', because: `${by.keyword} in line ${by.lines.first}: ${because}` };
}

/** A path of the image, absolute; null where WORKDIR cannot be told. */
export function absolute({ workdir }: Moment, path: string): string | null {
  if (path.startsWith('/')) return path;
  return workdir === null ? null : `${workdir.replace(/\/$/, '')}/${path}`;
}

function trim(path: string): string {
  return resolvePath('', path) ?? '';
}

function splitOnce(part: string): readonly [string, string] {
  const equals = part.indexOf('=');
  return equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
}

/** The COPY and ADD sources that a context must hold, and whether this one does. */
export function copySources(model: DockerfileModel, tree: FileTree, context: string): readonly { readonly source: string; readonly exists: boolean }[] {
  const view: CopyView = { models: model.stages, tree, context, escape: model.document.escape };
  return model.stages.flatMap(({ stage, moments }) =>
    stage.instructions.flatMap((instruction, at) => {
      const moment = moments[at];
      if (!moment || (instruction.keyword !== 'COPY' && instruction.keyword !== 'ADD')) return [];
      if (instruction.flags.some(({ name }) => name === 'from')) return [];
      return copyWords(instruction).slice(0, -1).flatMap((word) => {
        const source = expandAt(moment, word, view.escape);
        if (source === null || source.includes('://') || source.startsWith('<<')) return [];
        return [{ source, exists: matches(view, source).some((path) => tree.has(path) || tree.hasFolder(path)) }];
      });
    }),
  );
}
