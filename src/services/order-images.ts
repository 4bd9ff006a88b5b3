import type { Snapshot } from '#files/snapshot.js';
import { chainOf, targetOf } from '#image/stages/target.js';
import { baseName } from '#text/paths.js';
import { dockerfileModelOf } from './dockerfile-models.js';
import type { ServiceGroup } from './group-services.js';
import { runsInProduction } from './purpose.js';
import { purposeOfName, wordsOf } from './purpose-words.js';
import type { Purpose, ServiceImage } from './service.js';

const ORDER: readonly Purpose['kind'][] = ['production', 'development', 'test', 'ci', 'example'];

/**
 * The images of a service, the one that ships first: production before others; what another of them stands on after
 * it; of two, the one for no accelerator, and the one that a file names.
 */
export function orderImages(snapshot: Snapshot, images: readonly ServiceImage[], group: ServiceGroup): readonly ServiceImage[] {
  const run = new Set([...group.buildsOf].flatMap(([service, builds]) => (runsInProduction(service) ? builds : [])));
  const production = images.filter(({ purpose }) => purpose.kind === 'production');
  const shippers = production.filter(({ build }) => run.has(build));
  const ranks = new Map(images.map((image) => [image, rankOf(image)]));
  for (const image of production) {
    // What compose runs ships, unless what stands on it runs as well.
    const others = run.has(image.build) ? shippers : production;
    if (purposeOfName(image.build.target ?? '') !== 'production' && others.some((other) => standsOn(snapshot, other, image))) ranks.set(image, (ranks.get(image) ?? 0) + 4);
  }
  return images.toSorted((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

function rankOf(image: ServiceImage): number {
  return ORDER.indexOf(image.purpose.kind) * 8 + Number(isSpecial(image)) * 2 + Number(image.build.readFrom.length === 0);
}

/** Made for an accelerator. */
function isSpecial({ build }: ServiceImage): boolean {
  return wordsOf(`${baseName(build.dockerfile)} ${build.target ?? ''}`).some((word) => /^(?:gpu|cuda|rocm|hpu|jetson|l4t)/.test(word));
}

/** Whether the stage of `below` is one that `above` is built on; a variant for an accelerator leaves the plain image what it is. */
function standsOn(snapshot: Snapshot, above: ServiceImage, below: ServiceImage): boolean {
  if (above === below || above.build.dockerfile !== below.build.dockerfile || (isSpecial(above) && !isSpecial(below))) return false;
  const model = dockerfileModelOf(snapshot, above.build);
  if (!model) return false;
  const top = targetOf(model.stages, above.build.target);
  const lower = targetOf(model.stages, below.build.target);
  return top.ok && lower.ok && top.value !== lower.value && chainOf(model.stages, top.value).includes(lower.value);
}
