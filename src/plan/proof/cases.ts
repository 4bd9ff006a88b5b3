import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { affectedBuilds } from '#plan/image-fault.js';
import type { PlanInput } from '#plan/state.js';
import type { Plan } from '#plan/types.js';
import type { Effect } from '#rule/types.js';
import { workspaceImages } from '#services/workspace-images.js';
import { changedInstall, requestKey } from '#sizes/proof/requests.js';
import type { Declared } from '#sizes/proof/types.js';
import type { InstallRequest } from '#sizes/types.js';
import type { Case, ProofPort } from './types.js';

/** Every install that the plan's fixes touch, step by step: each stands on the texts that the ones before left. */
export function casesOf(plan: Plan, { snapshot, source }: Pick<PlanInput, 'snapshot' | 'source'>, { requestsOf }: Pick<ProofPort, 'requestsOf'>): readonly Case[] {
  const effects = new Map(plan.fixes.map((fix) => [fix.id, fix.effects]));
  const requestsAt = (moment: Snapshot, build: Build): Environments => {
    const image = workspaceImages(moment).imageOf(build);
    return image.ok ? requestsOf(image.value, moment) : [];
  };
  const cases: Case[] = [];
  const start = new Map<string, Environments>();
  const now = new Map<string, Environments>();
  let moment = snapshot;
  for (const { fix, changes } of plan.steps) {
    const builds = affectedBuilds(snapshot, changes.map(({ path }) => path), (path) => source.users(path));
    const left = withTexts(moment, new Map(changes.map((change) => [change.path, change.after])), kindOf);
    moment = left;
    for (const build of builds) {
      const origin = start.get(build.id) ?? requestsAt(snapshot, build);
      start.set(build.id, origin);
      const after = requestsAt(left, build);
      const declared = declaredFor(build.id, effects.get(fix) ?? []);
      cases.push(...paired(now.get(build.id) ?? origin, after, origin).map((pair) => ({ fix, build, ...pair, declared, moment: left })));
      now.set(build.id, after);
    }
  }
  return cases;
}

/** The installs of each environment, in their order. */
type Environments = ReturnType<ProofPort['requestsOf']>;

type Pair = Pick<Case, 'before' | 'after' | 'at'>;

/** The environments that ask for something else; those that come or go cannot be paired, and all are compared as one. */
function paired(before: Environments, after: Environments, start: Environments): readonly Pair[] {
  const alike = before.length === after.length;
  const pairs = alike ? before.map((requests, index) => ({ before: requests, after: after[index] ?? [], index })) : [{ before: before.flat(), after: after.flat(), index: 0 }];
  return pairs.flatMap((pair) => {
    if (requestKey(pair.before) === requestKey(pair.after)) return [];
    const origin: readonly InstallRequest[] = start[pair.index] ?? [];
    const at = origin[changedInstall(pair.before, pair.after)] ?? origin[0];
    return [{ before: pair.before, after: pair.after, at: at?.at ?? null }];
  });
}

/** What a fix declares for one image. */
function declaredFor(image: string, effects: readonly Effect[]): Declared {
  const own = effects.filter(({ images }) => images === 'all' || images.includes(image));
  const aspects = new Set(own.flatMap(({ alters }) => alters ?? []));
  return {
    removes: new Set(own.flatMap(({ removes }) => removes ?? [])),
    adds: new Set(own.flatMap(({ adds }) => adds ?? [])),
    versions: aspects.has('versions'),
    index: aspects.has('index'),
  };
}
