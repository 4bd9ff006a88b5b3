import type { Snapshot } from '#files/snapshot.js';
import type { Build } from '#image/build.js';
import { baseName, folderOf } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { ownFolder } from './folders.js';
import type { ServiceGroup } from './group-services.js';
import { isIgnored } from './ignored-files.js';
import { wordsOf } from './purpose-words.js';
import { serviceFolder } from './service-folder.js';
import { uniqueNames } from './service-names.js';
import type { ServiceParts } from './service-parts.js';
import { stem as stemOf } from './variant-words.js';

export interface NamedGroup extends ServiceGroup {
  readonly uniqueName: string;
  readonly folder: string;
}

/** Every group with the folder that is its own and a name that no other has. */
export function nameServices(parts: ServiceParts, groups: readonly ServiceGroup[]): readonly NamedGroup[] {
  const shared = sharedFolders(groups);
  const folders = groups.map((group) => folderOfGroup(parts.snapshot, group, shared));
  const isBuilt = ({ builds }: ServiceGroup): boolean => builds.some((build) => parts.joined.sound.has(build));
  const names = uniqueNames(groups.map((group, index) => {
    const named = nameParts(parts, group, folders[index] ?? '');
    const [service] = group.runsAs;
    if (!service || !group.runsAs.every((one) => isIgnored(parts.snapshot.tree, one))) return { parts: named, built: isBuilt(group) };
    return { parts: [...folderOf(service.at.path).split('/').filter(Boolean), baseName(service.at.path), named.at(-1) ?? ''], built: isBuilt(group), ignored: true };
  }));
  return groups.map((group, index) => ({ ...group, uniqueName: names[index] ?? '', folder: folders[index] ?? '' }));
}

/** Folders where Dockerfiles of several services lie. */
function sharedFolders(groups: readonly ServiceGroup[]): ReadonlySet<string> {
  const seen = new Map<string, Set<string>>();
  for (const { builds } of groups) {
    for (const { dockerfile } of builds) {
      const folder = ownFolder(dockerfile);
      seen.set(folder, (seen.get(folder) ?? new Set<string>()).add(dockerfile));
    }
  }
  return new Set([...seen].flatMap(([folder, dockerfiles]) => (dockerfiles.size > 1 ? folder : [])));
}

function folderOfGroup(snapshot: Snapshot, { name, stem, builds, runsAs }: ServiceGroup, shared: ReadonlySet<string>): string {
  const [build] = builds;
  if (!build) return folderOf(runsAs[0]?.at.path ?? '');
  const own = ownFolder(build.dockerfile);
  return serviceFolder(snapshot, build, name ?? stem, shared.has(own) && stem !== '');
}

function nameParts({ snapshot, joined, purposes }: ServiceParts, { name, stem, builds, runsAs, buildsOf }: ServiceGroup, folder: string): readonly string[] {
  const parts = folder.split('/').filter(Boolean);
  const production = builds.filter((build) => joined.sound.has(build) && purposes.get(build)?.kind === 'production');
  const named = new Set([...buildsOf.values()].flat().map(({ dockerfile }) => dockerfile));
  // A devcontainer's service is not called as the product that it develops.
  const ownName = production.length === 0 || production.some(({ dockerfile }) => named.has(dockerfile)) ? name : null;
  if (ownName !== null) {
    // The folder of its compose file tells projects apart; a compose file in the root tells nothing.
    const home = folderOf(runsAs[0]?.at.path ?? '').split('/').filter(Boolean);
    if (home.length > 0 || builds.length === 0) return [...home, ownName];
    return parts.at(-1) === ownName ? parts : [...parts, ownName];
  }
  if (stem !== '') return wordsOf(parts.at(-1) ?? '').join('-') === stem ? parts : [...parts, stem];
  const last = parts.at(-1);
  if (last === undefined) return [rootName(snapshot, production, joined)];
  // `tei/1.9.3`, `base/cu129`: a version or a variant names nothing by itself.
  return stemOf(last) === '' && parts.length > 1 ? [...parts.slice(0, -2), parts.slice(-2).join('/')] : parts;
}

/** The root's own service is called as its image is, else as its project, else `root`: a checkout's folder may have any name. */
function rootName(snapshot: Snapshot, builds: readonly Build[], joined: JoinedBuilds): string {
  for (const image of builds.flatMap((build) => joined.mentions.get(build) ?? []).flatMap(({ images }) => images)) {
    const name = baseName((image.split('@')[0] ?? '').replace(/:[^/]*$/, ''));
    if (/^[a-z0-9][\w.-]*$/.test(name)) return name;
  }
  const project = /^\[(?:project|tool\.poetry)\][^[]*?^name\s*=\s*["']([\w.-]+)["']/m.exec(snapshot.text('pyproject.toml')?.slice(0, 20_000) ?? '');
  return project?.[1] ?? 'root';
}
