import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import type { Effect, Fix } from '#rule/types.js';
import { workspaceImages } from '#services/workspace-images.js';
import { askedOf } from './asked.js';
import { imageBreach } from './image-contract.js';
import type { Users } from './state.js';

/**
 * The image contract for every image that uses one of these documents: what it asks for may differ
 * only in what the fixes declare. The first image that differs otherwise, in words, or null.
 */
export function imageFault(before: Snapshot, after: Snapshot, paths: readonly string[], fixes: readonly Fix[], users: (path: string) => Users): string | null {
  return faultOfBuilds(before, after, affectedBuilds(before, paths, users), fixes.flatMap((fix) => fix.effects));
}

/** The same for these builds. */
export function faultOfBuilds(before: Snapshot, after: Snapshot, builds: readonly Build[], effects: readonly Effect[]): string | null {
  const [old, now] = [workspaceImages(before), workspaceImages(after)];
  for (const build of builds) {
    const was = old.imageOf(build);
    if (!was.ok) continue;
    const is = now.imageOf(build);
    if (!is.ok) return `the image ${build.id} could no longer be told: ${is.reason}`;
    const breach = imageBreach(build.id, askedOf(was.value, before), askedOf(is.value, after), effects);
    if (breach !== null) return `the image ${build.id}: ${breach}`;
  }
  return null;
}

/** Builds of these Dockerfiles or that install these files, with the stages that no build needs. */
export function affectedBuilds(snapshot: Snapshot, paths: readonly string[], users: (path: string) => Users): readonly Build[] {
  const { images, besides } = workspaceImages(snapshot.start ?? snapshot);
  const ids = new Set(paths.flatMap((path) => users(path).images));
  const dockerfiles = new Set(paths);
  return [...images, ...besides].map(({ build }) => build).filter(({ id, dockerfile }) => ids.has(id) || dockerfiles.has(dockerfile));
}
