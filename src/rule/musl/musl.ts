import type { Snapshot } from '#files/snapshot.js';
import type { NeedOptions } from '#needs/workspace-needs.js';
import type { Dockerfile } from '#rule/dockerfile.js';
import { workspaceImages } from '#services/workspace-images.js';
import { muslCandidates } from './candidates.js';
import { compiledStages } from './compiled.js';
import type { Musl } from './types.js';

const known = new WeakMap<Snapshot, Musl>();

/** What is known of the images of a workspace and Alpine, at one moment of a plan. */
export function muslIn(snapshot: Snapshot, options: NeedOptions, dockerfiles: readonly Dockerfile[]): Musl {
  const cached = known.get(snapshot);
  if (cached) return cached;
  const { images } = workspaceImages(snapshot);
  const world = { snapshot, options };
  const found = { candidates: muslCandidates(world, dockerfiles, images), compiled: compiledStages(world, images) };
  known.set(snapshot, found);
  return found;
}
