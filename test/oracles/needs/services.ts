import { loadAlso, loadWorkspace } from '#files/load.js';
import type { Snapshot } from '#files/snapshot.js';
import { openTree } from '#files/tree.js';
import type { ImageModel } from '#image/image.js';
import { nodeIo } from '#io/node.js';
import { runnersOf } from '#needs/code/runners.js';
import type { ImageNeeds } from '#needs/types.js';
import { workspaceNeeds } from '#needs/workspace-needs.js';
import { fileUses, namedFiles } from '#services/file-uses.js';
import type { Service } from '#services/service.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';

/** A service with the first image of it, which goes to production. */
export interface Subject {
  readonly snapshot: Snapshot;
  readonly service: Service;
  readonly image: ImageModel;
  readonly runners: ReturnType<typeof runnersOf> extends ReadonlyMap<unknown, infer R> ? R : never;
  readonly needs: ImageNeeds;
}

/** Distributions that are too large to install for a comparison, and what stands for them in a closure. */
const LARGE = /^(?:torch|torchvision|torchaudio|tensorflow.*|keras|jax|jaxlib|nvidia-.*|cuda-.*|triton|opencv-.*|openvino|onnxruntime.*|pyspark|vllm|ray|xgboost|catboost|paddlepaddle.*|spacy|transformers)$/;

/** The large distributions that a service would install. */
export function largeOf({ needs }: Subject): readonly string[] {
  return [...needs.needs.flatMap(({ asked }) => (asked.ships ? asked.name : [])), ...needs.along.keys()].filter((name) => LARGE.test(name));
}

/** Every service of a folder whose image installs something, each image once. */
export async function subjectsOf(folder: string): Promise<readonly Subject[]> {
  const tree = openTree(nodeIo, folder);
  const first = loadWorkspace(nodeIo, tree, { selects: () => null });
  const { snapshot } = loadAlso(nodeIo, first, namedFiles(fileUses(first.snapshot, workspaceImages(first.snapshot))));
  const needs = workspaceNeeds(snapshot, { keep: [], metadata: null });
  const { images, besides } = workspaceImages(snapshot);
  const models = new Map([...images, ...besides].map((image) => [image.build.id, image]));
  const runners = runnersOf(snapshot);
  const seen = new Set<string>();
  return workspaceServices(snapshot).services.flatMap((service) => {
    const [first] = service.images;
    const image = first ? models.get(first.build.id) : undefined;
    const found = first ? needs.of(first.build.id) : null;
    if (!first || !image || !found || seen.has(first.build.id)) return [];
    seen.add(first.build.id);
    const installs = found.needs.some(({ asked }) => asked.ships);
    return installs ? [{ snapshot, service, image, runners: runners.get(image.build) ?? [], needs: found }] : [];
  });
}
