import type { Snapshot } from '#files/snapshot.js';
import { combinedEdges, type EdgeSource } from '#needs/edges/source.js';
import { workspaceImages } from '#services/workspace-images.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import { resolutionEdges } from '#sizes/resolve/resolution-edges.js';
import type { Resolution } from '#sizes/types.js';
import type { Sets } from './sets.js';

/** Who requires whom in each image, by what its installs resolve to now; by the id of its build. */
export async function resolvedEdges(snapshot: Snapshot, sets: Sets): Promise<ReadonlyMap<string, EdgeSource>> {
  const { images, besides } = workspaceImages(snapshot);
  const asked = [...images, ...besides].map((image) => ({ id: image.build.id, environments: byEnvironment(requestsOf(image, snapshot)) }));
  await sets.prepare(asked.flatMap(({ environments }) => environments));
  // Images with the same set share the source, and what was worked out with it.
  const sources = new Map<Resolution, EdgeSource>();
  const sourceOf = (resolution: Resolution): EdgeSource => {
    const source = sources.get(resolution) ?? resolutionEdges(resolution);
    sources.set(resolution, source);
    return source;
  };
  const found = new Map<string, EdgeSource>();
  for (const { id, environments } of asked) {
    const own = (await Promise.all(environments.map((requests) => sets.resolve(requests)))).map(sourceOf);
    const [first] = own;
    if (first) found.set(id, own.length === 1 ? first : combinedEdges(own));
  }
  return found;
}
