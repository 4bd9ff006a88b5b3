import type { Place } from '#answer/answer.js';
import type { Purpose, Services } from '#services/service.js';
import type { ImageNeeds, Need, Verdict } from './types.js';
import type { WorkspaceNeeds } from './workspace-needs.js';

/** What one image of a service needs. */
export interface ServiceNeeds {
  readonly service: string;
  /** Id of the build. */
  readonly image: string;
  readonly purpose: Purpose['kind'];
  readonly needs: ImageNeeds;
}

/** A service whose image cannot be told. */
export interface Untold {
  readonly service: string;
  readonly because: string;
}

export interface NeedsByService {
  readonly told: readonly ServiceNeeds[];
  readonly untold: readonly Untold[];
}

/**
 * The needs of each service's first image, which goes to production; with `all`, of every one. A service
 * that runs a ready-made image asks for nothing and is left out; one whose image cannot be told is named.
 */
export function needsByService({ services }: Services, needs: WorkspaceNeeds, all: boolean): NeedsByService {
  const told: ServiceNeeds[] = [];
  const untold: Untold[] = [];
  for (const { name, images, problems, runsAs } of services) {
    const found = images.flatMap(({ build, purpose }): readonly ServiceNeeds[] => {
      const own = needs.of(build.id);
      return own === null ? [] : [{ service: name, image: build.id, purpose: purpose.kind, needs: own }];
    });
    told.push(...(all ? found : found.slice(0, 1)));
    const built = images.length > 0 || runsAs.some(({ build }) => build !== null);
    const [problem] = problems;
    if (found.length === 0 && built) untold.push({ service: name, because: problem ? `${problem.at.path}:${problem.at.line}: ${problem.text}` : 'no image of it can be told' });
  }
  return { told, untold };
}

/** The verdict on one line for one service, as the report lists it. */
export interface LineVerdict extends Place {
  readonly name: string;
  readonly service: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/**
 * Every line that asks for something, once for each service that installs it: the verdict is that of the
 * service's first image with the line. In the order of services and lines.
 */
export function lineVerdicts(services: Services, needs: WorkspaceNeeds): readonly LineVerdict[] {
  const rows = new Map<string, LineVerdict>();
  for (const { service, needs: own } of needsByService(services, needs, true).told) {
    for (const { asked, verdict, reason } of own.needs) {
      const key = JSON.stringify([service, asked.at.path, asked.at.line, asked.name]);
      if (!rows.has(key)) rows.set(key, { ...asked.at, name: asked.name, service, verdict, reason });
    }
  }
  return [...rows.values()];
}

/** The order in which verdicts are shown: what asks for a decision first. */
export const VERDICTS: readonly Verdict[] = ['unused', 'unknown', 'redundant', 'dev', 'build', 'pin', 'used', 'implied', 'command', 'driver'];

/** How many requirements have each verdict, in the order of {@link VERDICTS}; those that none has are left out. */
export function countVerdicts(needs: readonly Need[]): ReadonlyMap<Verdict, number> {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of needs) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  return new Map(VERDICTS.flatMap((verdict) => (counts.has(verdict) ? [[verdict, counts.get(verdict) ?? 0] as const] : [])));
}
