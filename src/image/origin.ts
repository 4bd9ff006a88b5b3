import type { Instruction } from '#dockerfile/types.js';
import type { FileTree } from '#files/tree.js';
import { baseName, isWithin, resolvePath } from '#text/paths.js';
import { contextPaths } from './context-paths.js';
import { stageNamed } from './ships.js';
import { expandAt, type Moment, type StageModel } from './stages.js';
import { bindTransfers, copyTransfer, type Transfer } from './transfers.js';

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
  return search({ ...view, found: foundIn(view), depth: 0 }, stage, at, trim(imagePath));
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
const END = Number.POSITIVE_INFINITY;

/** `wanted`: the image path without its leading slash. */
function search(view: Search, stage: number, at: number, wanted: string): FileOrigin {
  if (view.depth > MAX_DEPTH) return { kind: 'unknown', because: `more than ${MAX_DEPTH} stages follow on one another` };
  const key = `${stage} ${at} ${wanted} ${view.context}`;
  const known = view.found.get(key);
  if (known) return known;
  const origin = searchStage({ ...view, depth: view.depth + 1 }, stage, at, wanted);
  view.found.set(key, origin);
  return origin;
}

function searchStage(view: Search, stage: number, at: number, wanted: string): FileOrigin {
  const model = view.models[stage];
  if (!model) return { kind: 'none' };
  const { instructions } = model.stage;
  const [run, moment] = [instructions[at], model.moments[at]];
  for (const transfer of run && moment ? bindTransfers(run, moment) : []) {
    const found = brings(view, stage, moment ?? model.end, transfer, wanted);
    if (found) return found;
  }
  for (let index = Math.min(at, instructions.length) - 1; index >= 0; index--) {
    const [instruction, before] = [instructions[index], model.moments[index]];
    const transfer = instruction && before ? copyTransfer(instruction, before, view.escape) : null;
    const found = transfer && before ? brings(view, stage, before, transfer, wanted) : null;
    if (found) return found;
  }
  return model.base.kind === 'stage' ? search(view, model.base.index, END, wanted) : { kind: 'none' };
}

/** What a transfer puts at a path; null: nothing. */
function brings(view: Search, stage: number, moment: Moment, transfer: Transfer, wanted: string): FileOrigin | null {
  const { by, from, sources, destination, parents, intoFolder } = transfer;
  if (destination === null || parents) {
    const because = parents ? '--parents decides where it goes' : 'its destination cannot be told';
    return couldBring(sources, wanted) ? unknown(by, because) : null;
  }
  const target = trim(destination);
  for (const source of sources) {
    if (source === null) {
      if (isWithin(wanted, target)) return unknown(by, 'its source cannot be told');
      continue;
    }
    const found = from === null ? fromContext(view, source, target, intoFolder, wanted, by) : fromStage(view, stage, moment, from, source, target, intoFolder, wanted, by);
    if (found) return found;
  }
  return null;
}

function fromContext(view: Search, source: string, target: string, intoFolder: boolean, wanted: string, by: Instruction): FileOrigin | null {
  for (const path of contextPaths(view.tree, view.context, source)) {
    const inside = view.tree.hasFolder(path) ? below(path, target, wanted) : landsAt(wanted, target, baseName(path), intoFolder) ? path : null;
    if (inside !== null && view.tree.has(inside)) return { kind: 'workspace', path: inside, by };
  }
  return null;
}

function fromStage(
  view: Search, stage: number, moment: Moment, from: string, source: string, target: string, intoFolder: boolean, wanted: string, by: Instruction,
): FileOrigin | null {
  const origin = trim(source);
  const inFolder = below(origin, target, wanted);
  const candidates = [...(inFolder === null ? [] : [inFolder]), ...(landsAt(wanted, target, baseName(origin), intoFolder) ? [origin] : [])];
  if (candidates.length === 0) return null;
  const name = expandAt(moment, from, view.escape);
  const index = name === null ? -1 : stageNamed(view.models, name, stage);
  if (index < 0) return unknown(by, `it copies from ${from}, which is not a stage of this file`);
  for (const candidate of candidates) {
    const found = search(view, index, END, candidate);
    if (found.kind !== 'none') return found;
  }
  return null;
}

/** The path inside `folder` that is at `wanted` once the folder is copied to `target`. */
function below(folder: string, target: string, wanted: string): string | null {
  if (!isWithin(wanted, target)) return null;
  const rest = target === '' ? wanted : wanted.slice(target.length + 1);
  return [folder, rest].filter(Boolean).join('/');
}

/**
 * Whether a file that is copied to `target` can be what lies at `wanted`. Without a slash the target may be
 * a folder all the same: then the file lies in it, and what is looked for below it shows that it is one.
 */
function landsAt(wanted: string, target: string, name: string, intoFolder: boolean): boolean {
  return (wanted === target && !intoFolder) || wanted === [target, name].filter(Boolean).join('/');
}

/** Whether a COPY that goes nobody knows where may be the one that brings a file: by the file's name. */
function couldBring(sources: readonly (string | null)[], wanted: string): boolean {
  return sources.some((source) => source === null || trim(source) === '' || baseName(trim(source)) === baseName(wanted));
}

function unknown(by: Instruction, because: string): FileOrigin {
  return { kind: 'unknown', because: `${by.keyword} in line ${by.lines.first}: ${because}` };
}

function trim(path: string): string {
  return resolvePath('', path) ?? '';
}
