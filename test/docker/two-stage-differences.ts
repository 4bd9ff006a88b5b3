import { configDifferences } from './config-differences.js';
import { serviceDifferences, withoutSeeds } from './service-differences.js';
import type { Built } from './service-see.js';
import type { Answer } from './service-start.js';
import type { TwoStageCase } from './two-stage-cases.js';

type Compared = Pick<Built, 'seen' | 'image'>;

/** Everything that is not as it was, one line each; the image has to be smaller. */
export function twoStageDifferences({ isHealthy, left = [] }: Pick<TwoStageCase, 'isHealthy'> & Partial<Pick<TwoStageCase, 'left'>>, before: Compared, after: Compared): readonly string[] {
  return [
    ...serviceDifferences(withoutSeeds(before.seen), withoutSeeds(after.seen), { packages: new Set(), words: '' }, { left }),
    ...Object.entries(after.seen.answers).flatMap(([route, answer]) => otherwise(route, before.seen.answers[route], answer)),
    ...configDifferences(before.image, after.image, new Set()),
    ...(isHealthy && Object.values(after.seen.health).join() !== '0' ? ['its health check does not succeed'] : []),
    ...(after.image.size < before.image.size ? [] : [`${after.image.size} bytes are no fewer than ${before.image.size}`]),
  ];
}

/** These tell the version of a package and nothing that changes: the very same text, and no error. */
function otherwise(route: string, before: Answer | string | undefined, after: Answer | string): readonly string[] {
  if (before === undefined || typeof before === 'string' || typeof after === 'string') return [];
  return after.status === 200 && after.body === before.body ? [] : [`${route} answered ${before.body.trim()}, and now ${after.status} ${after.body.trim()}`];
}
