import { kindOf } from '#files/kinds.js';
import { withTexts, type Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { affectedBuilds } from '#plan/image-fault.js';
import type { PlanInput } from '#plan/state.js';
import type { Plan, PlannedFix } from '#plan/types.js';
import type { Service } from '#services/service.js';
import { workspaceImages } from '#services/workspace-images.js';
import { NOTHING, plus } from '#sizes/packages/heft.js';
import { imagePackages, type Alike, type PackagePorts } from '#sizes/packages/image-packages.js';
import type { ImagePackages } from '#sizes/packages/types.js';
import type { Bytes } from '#sizes/types.js';
import { grouped } from '#text/grouped.js';
import { amountOf, difference, shipped, storedAnew } from './amounts.js';
import { leavingFrom } from './removal.js';
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
    fixes: together([byFix(order, changed, imagesOf(plan)), layersByFix(order, changed, plan)]),
    services: new Map(changed.flatMap(({ services: names }, index) => names.map((name) => [name, all[index] ?? NOTHING] as const))),
    uncounted: new Set(changed.flatMap(({ before, after, services: names }) => (isWithin(indexesOf(after), indexesOf(before)) ? [] : names))),
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
  const alike: Alike = new Map();
  for (const one of names.values()) {
    const [was, is] = [await weighed(one.build, snapshot, ports, alike), await weighed(one.build, after, ports, alike)];
    if (was !== null && is !== null) found.push({ ...one, before: was, after: is });
  }
  return found;
}

/** Where the lines of an environment stand counts for nothing here, so that images which install the same share theirs. */
async function weighed(build: Build, moment: Snapshot, ports: PackagePorts, alike: Alike): Promise<ImagePackages | null> {
  const image = workspaceImages(moment).imageOf(build);
  return image.ok ? imagePackages(image.value, moment, null, ports, false, alike) : null;
}

/** What leaves with each fix, one after the other. Where something comes in its place as well, nobody has resolved what that weighs: of such a fix nothing is said. */
function byFix(fixes: readonly PlannedFix[], changed: readonly Changed[], all: (fix: PlannedFix) => ReadonlySet<string>): ReadonlyMap<string, Bytes> {
  const whole = new Map(changed.flatMap(({ before }) => shipped(before)).map((environment) => [environment, leavingFrom(environment)]));
  const leaving = changed.map(({ before }) => shipped(before).flatMap((environment) => whole.get(environment) ?? []));
  const asking = askingFor(changed);
  const places = new Map(changed.map(({ build }, index) => [build.id, index]));
  const saved = new Map<string, Bytes>();
  for (const fix of fixes) {
    const { id, effects } = fix;
    const own = effects.map((effect) => ({ ...effect, images: [...(effect.images === 'all' ? all(fix) : effect.images)].flatMap((image) => places.get(image) ?? []) })).filter(({ images }) => images.length > 0);
    const gone = takenOut(own, asking).flatMap(([index, names]) => {
      const now = (leaving[index] ?? []).map((environment) => environment.without(names));
      leaving[index] = now.map(({ left }) => left);
      return now.flatMap((one) => one.gone);
    });
    if (gone.length > 0 && own.every(({ adds = [] }) => adds.length === 0)) saved.set(id, amountOf(gone));
  }
  return saved;
}

/**
 * What `chown` and `chmod` no longer store again, of the fix that alone has a finding where they stand. Where something else is stored
 * again in its place, nobody has told how much of it is the same: of that nothing is said.
 */
function layersByFix(fixes: readonly PlannedFix[], changed: readonly Changed[], { findings }: Plan): ReadonlyMap<string, Bytes> {
  const places = new Map(findings.map(({ id, path, line }) => [id, `${path}:${line}`]));
  const here = grouped(fixes.flatMap(({ id, findings: own }) => [...new Set(own.map((one) => places.get(one)))].map((place) => ({ id, place }))), ({ place }) => place);
  const saved = new Map<string, Bytes>();
  for (const { before, after } of changed) {
    if (storedAnew(after, before).length > 0) continue;
    for (const { at, bytes } of storedAnew(before, after)) {
      const [only, second] = here.get(`${at?.path}:${at?.line}`) ?? [];
      if (only && !second && bytes !== null && bytes.high > 0) saved.set(only.id, plus(saved.get(only.id) ?? NOTHING, bytes));
    }
  }
  return saved;
}

/** What several tell of the same fixes, as one. */
function together(all: readonly ReadonlyMap<string, Bytes>[]): ReadonlyMap<string, Bytes> {
  const sums = new Map<string, Bytes>();
  for (const [id, bytes] of all.flatMap((one) => [...one])) sums.set(id, plus(sums.get(id) ?? NOTHING, bytes));
  return sums;
}

/** What `all` means to a fix: the images that its findings are about. Another service's list of the same name is another fix's. */
function imagesOf({ findings }: Plan): (fix: PlannedFix) => ReadonlySet<string> {
  const byFinding = new Map(findings.map(({ id, images }) => [id, images]));
  return (fix) => new Set(fix.findings.flatMap((id) => byFinding.get(id) ?? []));
}

/** What a fix says of images that are told by their place. */
interface Told extends Pick<PlannedFix['effects'][number], 'removes' | 'adds'> {
  readonly images: readonly number[];
}

/** By name, the images that still ask for it, by their place: of hundreds few are left that a fix takes anything out of. */
type Asking = ReadonlyMap<string, Set<number>>;

function askingFor(changed: readonly Changed[]): Asking {
  const found = new Map<string, Set<number>>();
  for (const [index, { before }] of changed.entries()) {
    for (const { name } of shipped(before).flatMap(({ requirements }) => requirements)) {
      const known = found.get(name);
      if (known) known.add(index);
      else found.set(name, new Set([index]));
    }
  }
  return found;
}

/** What effects take out of which images, by their place and in that order; these ask for it no longer. */
function takenOut(effects: readonly Told[], asking: Asking): readonly (readonly [number, readonly string[]])[] {
  const found = new Map<number, string[]>();
  for (const { images, removes = [] } of effects) {
    for (const name of removes) {
      const still = asking.get(name);
      if (!still) continue;
      for (const index of images) {
        if (!still.delete(index)) continue;
        const known = found.get(index);
        if (known) known.push(name);
        else found.set(index, [name]);
      }
    }
  }
  return [...found].sort(([a], [b]) => a - b);
}

function isWithin(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  return [...some].every((one) => others.has(one));
}

/** Every address that the image's packages come from. */
function indexesOf(image: ImagePackages): ReadonlySet<string> {
  return new Set(shipped(image).flatMap(({ installs }) => installs.flatMap(({ request: { indexes } }) => [...(indexes.index === null ? [] : [indexes.index]), ...indexes.extra, ...indexes.findLinks])));
}
