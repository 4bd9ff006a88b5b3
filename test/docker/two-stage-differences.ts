import type { ImageConfig } from '#verify/types.js';
import { serviceDifferences, type Seen } from './service-differences.js';
import type { Built } from './service-see.js';
import type { Answer } from './service-start.js';
import type { TwoStageCase } from './two-stage-cases.js';

type Compared = Pick<Built, 'seen' | 'image'>;

/** Everything that is not as it was, one line each; the image has to be smaller. */
export function twoStageDifferences({ isHealthy }: Pick<TwoStageCase, 'isHealthy'>, before: Compared, after: Compared): readonly string[] {
  return [
    ...serviceDifferences(withoutSeeds(before.seen), withoutSeeds(after.seen), { packages: new Set(), words: '' }),
    ...Object.entries(after.seen.answers).flatMap(([route, answer]) => otherwise(route, before.seen.answers[route], answer)),
    ...configDifferences(before.image, after.image),
    ...(isHealthy && Object.values(after.seen.health).join() !== '0' ? ['its health check does not succeed'] : []),
    ...(after.image.size < before.image.size ? [] : [`${after.image.size} bytes are no fewer than ${before.image.size}`]),
  ];
}

/** These tell the version of a package and nothing that changes: the very same text, and no error. */
function otherwise(route: string, before: Answer | string | undefined, after: Answer | string): readonly string[] {
  if (before === undefined || typeof before === 'string' || typeof after === 'string') return [];
  return after.status === 200 && after.body === before.body ? [] : [`${route} answered ${before.body.trim()}, and now ${after.status} ${after.body.trim()}`];
}

/** An environment brings pip and setuptools of its interpreter, which the base image may have in other versions. */
export function withoutSeeds(seen: Seen): Seen {
  return { ...seen, distributions: seen.distributions.filter(({ name }) => !['pip', 'setuptools', 'wheel'].includes(name)) };
}

/** What a container is started with stays, but for the places where programs and packages are found. */
function configDifferences(before: ImageConfig, after: ImageConfig): readonly string[] {
  const places = new Set(['PATH', 'VIRTUAL_ENV', 'PYTHONUSERBASE']);
  const said = ({ user, workdir, entrypoint, cmd, ports, environment }: ImageConfig): readonly (readonly [string, unknown])[] =>
    Object.entries({ user, workdir, entrypoint, cmd, ports, environment: Object.entries(environment).filter(([name]) => !places.has(name)).toSorted() });
  const now = new Map(said(after));
  return said(before).flatMap(([what, value]) => {
    const [was, is] = [JSON.stringify(value), JSON.stringify(now.get(what))];
    return was === is ? [] : [`${what} was ${was}, and now is ${is}`];
  });
}
