import { codeownersOf } from '#files/codeowners.js';
import { groupServices } from './group-services.js';
import { nameServices } from './name-services.js';
import { serviceOf } from './one-service.js';
import type { Service, Services } from './service.js';
import { unique, type ServiceParts } from './service-parts.js';
import { unclaimed, withoutTold } from './service-problems.js';

/** Every service of a workspace: those with images of its own first, each kind by name. */
export function servicesOf(parts: ServiceParts): Services {
  const { snapshot, buildFiles, joined, purposes } = parts;
  const groups = nameServices(parts, groupServices(joined, buildFiles));
  const owners = codeownersOf((path) => snapshot.text(path));
  const services = groups.map((group) => serviceOf(parts, group, owners));
  const fileProblems = buildFiles.flatMap(({ problems }) => problems.map(({ at, reason }) => ({ text: reason, at })));
  return {
    services: services.toSorted((a, b) => Number(isReadyMade(a)) - Number(isReadyMade(b)) || (a.name < b.name ? -1 : 1)),
    builds: joined.builds,
    purposes,
    problems: unique([...joined.problems, ...unclaimed(parts, groups), ...withoutTold(fileProblems, joined)]),
  };
}

/** Its images may all be unsound: what runs a ready-made image never had a build. */
function isReadyMade({ images, runsAs }: Service): boolean {
  return images.length === 0 && runsAs.every(({ build }) => build === null);
}
