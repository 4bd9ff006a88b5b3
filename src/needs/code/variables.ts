import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { environmentOf } from '#services/service-environment.js';
import type { Value } from '#needs/facts.js';

/** The variables of an image's containers, one value for each way in which it is run; those of the base image are left out. */
export function variablesOf(image: ImageModel, runners: readonly ComposeService[], snapshot: Snapshot): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  for (const runner of runners.length === 0 ? [null] : runners) {
    for (const [name, { value, at, ofBase }] of environmentOf(snapshot, image, runner)) {
      if (ofBase) continue;
      const list = found.get(name) ?? [];
      if (!list.some((one) => one.value === value && one.at.path === at.path && one.at.line === at.line)) list.push({ value, at });
      found.set(name, list);
    }
  }
  return found;
}
