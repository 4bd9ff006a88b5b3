import type { Snapshot } from '#files/snapshot.js';
import type { ImageModel } from '#image/image.js';
import { imagePurposes } from '#rule/image-purposes.js';
import type { FileUse } from '#services/file-uses.js';
import { workspaceImages } from '#services/workspace-images.js';
import { workspaceServices } from '#services/workspace-services.js';
import { baseName, folderOf } from '#text/paths.js';
import { waysOf, type Untold, type Way } from './points.js';

/** Images that take the shared file by the same words: what is written for one of them holds for all. */
export interface Consumer {
  /** The service's name, or that of the folder. */
  readonly name: string;
  readonly images: readonly ImageModel[];
  readonly ways: readonly Way[];
  /** One of them goes to production. */
  readonly production: boolean;
  /** What sets its service apart: variants of one service (for another processor, from another base) are that service. */
  readonly service: string;
}

export interface Consumers {
  readonly consumers: readonly Consumer[];
  readonly untold: readonly (Untold & { readonly production: boolean })[];
}

/** Who installs a shared file, images that share a Dockerfile's line or an including file as one. */
export function consumersOf(snapshot: Snapshot, path: string, uses: readonly FileUse[]): Consumers {
  const { images, besides } = workspaceImages(snapshot);
  const byId = new Map([...images, ...besides].map((image) => [image.build.id, image]));
  const purposes = imagePurposes(snapshot);
  const shipping = (id: string): boolean => ['production', 'example'].includes(purposes.get(id)?.kind ?? 'production');
  const untold: (Untold & { production: boolean })[] = [];
  const ways: Way[] = [];
  for (const use of uses) {
    const image = byId.get(use.image);
    if (!image) continue;
    const found = waysOf(snapshot, path, use, image);
    ways.push(...found.ways);
    untold.push(...found.untold.map((one) => ({ ...one, production: shipping(use.image) })));
  }
  const names = serviceNames(snapshot);
  const consumers = components(ways).map((own): Consumer => {
    const members = [...new Map(own.map(({ image }) => [image.build.id, image])).values()];
    const [first] = [...members].sort((a, b) => Number(shipping(b.build.id)) - Number(shipping(a.build.id)));
    const name = members.flatMap(({ build }) => names.get(build.id) ?? [])[0] ?? (first ? folderName(first) : 'root');
    const service = members.flatMap(({ build }) => names.get(build.id) ?? [])[0] ?? first?.build.dockerfile ?? name;
    return { name, service, images: members, ways: own, production: members.some(({ build }) => shipping(build.id)) };
  });
  // What takes the file in a way that cannot be told still needs something of it.
  const reached = new Set(ways.map(({ image }) => image.build.id));
  const lost = new Set(untold.flatMap(({ image, production }) => (production && !reached.has(image) ? [image] : [])));
  for (const id of lost) {
    const image = byId.get(id);
    if (image) consumers.push({ name: names.get(id) ?? folderName(image), service: names.get(id) ?? image.build.dockerfile, images: [image], ways: [], production: true });
  }
  return { consumers, untold };
}

function folderName({ build }: ImageModel): string {
  return baseName(folderOf(build.dockerfile)) || 'root';
}

function serviceNames(snapshot: Snapshot): ReadonlyMap<string, string> {
  return new Map(workspaceServices(snapshot).services.flatMap(({ name, images }) => images.map(({ build }) => [build.id, name] as const)));
}

/** Ways that share an image or a point belong together. */
function components(ways: readonly Way[]): readonly (readonly Way[])[] {
  const parents = new Map<string, string>();
  const top = (key: string): string => {
    let at = key;
    for (let next = parents.get(at); next !== undefined && next !== at; next = parents.get(at)) at = next;
    return at;
  };
  for (const { image, point } of ways) {
    const [a, b] = [top(`image ${image.build.id}`), top(`point ${point.key}`)];
    if (a !== b) parents.set(b, a);
  }
  const groups = new Map<string, Way[]>();
  for (const way of ways) {
    const key = top(`image ${way.image.build.id}`);
    const own = groups.get(key) ?? [];
    own.push(way);
    groups.set(key, own);
  }
  return [...groups.values()];
}
