import type { ComposeService } from '#compose/types.js';
import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { deployedVariables } from '#services/deployments.js';
import { environmentOf } from '#services/service-environment.js';
import type { Value } from '#needs/facts.js';

/** The variables of an image's containers, one value for each way in which it is run; those of the base image are left out. */
export function variablesOf(image: ImageModel, runners: readonly ComposeService[], snapshot: Snapshot): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>();
  function add(name: string, value: Value): void {
    const list = found.get(name) ?? [];
    if (!list.some((one) => one.value === value.value && one.at.path === value.at.path && one.at.line === value.at.line)) list.push(value);
    found.set(name, list);
  }
  for (const runner of runners.length === 0 ? [null] : runners) {
    for (const [name, { value, at, ofBase }] of environmentOf(snapshot, image, runner)) if (!ofBase) add(name, { value, at });
  }
  const deployed = deployedVariables(image, snapshot);
  // Elsewhere than in that deployment the variable is not set, and what the code falls back on counts.
  const alone = new Set(deployed.flatMap(({ name }) => (found.has(name) ? [] : name)));
  for (const { name, value, at } of deployed) add(name, { value, at });
  for (const { name, at } of deployed) if (alone.has(name)) add(name, { value: '', at });
  return found;
}
