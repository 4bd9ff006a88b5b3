import type { DockerfileDocument } from '#dockerfile/types.js';
import { documentAt, type Document, type Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import { read, unreadable, type Read } from '#text/read.js';
import { buildTree, namedContextTree, type BuildTree } from './build-context.js';
import type { Build } from './build.js';
import { containerEnvironment, portsOf, volumesOf } from './container.js';
import { copyDoubts } from './copy-doubts.js';
import { dockerfileDoubts } from './doubts.js';
import { entryOf } from './entry.js';
import type { ImageModel, Opaque } from './image.js';
import { contentsOf } from './layer-contents.js';
import { layersOf } from './layers.js';
import { modelOf, type DockerfileModel } from './model.js';
import { contextNamed, readNamedContext } from './named-contexts.js';
import { installDoubts, installsOfImage } from './resolve-installs.js';
import type { RunFacts } from './run-facts.js';
import { stageFiles, type CopyView, type NamedFolder } from './stage-files.js';
import type { BaseEnvironment, StageModel } from './stages.js';
import { chainOf, neededFor, targetOf } from './target.js';
import { factsAt, type InstallView } from './whence.js';

/** What a build is evaluated in: the workspace at one moment of a plan, and what base images set. */
export interface World {
  readonly snapshot: Snapshot;
  readonly baseEnvironment: BaseEnvironment;
}

/**
 * What a build produces, worked out by walking its Dockerfile without running it; or why nothing can be
 * said (no Dockerfile, one that is not read, a target that it does not have). Everything smaller that is
 * not understood is `opaque` in the model.
 */
export function evaluate(build: Build, world: World): Read<ImageModel> {
  const document = dockerfileOf(build, world.snapshot);
  if (!document.ok) return document;
  const context = buildTree(build, world.snapshot);
  const known = knownImages(document.value, context.ok ? context.value.tree : world.snapshot.tree);
  const key = keyOf(build, context);
  const found = known.get(key) ?? evaluateOnce(build, document.value, context, world);
  known.set(key, found);
  return found;
}

function evaluateOnce(build: Build, document: DockerfileDocument, context: Read<BuildTree>, world: World): Read<ImageModel> {
  const dockerfile = modelOf(document, world.baseEnvironment, build.args, build.contexts);
  const { stages } = dockerfile;
  const target = targetOf(stages, build.target);
  if (!target.ok) return unreadable(`${document.path}: ${target.reason}`);
  const chain = chainOf(stages, target.value);
  const needed = neededFor(stages, target.value, document.escape);
  const models = chain.flatMap((index) => stages[index] ?? []);
  const [lowest] = models;
  const built = models.at(-1);
  if (!lowest || !built) return unreadable(`${document.path} has no stage`);
  const view = installView(dockerfile, target.value, chain, needed, context, world);
  const copies = copyView(build, view, context, world);
  const files = stageFiles(copies);
  let installs: ImageModel['installs'] | null = null;
  let layers: ImageModel['layers'] | null = null;
  let opaque: ImageModel['opaque'] | null = null;
  const facts = (stage: number, at: number): RunFacts | null => valueOf(factsAt(view, stage, at));
  const tree = context.ok ? context.value.tree : null;
  // What is costly is worked out when it is asked for, once: of 500 services most are asked for little.
  const image: ImageModel = {
    build,
    dockerfile,
    target: target.value,
    chain,
    needed,
    base: lowest.base,
    context: tree,
    copies,
    end: built.end,
    environment: containerEnvironment(built.end.environment),
    entry: entryOf(document, models),
    ports: portsOf(models, document.escape),
    volumes: volumesOf(models, document.escape),
    get installs() {
      return (installs ??= installsOfImage(view));
    },
    get layers() {
      const layerView = { copies, files, installs: image.installs, facts };
      return (layers ??= layersOf(stages, chain, (stage, at, instruction, earlier) => contentsOf(layerView, stage, at, instruction, earlier, document.path)));
    },
    get opaque() {
      return (opaque ??= sorted([
      ...contextDoubts(built, document, context),
      ...dockerfileDoubts(dockerfile, chain),
      ...installDoubts(view).map(({ line, because }): Opaque => ({ at: { path: document.path, line }, about: 'installs', because: because.replace(/^line \d+: /, '') })),
      ...[...needed].flatMap((stage) => {
        const model = stages[stage];
        return model ? copyDoubts(files, model, stage, tree, document.path, document.escape) : [];
      }),
    ]));
    },
  };
  return read(image);
}

function sorted(opaque: readonly Opaque[]): readonly Opaque[] {
  return [...opaque].sort((a, b) => a.at.line - b.at.line);
}

function valueOf<T>(found: Read<T>): T | null {
  return found.ok ? found.value : null;
}

function installView(model: DockerfileModel, target: number, chain: readonly number[], needed: ReadonlySet<number>, context: Read<BuildTree>, { snapshot }: World): InstallView {
  const tree = context.ok ? context.value.tree : null;
  return { document: model.document, models: model.stages, target, chain, needed, tree, context: tree?.context ?? '', text: (path) => snapshot.text(path) };
}

function copyView(build: Build, view: InstallView, context: Read<BuildTree>, { snapshot }: World): CopyView {
  return {
    models: view.models,
    tree: view.tree ?? snapshot.tree,
    context: view.context,
    escape: view.document.escape,
    facts: (stage, at) => factsAt(view, stage, at),
    named: (name) => namedFolder(build, snapshot, name),
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

function dockerfileOf(build: Build, snapshot: Snapshot): Read<DockerfileDocument> {
  const path = build.dockerfile;
  const listed = documentAt(snapshot, path);
  if (listed) return listed.ok ? asDockerfile(listed.value, path) : listed;
  const text = path.includes('#') ? null : snapshot.text(path);
  // A Dockerfile by the word of compose alone, whatever it is called.
  const parsed = text === null ? null : snapshot.parser.parse('dockerfile', path, text);
  if (parsed === null) return unreadable(`there is no Dockerfile ${path}`);
  return parsed.ok ? asDockerfile(parsed.value, path) : parsed;
}

function asDockerfile(document: Document, path: string): Read<DockerfileDocument> {
  return document.kind === 'dockerfile' ? read(document) : unreadable(`${path} is no Dockerfile`);
}

function contextDoubts(built: StageModel, document: DockerfileDocument, context: Read<BuildTree>): readonly Opaque[] {
  const because = context.ok ? context.value.doubt : context.reason;
  return because === null ? [] : [{ at: { path: document.path, line: built.stage.from.instruction.lines.first }, about: 'files', because }];
}

const images = new WeakMap<DockerfileDocument, WeakMap<FileTree, Map<string, Read<ImageModel>>>>();

/** The models of a document, by the files that its contexts hold: the context tree is one object for one folder and one ignore text. */
function knownImages(document: DockerfileDocument, tree: FileTree): Map<string, Read<ImageModel>> {
  const byTree = images.get(document) ?? new WeakMap<FileTree, Map<string, Read<ImageModel>>>();
  images.set(document, byTree);
  const known = byTree.get(tree) ?? new Map<string, Read<ImageModel>>();
  byTree.set(tree, known);
  return known;
}

function keyOf({ id, target, args, contexts, context }: Build, tree: Read<BuildTree>): string {
  return JSON.stringify([id, target, [...args], [...contexts], context, tree.ok ? tree.value.doubt : tree.reason]);
}
