import { baseName } from '#text/paths.js';

/** An image name for comparing: variables are `*`, the registry that docker adds by itself is gone. */
export interface ImageName {
  readonly repository: string;
  /** Null: none is given, or a variable decides. */
  readonly tag: string | null;
}

/** Reads `ghcr.io/acme/api:${TAG:-latest}`; null for what names nothing by itself (`${IMAGE}`). */
export function imageName(written: string): ImageName | null {
  const text = (written.split('@')[0] ?? '').replace(/\$\{[^{}]*\}|\$\{\{.*?\}\}|\$\w+/g, '*');
  const colon = text.indexOf(':', text.lastIndexOf('/') + 1);
  const tag = colon < 0 ? '*' : text.slice(colon + 1);
  const repository = (colon < 0 ? text : text.slice(0, colon)).toLowerCase().replace(/^(?:docker\.io|index\.docker\.io)\//, '').replace(/^library\//, '');
  if (baseName(repository).replaceAll('*', '') === '') return null;
  return { repository, tag: tag.includes('*') || tag === '' ? null : tag };
}

/**
 * How well a name that a service runs fits a name that a build gives: 2 for the same tag, 1 where one
 * of them leaves it open or a registry's image is pinned to a tag of its own, 0 for another image.
 */
export function fits(runs: ImageName, built: ImageName): 0 | 1 | 2 {
  if (!sameRepository(runs.repository, built.repository)) return 0;
  if (runs.tag !== null && built.tag !== null) {
    if (runs.tag === built.tag) return 2;
    // `redis:7` is not what builds `redis:custom`; `ghcr.io/acme/api:1.4` is a release of what builds `…:latest`.
    return runs.repository.includes('/') ? 1 : 0;
  }
  return runs.tag === built.tag || latest(runs.tag) === latest(built.tag) ? 2 : 1;
}

function latest(tag: string | null): string {
  return tag ?? 'latest';
}

function sameRepository(a: string, b: string): boolean {
  if (a === b) return true;
  if (!a.includes('*') && !b.includes('*')) return false;
  const [first, ...left] = a.split('/').toReversed();
  const [second, ...right] = b.split('/').toReversed();
  if (first !== second) return false;
  // A variable in front may stand for a registry with or without an organisation.
  return left.every((part, index) => part.includes('*') || right[index] === undefined || right[index]?.includes('*') === true || part === right[index]);
}
