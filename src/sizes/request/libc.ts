import type { BaseImage } from '#knowledge/index.js';
import type { Target } from '#sizes/types.js';

/** Every Alpine since 3.13 has musl 1.2 (https://musl.libc.org/releases.html, 1.2.2 of January 2021), which wheels ask for as musllinux_1_2. */
const MUSL = '1.2';

/** The glibc that is taken where the release is not fixed: of Debian bookworm. Wheels of PyPI ask for less: manylinux_2_28 as a rule. */
const COMMON = '2.36';

export interface Libc {
  readonly libc: Target['libc'];
  /** What is taken for granted; null: it is known. */
  readonly assumed: string | null;
}

/** The C library of an image, by its base; `reference` names it for a person. */
export function libcOf(reference: string | null, base: BaseImage | null): Libc {
  if (base?.distribution === 'alpine') return { libc: { kind: 'musl', version: MUSL }, assumed: null };
  const glibc = base?.glibc ?? null;
  if (glibc !== null) return { libc: { kind: 'glibc', version: glibc }, assumed: null };
  const why = reference === null ? 'the base image is not known' : `${reference} does not fix its release`;
  return { libc: { kind: 'glibc', version: COMMON }, assumed: `${why}: wheels for glibc ${COMMON} are taken` };
}
