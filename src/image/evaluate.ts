import type { DockerfileDocument } from '#dockerfile/types.js';
import { documentAt, type Document, type Snapshot } from '#files/snapshot.js';
import type { FileTree } from '#files/tree.js';
import { read, unreadable, type Read } from '#text/read.js';
import { buildTree, type BuildTree } from '#image/files/build-context.js';
import { contentOf, type Build } from './build.js';
import { containerEnvironment, portsOf, volumesOf } from './container.js';
import { entryOf } from './entry.js';
import { partsOf } from './image-parts.js';
import type { ImageModel } from './image.js';
import { inlineDocument } from './inline-dockerfile.js';
import { modelOf } from './model.js';
import type { BaseEnvironment } from '#image/stages/stages.js';
import { stageOrderFault } from '#image/stages/stage-order.js';
import { chainOf, neededFor, targetOf } from '#image/stages/target.js';

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
  const written = dockerfileOf(build, world.snapshot);
  if (!written.ok) return written;
  const document = build.inline ? inlineDocument(written.value, build.inline) : written.value;
  const context = buildTree(build, world.snapshot);
  const known = knownImages(document, context.ok ? context.value.tree : world.snapshot.tree);
  const key = keyOf(build, context);
  const found = known.get(key) ?? evaluateOnce(build, document, context, world);
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
  const fault = stageOrderFault(stages, needed, build.contexts);
  if (fault !== null) return unreadable(`${document.path}:${fault.line}: ${fault.because}`);
  const models = chain.flatMap((index) => stages[index] ?? []);
  const [lowest] = models;
  const built = models.at(-1);
  if (!lowest || !built) return unreadable(`${document.path} has no stage`);
  const parts = partsOf({ build, dockerfile, target: target.value, chain, needed, built, context, snapshot: world.snapshot });
  const image: ImageModel = {
    build,
    dockerfile,
    target: target.value,
    chain,
    needed,
    base: lowest.base,
    context: context.ok ? context.value.tree : null,
    copies: parts.copies,
    end: built.end,
    environment: containerEnvironment(built.end.environment),
    entry: entryOf(document, models),
    ports: portsOf(models, document.escape),
    volumes: volumesOf(models, document.escape),
    get installs() {
      return parts.installs();
    },
    get layers() {
      return parts.layers();
    },
    get opaque() {
      return parts.opaque();
    },
  };
  return read(image);
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

const images = new WeakMap<DockerfileDocument, WeakMap<FileTree, Map<string, Read<ImageModel>>>>();

/** The models of a document, by the files that its contexts hold: the context tree is one object for one folder and one ignore text. */
function knownImages(document: DockerfileDocument, tree: FileTree): Map<string, Read<ImageModel>> {
  const byTree = images.get(document) ?? new WeakMap<FileTree, Map<string, Read<ImageModel>>>();
  images.set(document, byTree);
  const known = byTree.get(tree) ?? new Map<string, Read<ImageModel>>();
  byTree.set(tree, known);
  return known;
}

function keyOf(build: Build, tree: Read<BuildTree>): string {
  return `${contentOf(build)} ${JSON.stringify(tree.ok ? tree.value.doubt : tree.reason)}`;
}
