import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { readBuildFiles } from '#services/build-files.js';
import { buildsOfService, taggedBuilds } from '#services/tagged-builds.js';
import { workspaceImages } from '#services/workspace-images.js';

const known = new WeakMap<Snapshot, ReadonlyMap<Build, readonly ComposeService[]>>();

/** The compose services that run each build: several may start one image in different ways. */
export function runnersOf(snapshot: Snapshot): ReadonlyMap<Build, readonly ComposeService[]> {
  const start = snapshot.start ?? snapshot;
  const cached = known.get(start);
  if (cached) return cached;
  const { joined } = workspaceImages(start);
  const tagged = taggedBuilds(joined);
  const runners = new Map<Build, ComposeService[]>();
  for (const service of readBuildFiles(start).flatMap(({ services }) => services)) {
    for (const build of buildsOfService(service, joined, tagged)) runners.set(build, [...(runners.get(build) ?? []), service]);
  }
  known.set(start, runners);
  return runners;
}
