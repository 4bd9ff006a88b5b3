import type { Build } from '#image/build.js';
import { baseName } from '#text/paths.js';
import { ownFolder } from './folders.js';
import type { ServiceGroup } from './group-services.js';
import { dockerfileStem, stem } from './variant-words.js';

/** The groups with the builds that no compose file has: variants of a service, or services of their own. */
export function withOrphans(composed: readonly ServiceGroup[], orphans: readonly Build[]): readonly ServiceGroup[] {
  const neighbours = neighboursOf(composed);
  const added = new Map<ServiceGroup, Build[]>();
  const alone: Build[] = [];
  for (const build of orphans) {
    const homes = homesOf(neighbours, build);
    if (homes.length === 0) alone.push(build);
    for (const group of homes) {
      const list = added.get(group) ?? [];
      list.push(build);
      added.set(group, list);
    }
  }
  return [...composed.map((group) => ({ ...group, builds: [...group.builds, ...(added.get(group) ?? [])] })), ...orphanGroups(alone)];
}

/** The groups that build a Dockerfile, and those that build one of a folder with the same word of its own. */
interface Neighbours {
  readonly byDockerfile: ReadonlyMap<string, readonly ServiceGroup[]>;
  readonly byFolder: ReadonlyMap<string, readonly ServiceGroup[]>;
}

function neighboursOf(groups: readonly ServiceGroup[]): Neighbours {
  const byDockerfile = new Map<string, ServiceGroup[]>();
  const byFolder = new Map<string, ServiceGroup[]>();
  for (const group of groups) {
    for (const dockerfile of new Set(group.builds.map((build) => build.dockerfile))) {
      addTo(byDockerfile, dockerfile, group);
      addTo(byFolder, folderKey(dockerfile), group);
    }
  }
  return { byDockerfile, byFolder };
}

function addTo(map: Map<string, ServiceGroup[]>, key: string, group: ServiceGroup): void {
  const list = map.get(key) ?? [];
  list.push(group);
  map.set(key, list);
}

function folderKey(dockerfile: string): string {
  return `${ownFolder(dockerfile)}\0${dockerfileStem(dockerfile)}`;
}

/** The services that a build is a variant of: all that share its Dockerfile (and target, if it has one of theirs), else the first of its folder. */
function homesOf({ byDockerfile, byFolder }: Neighbours, build: Build): readonly ServiceGroup[] {
  const same = byDockerfile.get(build.dockerfile) ?? [];
  const targeted = same.filter(({ builds }) => builds.some(({ dockerfile, target }) => dockerfile === build.dockerfile && target === build.target));
  if (targeted.length > 0) return targeted;
  if (same.length > 0) return same;
  const beside = byFolder.get(folderKey(build.dockerfile)) ?? [];
  const own = beside.find(({ runsAs }) => runsAs.some(({ command, entrypoint }) => command === null && entrypoint === null)) ?? beside[0];
  return own ? [own] : [];
}

function orphanGroups(builds: readonly Build[]): readonly ServiceGroup[] {
  const groups = new Map<string, { readonly folder: string; readonly stem: string; readonly builds: Build[] }>();
  for (const build of builds) {
    const folder = ownFolder(build.dockerfile);
    const word = [dockerfileStem(build.dockerfile), build.target === null ? '' : stem(build.target)].filter(Boolean).join('-');
    const key = `${folder}\0${word}`;
    const group = groups.get(key) ?? { folder, stem: word, builds: [] };
    group.builds.push(build);
    groups.set(key, group);
  }
  const all = [...groups.values()];
  // A lone Dockerfile with a word of its own is its folder's, unless the folder is the root.
  return all.map(({ folder, stem: word, builds: own }) => {
    // `.github/docker/` belongs to no service.
    const lone = folder !== '' && !baseName(folder).startsWith('.') && all.filter((other) => other.folder === folder).length === 1;
    return { name: null, stem: lone ? '' : word, builds: own, runsAs: [], buildsOf: new Map() };
  });
}
