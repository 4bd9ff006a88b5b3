import { unheard } from '#answer/ledger.js';
import type { DeployedContainer } from '#compose/deployments/types.js';
import type { Build } from '#image/build.js';
import { baseImage } from '#knowledge/index.js';
import { baseName, folderOf, isWithin } from '#text/paths.js';
import type { JoinedBuilds } from './builds.js';
import { ownFolder } from './folders.js';
import { fits, imageName, type ImageName } from './image-names.js';
import { wordsOf } from './purpose-words.js';
import type { Service } from './service.js';
import { taggedBuilds, type Tagged } from './tagged-builds.js';
import { dockerfileStem } from './variant-words.js';

/** The builds that a container may run. `told`: the file says which; else it is only likely, or cannot be excluded. */
export interface DeployedImages {
  readonly builds: readonly Build[];
  readonly told: boolean;
}

/** What containers are compared with. */
export interface BuildNames {
  readonly builds: readonly Build[];
  readonly tagged: ReadonlyMap<string, readonly Tagged[]>;
  /** Words of a name, joined by dashes, with the builds that are called so. */
  readonly byName: ReadonlyMap<string, readonly Build[]>;
}

/** The names of builds: their tags, and those of the services and folders that they belong to. */
export function buildNames(joined: JoinedBuilds, services: readonly Service[]): BuildNames {
  const byName = new Map<string, Build[]>();
  function add(name: string, build: Build): void {
    const key = plain(name);
    const list = byName.get(key) ?? [];
    if (key !== '' && !list.includes(build)) byName.set(key, [...list, build]);
  }
  for (const { name, folder, images } of services) {
    for (const { build } of images) {
      add(baseName(name.replace(/ \(\d+\)$/, '')), build);
      add(baseName(folder), build);
    }
  }
  for (const build of joined.builds) {
    add(baseName(ownFolder(build.dockerfile)), build);
    add(dockerfileStem(build.dockerfile), build);
    if (build.target !== null) add(build.target, build);
    for (const { images } of joined.mentions.get(build) ?? []) for (const image of images) add(lastPart(image), build);
  }
  return { builds: joined.builds, tagged: taggedBuilds(joined), byName };
}

function plain(name: string): string {
  return wordsOf(name.replaceAll(/\$\([^)]*\)|\$\{[^}]*\}|\$\w+/g, ' ')).join('-');
}

function lastPart(image: string): string {
  const name = imageName(image);
  return name === null ? '' : baseName(name.repository).replaceAll('*', '');
}

const NONE: DeployedImages = { builds: [], told: true };

/**
 * Which builds a container runs: those whose tag its image is, or that a platform's file names; else those that are called as
 * its image, itself or what it stands in; else, since a command that counts for too many images only keeps packages, all that
 * lie nearest to the file. What plainly runs another's image runs none of them.
 */
export function deployedImages(container: DeployedContainer, names: BuildNames): DeployedImages {
  const { images, dockerfile, name, within } = container;
  const built = dockerfile === null ? [] : names.builds.filter((build) => build.dockerfile === dockerfile);
  const tagged = [...built, ...images.flatMap((image) => withTag(image, names.tagged))];
  const same = tagged.length > 0 ? tagged : images.flatMap((image) => names.byName.get(plain(lastPart(image))) ?? []);
  if (same.length > 0) return { builds: unique(same), told: true };
  const open = images.every((image) => imageName(image) === null);
  if (!open && container.because === 'docker run') return NONE;
  if (!open && images.every(isOthers)) return { builds: images.some(inCatalogue) ? [] : calledSo(images, name, names.byName), told: false };
  // Beside a Dockerfile, a platform's file speaks of it.
  const beside = open && within.length === 0 ? names.builds.filter((build) => folderOf(build.dockerfile) === container.folder || ownFolder(build.dockerfile) === container.folder) : [];
  if (beside.length > 0) return { builds: beside, told: container.because !== 'docker run' };
  const own = [name, ...within].map((one) => plain(one ?? '')).filter((one) => one !== '');
  const exact = own.map((one) => names.byName.get(one) ?? []).find((found) => found.length > 0);
  if (exact) return { builds: exact, told: open };
  const alike = [...images.map((image) => plain(lastPart(image))), ...own].map((one) => partly(one, names.byName)).find((found) => found.length > 0);
  return { builds: alike ?? nearest(container.folder, names.builds), told: false };
}

/** As compose services are told apart by the images that they run. */
function withTag(image: string, tagged: BuildNames['tagged']): readonly Build[] {
  const runs = imageName(image);
  if (runs === null) return [];
  const found = (tagged.get(baseName(runs.repository)) ?? []).map((one) => ({ build: one.build, fit: fits(runs, one.name) })).filter(({ fit }) => fit > 0);
  const best = Math.max(0, ...found.map(({ fit }) => fit));
  return found.filter(({ fit }) => fit === best).map(({ build }) => build);
}

/** Most likely nobody's here: a name without a registry or an organisation is one of Docker's own library, unless it was built on this machine. */
function isOthers(image: string): boolean {
  const name: ImageName | null = imageName(image);
  if (name === null || name.repository.includes('*')) return false;
  return !name.repository.includes('/') || inCatalogue(image);
}

function inCatalogue(image: string): boolean {
  return unheard(() => baseImage(image)).value !== null;
}

/** What was built on this machine may be called a little otherwise (`orders-service` for `orders`), or its container as the service. */
function calledSo(images: readonly string[], name: string | null, byName: BuildNames['byName']): readonly Build[] {
  const exact = byName.get(plain(name ?? '')) ?? [];
  return unique([...exact, ...images.flatMap((image) => partly(plain(lastPart(image)), byName))]);
}

/** The builds whose name is the longest that is a part of this one, or has this one as a part, in whole words. */
function partly(name: string, byName: BuildNames['byName']): readonly Build[] {
  if (name === '') return [];
  const found = [...byName].filter(([key]) => `-${name}-`.includes(`-${key}-`) || `-${key}-`.includes(`-${name}-`));
  const longest = Math.max(0, ...found.map(([key]) => Math.min(key.length, name.length)));
  return unique(found.filter(([key]) => Math.min(key.length, name.length) === longest).flatMap(([, builds]) => builds));
}

function nearest(folder: string, builds: readonly Build[]): readonly Build[] {
  for (let at = folder; ; at = folderOf(at)) {
    const found = builds.filter((build) => isWithin(ownFolder(build.dockerfile), at));
    if (found.length > 0 || at === '') return found;
  }
}

function unique<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
