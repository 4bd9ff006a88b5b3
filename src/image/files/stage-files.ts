import { unheard } from '#answer/ledger.js';
import type { Instruction } from '#dockerfile/types.js';
import type { FileTree } from '#files/tree.js';
import { baseImage } from '#knowledge/index.js';
import type { Read } from '#text/read.js';
import { sourcesIn } from './copy-sources.js';
import { applyCopy, copyCall, type CopyFrom } from './copy-step.js';
import { destinationOf, makeFolder, putUnknown, type KnownFolders } from './destinations.js';
import { changeAt, nodeAt, EMPTY_FOLDER, MAX_HOPS, veilFolder, type FolderNode } from './file-nodes.js';
import type { RunFacts } from '#image/run/run-facts.js';
import { applyRun } from '#image/run/run-step.js';
import { stageNamed } from '#image/stages/ships.js';
import { expandAt, type Moment, type StageModel } from '#image/stages/stages.js';
import { bindTransfers } from './transfers.js';
import { carried, workspaceFolder } from './workspace-folder.js';

/** The parts of a build that decide which files its stages hold. */
export interface CopyView {
  readonly models: readonly StageModel[];
  /** What a COPY can take: the files of the context, or of the whole workspace where no ignore file is known. */
  readonly tree: FileTree;
  /** The build context, relative to the workspace root. */
  readonly context: string;
  readonly escape: string;
  /** What RUN instructions move, take away and make; without it they change nothing. */
  readonly facts?: (stage: number, at: number) => Read<RunFacts>;
  /** The folder of a named context; null: there is none of that name. */
  readonly named?: (name: string) => Read<NamedFolder> | null;
  /** Why the context is not known: then nobody can tell what a COPY takes from it. */
  readonly contextUnknown?: string | null;
}

export interface NamedFolder {
  readonly tree: FileTree;
  readonly context: string;
}

/** The files of every stage of a build, at every moment. */
export interface StageFiles {
  /** Just before the stage's instruction number `at`; with the bind mounts of a RUN, for it alone. */
  before(stage: number, at: number): FolderNode;
  end(stage: number): FolderNode;
  /** Which folders are there at a stage besides those that it makes. */
  folders(stage: number): KnownFolders;
  /** What stands behind a `--from` of an instruction. */
  from(stage: number, at: number, written: string | null): CopyFrom;
}

interface Walked {
  /** Before each instruction, and at the end. */
  readonly roots: readonly FolderNode[];
  readonly folders: KnownFolders;
  readonly mentions: ReadonlySet<string>;
  /** What the lowest base is: whether it has the usual folders, and whether nobody knows what else. */
  readonly ground: { readonly standard: boolean; readonly unknown: boolean };
}

const known = new WeakMap<readonly StageModel[], WeakMap<FileTree, Map<string, StageFiles>>>();

/** The files of a build's stages; the same models, files and context are walked once. */
export function stageFiles(view: CopyView): StageFiles {
  const byTree = known.get(view.models) ?? new WeakMap<FileTree, Map<string, StageFiles>>();
  known.set(view.models, byTree);
  const byContext = byTree.get(view.tree) ?? new Map<string, StageFiles>();
  byTree.set(view.tree, byContext);
  const key = `${view.facts ? 'runs' : ''} ${namedKey(view.named)} ${view.contextUnknown ?? ''} ${view.context}`;
  const found = byContext.get(key) ?? makeStageFiles(view);
  byContext.set(key, found);
  return found;
}

const namedKeys = new WeakMap<NonNullable<CopyView['named']>, number>();
let namedCount = 0;

/** Which named contexts: the same names may be other folders to another build. '' without any. */
export function namedKey(named: CopyView['named']): string {
  if (!named) return '';
  const known = namedKeys.get(named) ?? (namedCount += 1);
  namedKeys.set(named, known);
  return `named ${known}`;
}

function makeStageFiles(view: CopyView): StageFiles {
  const walked: Walked[] = [];
  // A stage takes from earlier ones alone, so they are walked in their order, without recursion.
  function stageAt(stage: number): Walked | null {
    for (let index = walked.length; index <= stage && index < view.models.length; index++) {
      const model = view.models[index];
      if (model) walked.push(walkFiles(view, model, index, walked));
    }
    return walked[stage] ?? null;
  }
  function end(stage: number): FolderNode {
    return stageAt(stage)?.roots.at(-1) ?? EMPTY_FOLDER;
  }
  function before(stage: number, at: number): FolderNode {
    const found = stageAt(stage);
    const root = found?.roots[at];
    if (!found || root === undefined) return end(stage);
    const [model, moment] = [view.models[stage], view.models[stage]?.moments[at]];
    const instruction = model?.stage.instructions[at];
    return instruction && moment ? withMounts(view, walked, stage, instruction, moment, root) : root;
  }
  function from(stage: number, at: number, written: string | null): CopyFrom {
    const [model, walkedStage] = [view.models[stage], stageAt(stage)];
    const [moment, instruction] = [model?.moments[at], model?.stage.instructions[at]];
    if (!walkedStage || !moment || !instruction) return { kind: 'unknown', because: 'there is no such instruction', image: false };
    return fromOf(view, walked, stage, moment, written, instruction);
  }
  return { before, end, from, folders: (stage) => stageAt(stage)?.folders ?? NO_FOLDERS };
}

const NO_FOLDERS: KnownFolders = { standard: false, couldBe: () => false };

function walkFiles(view: CopyView, model: StageModel, index: number, walked: readonly Walked[]): Walked {
  const parent = model.base.kind === 'stage' ? walked[model.base.index] : undefined;
  const ground = parent?.ground ?? groundOf(model);
  const mentions = new Set(parent?.mentions);
  const folders: KnownFolders = { standard: ground.standard, couldBe: (path) => ground.unknown || mentions.has(path) };
  const roots: FolderNode[] = [];
  let root = parent?.roots.at(-1) ?? startOf(view, model);
  for (const [at, instruction] of model.stage.instructions.entries()) {
    roots.push(root);
    const moment = model.moments[at];
    if (!moment) continue;
    root = after(view, walked, index, at, instruction, moment, model.moments[at + 1] ?? model.end, root, folders);
    if (instruction.keyword === 'RUN') addMentions(mentions, instruction.joined);
  }
  roots.push(root);
  return { roots, folders, mentions, ground };
}

function groundOf({ base }: StageModel): Walked['ground'] {
  const unknown = base.kind === 'unknown' || (base.kind === 'image' && unheard(() => baseImage(base.reference)).value === null);
  return { standard: base.kind === 'image' || base.kind === 'unknown', unknown };
}

/** Paths that a RUN names: it may have made folders there, unless it takes them away. */
function addMentions(mentions: Set<string>, text: string): void {
  for (const [path] of text.replaceAll(/\b(?:rm|rmdir|unlink)\s[^&|;\n]*/g, ' ').matchAll(/\/[\w.+@-]+(?:\/[\w.+@-]+)*/g)) mentions.add(path.slice(1));
}

function startOf(view: CopyView, { base, stage }: StageModel): FolderNode {
  if (base.kind !== 'context') return EMPTY_FOLDER;
  const folder = view.named?.(base.name) ?? null;
  const by = stage.from.instruction;
  if (folder?.ok) return workspaceFolder(folder.value.tree, folder.value.context, by);
  return veilFolder(EMPTY_FOLDER, { because: `FROM in line ${by.lines.first}: the context ${base.name} cannot be told`, by, names: null });
}

function after(
  view: CopyView, walked: readonly Walked[], stage: number, at: number, instruction: Instruction, moment: Moment, next: Moment, root: FolderNode, folders: KnownFolders,
): FolderNode {
  switch (instruction.keyword) {
    case 'WORKDIR': {
      const destination = next.workdir === null ? null : destinationOf(next.workdir);
      return destination === null ? root : makeFolder(root, destination.names);
    }
    case 'COPY':
    case 'ADD': {
      const call = copyCall(instruction, moment, view.escape);
      return call ? applyCopy(root, call, fromOf(view, walked, stage, moment, call.from, instruction), folders) : root;
    }
    case 'RUN': {
      const facts = view.facts?.(stage, at);
      if (!facts?.ok) return root;
      // What a bind mount shows can be copied away; the mount itself stays in no layer.
      const seen = withMounts(view, walked, stage, instruction, moment, root);
      const done = applyRun(seen, instruction, facts.value, folders);
      return seen === root ? done : withoutMounts(done, root, instruction, moment, view.escape);
    }
    default:
      return root;
  }
}

/** What stands behind `--from`: a stage, a named context, or an image that nobody here can look into. */
function fromOf(view: CopyView, walked: readonly Walked[], stage: number, moment: Moment, from: string | null, by: Instruction): CopyFrom {
  if (from === null && typeof view.contextUnknown === 'string') return { kind: 'unknown', because: view.contextUnknown, image: false };
  if (from === null) return { kind: 'context', root: workspaceFolder(view.tree, view.context, by) };
  const name = expandAt(moment, from, view.escape);
  const index = name === null ? -1 : stageNamed(view.models, name, stage);
  const root = walked[index]?.roots.at(-1);
  if (root) return root.hops > MAX_HOPS ? { kind: 'unknown', because: 'too many stages copy from one another', image: false } : { kind: 'stage', root };
  const folder = name === null ? null : (view.named?.(name) ?? null);
  if (folder?.ok) return { kind: 'context', root: workspaceFolder(folder.value.tree, folder.value.context, by) };
  return { kind: 'unknown', because: folder ? folder.reason : `it copies from ${from}, which is not a stage of this file`, image: folder === null };
}

/** The places of bind mounts as they were before. */
function withoutMounts(done: FolderNode, before: FolderNode, instruction: Instruction, moment: Moment, escape: string): FolderNode {
  let root = done;
  for (const { destination } of bindTransfers(instruction, moment, escape)) {
    const target = destination === null ? null : destinationOf(destination);
    if (target !== null) root = changeAt(root, target.names, () => nodeAt(before, target.names));
  }
  return root;
}

/** The files that a RUN sees: what lies there, and its bind mounts in the place of what they cover. */
function withMounts(view: CopyView, walked: readonly Walked[], stage: number, instruction: Instruction, moment: Moment, root: FolderNode): FolderNode {
  let seen = root;
  for (const { from, sources, destination } of bindTransfers(instruction, moment, view.escape)) {
    const target = destination === null ? null : destinationOf(destination);
    const [source] = sources;
    if (target === null || source === undefined) continue;
    const origin = fromOf(view, walked, stage, moment, from, instruction);
    const because = source === null ? 'its source cannot be told' : origin.kind === 'unknown' ? origin.because : null;
    if (because !== null || source === null || origin.kind === 'unknown') {
      seen = putUnknown(seen, target, `RUN in line ${instruction.lines.first}: ${because}`, instruction);
      continue;
    }
    const node = sourcesIn(origin.root, source)[0]?.node;
    if (node) seen = changeAt(seen, target.names, () => (origin.kind === 'stage' ? carried(node, instruction) : node));
  }
  return seen;
}
