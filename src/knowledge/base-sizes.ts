import { catalogue } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What is known of the size of one tag, and of what stands in it. */
export interface SizedImage extends Sourced {
  /** All layers unpacked, of one build: the lowest and highest number of bytes that the published figure is rounded from. */
  readonly disk?: { readonly amd64: readonly [low: number, high: number]; readonly python?: string; readonly built: string; readonly source: string };
  /** What is pulled, in bytes, of one build. */
  readonly compressed?: { readonly amd64?: number; readonly arm64?: number; readonly python?: string; readonly built: string; readonly source: string };
  /** Of curl, wget, git, gcc, make, bash and ca-certificates: those that are there, and those that are not. */
  readonly holds: readonly string[];
  readonly lacks: readonly string[];
  readonly user?: string;
  /** The image that it is built on, where a size of its own was not found. */
  readonly parent?: string;
}

/** A tag that moves: where it pointed when it was last looked at, and since when. */
export interface FloatingTag extends Sourced {
  readonly to: string;
  readonly since: string;
}

interface Factor extends Sourced {
  readonly low: number;
  readonly high: number;
  readonly basis: string;
}

interface File {
  /** `arch`: of arm64 for a byte of amd64; `patch`: of another patch version of the same minor and release; `rebuild`: of the same one built on another day. */
  readonly factors: Readonly<Record<'arch' | 'patch' | 'rebuild', Factor>>;
  /** By the whole reference: `docker.io/library/python:3.12-slim`. */
  readonly floating: Readonly<Record<string, FloatingTag>>;
  readonly images: Readonly<Record<string, SizedImage>>;
}

/** The whole table; keys are registry, repository and tag in full. */
export const baseSizes = catalogue<File>('base-sizes');

/** The entry of a reference in full; null: there is none. */
export function sizedImage(key: string): SizedImage | null {
  const { images } = baseSizes();
  return (Object.hasOwn(images, key) ? images[key] : undefined) ?? null;
}

/** Where a tag that moves points; null: it is in no list of those. */
export function floatingTag(key: string): FloatingTag | null {
  const { floating } = baseSizes();
  return (Object.hasOwn(floating, key) ? floating[key] : undefined) ?? null;
}
