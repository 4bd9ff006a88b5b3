import type { Snapshot } from '#files/snapshot.js';
import type { DockerfileDocument } from '#dockerfile/types.js';
import type { FileTree } from '#files/tree.js';
import { read, unreadable, type Read } from '#text/read.js';
import { namedContextTree, type BuildTree } from '#image/files/build-context.js';
import type { Build } from './build.js';
import { copyDoubts } from '#image/files/copy-doubts.js';
import { dockerfileDoubts } from './doubts.js';
import type { ImageModel, Opaque } from './image.js';
import { factsAt, type InstallView } from '#image/installs/install-view.js';
import { contentsOf } from './layer-contents.js';
import { layersOf } from './layers.js';
import type { DockerfileModel } from './model.js';
import { contextNamed, readNamedContext } from '#image/files/named-contexts.js';
import { removalDoubts } from '#image/files/removal-doubts.js';
import { installDoubts, installsOfImage } from '#image/installs/resolve-installs.js';
import type { RunFacts } from '#image/run/run-facts.js';
import { stageFiles, type CopyView, type NamedFolder } from '#image/files/stage-files.js';
import type { StageModel } from '#image/stages/stages.js';

/** What parts of an image are worked out from. */
export interface Evaluation {
  readonly build: Build;
  readonly dockerfile: DockerfileModel;
  readonly target: number;
  readonly chain: readonly number[];
  readonly needed: ReadonlySet<number>;
  readonly built: StageModel;
  readonly context: Read<BuildTree>;
  readonly snapshot: Snapshot;
}

/** What is costly: worked out when it is asked for, once. Of 500 services most are asked for little. */
export interface Parts {
  readonly copies: CopyView;
  installs(): ImageModel['installs'];
  layers(): ImageModel['layers'];
  opaque(): ImageModel['opaque'];
}

const shared = new WeakMap<DockerfileModel, WeakMap<FileTree, Map<string, Parts>>>();

/** The parts of an image; builds that differ in their names alone, or in arguments that no ARG takes, share them. */
export function partsOf(evaluation: Evaluation): Parts {
  const { build, dockerfile, target, context, snapshot } = evaluation;
  // Where a named context lies depends on the file that tells of the build.
  if (build.contexts.size > 0) return makeParts(evaluation);
  const tree = context.ok ? context.value.tree : snapshot.tree;
  const byTree = shared.get(dockerfile) ?? new WeakMap<FileTree, Map<string, Parts>>();
  shared.set(dockerfile, byTree);
  const known = byTree.get(tree) ?? new Map<string, Parts>();
  byTree.set(tree, known);
  const key = `${target} ${context.ok ? (context.value.doubt ?? '') : `none: ${context.reason}`}`;
  const found = known.get(key) ?? makeParts(evaluation);
  known.set(key, found);
  return found;
}

function makeParts({ build, dockerfile, target, chain, needed, built, context, snapshot }: Evaluation): Parts {
  const { document, stages } = dockerfile;
  const view = installView(build, dockerfile, target, chain, needed, context, snapshot);
  const copies = copyView(view, context, snapshot);
  const files = stageFiles(copies);
  const tree = context.ok ? context.value.tree : null;
  const facts = (stage: number, at: number): RunFacts | null => valueOf(factsAt(view, stage, at));
  const installs = once(() => installsOfImage(view));
  const layers = once(() => {
    const layerView = { copies, files, installs: installs(), facts };
    return layersOf(stages, chain, (stage, at, instruction, earlier) => contentsOf(layerView, stage, at, instruction, earlier, document.path));
  });
  const opaque = once(() => sorted([
    ...contextDoubts(built, document, context),
    ...dockerfileDoubts(dockerfile, chain),
    ...installDoubts(view).map(({ line, because }): Opaque => ({ at: { path: document.path, line }, about: 'installs', because: because.replace(/^line \d+: /, '') })),
    ...[...needed].flatMap((stage) => {
      const model = stages[stage];
      return model ? [...copyDoubts(files, model, stage, tree, document.path, document.escape), ...removalDoubts(files, model, stage, facts, document.path)] : [];
    }),
  ]));
  return { copies, installs, layers, opaque };
}

function once<T>(work: () => T): () => T {
  let found: { readonly value: T } | null = null;
  return () => (found ??= { value: work() }).value;
}

function sorted(opaque: readonly Opaque[]): readonly Opaque[] {
  return [...opaque].sort((a, b) => a.at.line - b.at.line);
}

function valueOf<T>(found: Read<T>): T | null {
  return found.ok ? found.value : null;
}

function installView(build: Build, model: DockerfileModel, target: number, chain: readonly number[], needed: ReadonlySet<number>, context: Read<BuildTree>, snapshot: Snapshot): InstallView {
  const tree = context.ok ? context.value.tree : null;
  const named = build.contexts.size === 0 ? {} : { named: (name: string) => namedFolder(build, snapshot, name) };
  return { document: model.document, models: model.stages, target, chain, needed, tree, context: tree?.context ?? '', ...named, text: (path) => snapshot.text(path) };
}

function copyView(view: InstallView, context: Read<BuildTree>, snapshot: Snapshot): CopyView {
  return {
    models: view.models,
    tree: view.tree ?? snapshot.tree,
    context: view.context,
    escape: view.document.escape,
    facts: (stage, at) => factsAt(view, stage, at),
    ...(view.named ? { named: view.named } : {}),
    contextUnknown: context.ok ? null : context.reason,
  };
}

function namedFolder(build: Build, snapshot: Snapshot, name: string): Read<NamedFolder> | null {
  const written = contextNamed(build.contexts, name);
  if (written === null) return null;
  const context = readNamedContext(written);
  if (context.kind === 'image') return null;
  if (context.kind === 'elsewhere') return unreadable(`the build gives ${name} as ${written}, ${context.because}`);
  const tree = namedContextTree(build, snapshot, context.path);
  return tree.ok ? read({ tree: tree.value, context: tree.value.context }) : unreadable(`the context ${name}: ${tree.reason}`);
}

function contextDoubts(built: StageModel, document: DockerfileDocument, context: Read<BuildTree>): readonly Opaque[] {
  const because = context.ok ? context.value.doubt : context.reason;
  return because === null ? [] : [{ at: { path: document.path, line: built.stage.from.instruction.lines.first }, about: 'files', because }];
}
