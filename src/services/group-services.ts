import type { BuildFile, ComposeService } from '#compose/types.js';
import type { Build } from '#image/build.js';
import { folderOf } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { ownFolder } from './folders.js';
import { imageName } from './image-names.js';
import { withOrphans } from './orphan-builds.js';
import { buildsOfService, taggedBuilds } from './tagged-builds.js';
import { dockerfileStem } from './variant-words.js';

/** What will be one service: its builds, and the compose services that run it. */
export interface ServiceGroup {
  /** The compose service's name; null: no compose file has it. */
  readonly name: string | null;
  /** The word that sets it apart in its folder (`worker` of `docker/Dockerfile.worker`); '' for none. */
  readonly stem: string;
  readonly builds: readonly Build[];
  readonly runsAs: readonly ComposeService[];
  /** The builds that each of them builds, or runs by their tag. */
  readonly buildsOf: ReadonlyMap<ComposeService, readonly Build[]>;
}

interface Item {
  readonly service: ComposeService;
  readonly builds: readonly Build[];
}

/**
 * Which builds and compose services belong together. Compose services of one name are one service
 * where they build in the same folder, or stand in one folder of compose files and share a context;
 * what runs a ready-made image is one by its name and image. Builds that no compose file has join
 * the service whose Dockerfile, or folder, they share.
 */
export function groupServices(joined: JoinedBuilds, buildFiles: readonly BuildFile[]): readonly ServiceGroup[] {
  const tagged = taggedBuilds(joined);
  const items = distinct(buildFiles.flatMap(({ services }) => services)).map((service): Item => ({ service, builds: buildsOfService(service, joined, tagged) }));
  const composed = withBroken(composeGroups(items), joined);
  const taken = new Set(composed.flatMap(({ builds }) => builds));
  return withOrphans(composed, joined.builds.filter((build) => !taken.has(build) && joined.sound.has(build)));
}

/** A service that several projects include stands in one place and is the same, unless an overlay changes it. */
function distinct(services: readonly ComposeService[]): readonly ComposeService[] {
  const seen = new Map<string, ComposeService>();
  for (const service of services) {
    const key = JSON.stringify([service.name, service.at, service.project.files.length > 1 ? service.project.files : [], service.build?.at ?? null]);
    if (!seen.has(key)) seen.set(key, service);
  }
  return [...seen.values()];
}

function composeGroups(items: readonly Item[]): readonly ServiceGroup[] {
  const parents = items.map((_, index) => index);
  const firsts = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    for (const key of keysOf(item)) {
      const first = firsts.get(key);
      if (first === undefined) firsts.set(key, index);
      else parents[rootOf(parents, index)] = rootOf(parents, first);
    }
  }
  // What neither builds nor runs an image of ours may be a fragment laid over another file, or name the published image.
  const homes = new Map<string, number>();
  for (const [index, { service, builds }] of items.entries()) {
    const home = homeOf(service);
    if (builds.length > 0 && !homes.has(home)) homes.set(home, index);
  }
  for (const [index, { service, builds }] of items.entries()) {
    const other = homes.get(homeOf(service));
    if (builds.length === 0 && service.build === null && other !== undefined) parents[rootOf(parents, index)] = rootOf(parents, other);
  }
  const members = new Map<number, Item[]>();
  for (const [index, item] of items.entries()) {
    const root = rootOf(parents, index);
    members.set(root, [...(members.get(root) ?? []), item]);
  }
  return [...members.values()].map(groupOf);
}

function groupOf(items: readonly Item[]): ServiceGroup {
  const builds = [...new Set(items.flatMap((item) => item.builds))];
  const buildsOf = new Map(items.map((item) => [item.service, item.builds]));
  return { name: items[0]?.service.name ?? null, stem: '', builds, runsAs: items.map(({ service }) => service), buildsOf };
}

/** What names a Dockerfile or a folder that is gone belongs to the one service of its name that can be built. */
function withBroken(groups: readonly ServiceGroup[], { sound }: JoinedBuilds): readonly ServiceGroup[] {
  const whole = groups.filter(({ builds }) => builds.some((build) => sound.has(build)));
  const isBroken = (group: ServiceGroup): boolean => group.runsAs.some(({ build }) => build !== null) && !group.builds.some((build) => sound.has(build));
  const homes = new Map<ServiceGroup, ServiceGroup[]>();
  const alone: ServiceGroup[] = [];
  for (const group of groups.filter(isBroken)) {
    const named = whole.filter(({ name }) => name === group.name);
    const [home] = named;
    if (home && named.length === 1) homes.set(home, [...(homes.get(home) ?? []), group]);
    else alone.push(group);
  }
  const kept = groups.filter((group) => !isBroken(group)).map((group) => (homes.get(group) ?? []).reduce(together, group));
  return [...kept, ...alone];
}

function together(a: ServiceGroup, b: ServiceGroup): ServiceGroup {
  return { ...a, builds: [...new Set([...a.builds, ...b.builds])], runsAs: [...a.runsAs, ...b.runsAs], buildsOf: new Map([...a.buildsOf, ...b.buildsOf]) };
}

function keysOf({ service, builds }: Item): readonly string[] {
  const { name, at, image } = service;
  const place = `at ${name} ${at.path}:${at.line}`;
  if (builds.length === 0 && service.build === null) {
    const ready = image === null ? null : imageName(image);
    return [place, homeOf(service), ...(ready ? [`ready ${name} ${ready.repository}`] : [])];
  }
  return [
    place,
    ...builds.map(({ dockerfile }) => `folder ${name} ${ownFolder(dockerfile)} ${dockerfileStem(dockerfile)}`),
    ...builds.flatMap(({ context }) => (context.kind === 'folder' ? `context ${name} ${folderOf(at.path)} ${context.path}` : [])),
  ];
}

function homeOf({ name, at }: ComposeService): string {
  return `home ${name} ${folderOf(at.path)}`;
}

function rootOf(parents: number[], index: number): number {
  let at = index;
  for (let parent = parents[at]; parent !== undefined && parent !== at; parent = parents[at]) {
    parents[at] = parents[parent] ?? parent;
    at = parent;
  }
  return at;
}
