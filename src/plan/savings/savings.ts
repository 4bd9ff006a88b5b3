import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { affectedBuilds } from '#plan/image-fault.js';
import type { PlanInput } from '#plan/state.js';
import type { Plan, PlannedFix } from '#plan/types.js';
import type { Service } from '#services/service.js';
import { workspaceImages } from '#services/workspace-images.js';
import { NOTHING, plus } from '#sizes/packages/heft.js';
import { imagePackages, type PackagePorts } from '#sizes/packages/image-packages.js';
import type { ImagePackages } from '#sizes/packages/types.js';
import type { Bytes } from '#sizes/types.js';
import { amountOf, difference, shipped } from './amounts.js';
import { leavingFrom, type Leaving } from './removal.js';
import type { PlanSavings } from './types.js';

/** An image of production that the plan changes, with the services that are made into it. */
interface Changed {
  readonly build: Build;
  readonly services: readonly string[];
  readonly before: ImagePackages;
  readonly after: ImagePackages;
}

/** What a plan saves. Images are weighed before and after the whole of it; who brings whom divides that among its fixes. */
export async function savingsOf(plan: Plan, { snapshot, source }: Pick<PlanInput, 'snapshot' | 'source'>, services: readonly Service[], ports: PackagePorts): Promise<PlanSavings> {
  const changed = await changedImages(plan, { snapshot, source }, services, ports);
  const applied = new Map(plan.fixes.map((fix) => [fix.id, fix]));
  const order = [...new Set(plan.steps.map(({ fix }) => fix))].flatMap((id) => applied.get(id) ?? []);
  const all = changed.map(({ before, after }) => difference(before, after));
  return {
    fixes: byFix(order, changed),
    services: new Map(changed.flatMap(({ services: names }, index) => names.map((name) => [name, all[index] ?? NOTHING] as const))),
    uncounted: new Set(changed.flatMap(({ before, after, services: names }) => ([...indexesOf(after)].every((one) => indexesOf(before).has(one)) ? [] : names))),
    total: all.reduce(plus, NOTHING),
  };
}

async function changedImages(plan: Plan, { snapshot, source }: Pick<PlanInput, 'snapshot' | 'source'>, services: readonly Service[], ports: PackagePorts): Promise<readonly Changed[]> {
  const after = withTexts(snapshot, new Map(plan.changes.map((change) => [change.path, change.after])), kindOf);
  const touched = new Set(affectedBuilds(snapshot, plan.changes.map(({ path }) => path), (path) => source.users(path)).map(({ id }) => id));
  const names = new Map<string, { readonly build: Build; readonly services: string[] }>();
  for (const { name, images: [image] } of services) {
    if (!image || image.purpose.kind !== 'production' || !touched.has(image.build.id)) continue;
    const known = names.get(image.build.id) ?? { build: image.build, services: [] };
    names.set(image.build.id, known);
    known.services.push(name);
  }
  const found: Changed[] = [];
  for (const one of names.values()) {
    const [was, is] = [await weighed(one.build, snapshot, ports), await weighed(one.build, after, ports)];
    if (was !== null && is !== null) found.push({ ...one, before: was, after: is });
  }
  return found;
}

async function weighed(build: Build, moment: Snapshot, ports: PackagePorts): Promise<ImagePackages | null> {
  const image = workspaceImages(moment).imageOf(build);
  return image.ok ? imagePackages(image.value, moment, null, ports, false) : null;
}

/** What leaves with each fix, one after the other. Where something comes in its place as well, nobody has resolved what that weighs: of such a fix nothing is said. */
function byFix(fixes: readonly PlannedFix[], changed: readonly Changed[]): ReadonlyMap<string, Bytes> {
  const leaving = new Map<string, readonly Leaving[]>(changed.map(({ build, before }) => [build.id, shipped(before).map(leavingFrom)]));
  const order = new Map(changed.map(({ build }, index) => [build.id, index]));
  const saved = new Map<string, Bytes>();
  for (const { id, effects } of fixes) {
    const own = touchedBy(effects, changed, order).map(({ build }) => ({ build, of: effects.filter(({ images }) => images === 'all' || images.includes(build.id)) }));
    const gone = own.flatMap(({ build, of }) => {
      const names = of.flatMap(({ removes = [] }) => removes);
      return (leaving.get(build.id) ?? []).flatMap((environment) => environment.remove(names));
    });
    if (gone.length > 0 && own.every(({ of }) => of.every(({ adds = [] }) => adds.length === 0))) saved.set(id, amountOf(gone));
  }
  return saved;
}

/** The images that a fix speaks of, in their order; most speak of one. */
function touchedBy(effects: PlannedFix['effects'], changed: readonly Changed[], order: ReadonlyMap<string, number>): readonly Changed[] {
  const named = new Set<number>();
  for (const { images } of effects) {
    if (images === 'all') return changed;
    for (const id of images) named.add(order.get(id) ?? -1);
  }
  return [...named].sort((a, b) => a - b).flatMap((index) => changed[index] ?? []);
}

/** Every address that the image's packages come from. */
function indexesOf(image: ImagePackages): ReadonlySet<string> {
  return new Set(shipped(image).flatMap(({ installs }) => installs.flatMap(({ request: { indexes } }) => [...(indexes.index === null ? [] : [indexes.index]), ...indexes.extra, ...indexes.findLinks])));
}
