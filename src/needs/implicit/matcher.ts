import type { ImplicitNeed } from '#knowledge/implicit-types.js';
import { implicitNeeds } from '#knowledge/implicit.js';
import { grouped } from '#text/grouped.js';
import { type Lookup, lookupIn } from './lookup.js';
import { signIndex, type SignIndex } from './sign-index.js';

/** A catalogue of implicit needs made ready for many images. */
export interface Matcher {
  readonly index: SignIndex;
  readonly lookup: Lookup;
  /** The needs of each library, since most libraries are not there; null: of none in particular. */
  readonly byLibrary: ReadonlyMap<string | null, readonly Numbered[]>;
  /** The libraries by the module that has their own name. */
  readonly byModule: ReadonlyMap<string, readonly string[]>;
  /** By the number of a sign, the needs that it is a sign of. */
  readonly bySign: readonly (readonly Numbered[])[];
  /** 1 at the number of a sign that is a file. */
  readonly isFile: Uint8Array;
}

/** A need with its place in the catalogue. */
export type Numbered = SignIndex['needs'][number] & {
  readonly at: number;
  /** Each sign of any alternative, once. */
  readonly signs: readonly number[];
  /** It may hold though no sign of it is seen in code, commands or settings: some alternative has none, or one is a file. */
  readonly unseen: boolean;
};

let prepared: Matcher | undefined;

/** The bundled catalogue. */
export function catalogued(): Matcher {
  return (prepared ??= matcherOf(implicitNeeds()));
}

export function matcherOf(needs: readonly ImplicitNeed[]): Matcher {
  const index = signIndex(needs);
  const isFile = new Uint8Array(index.count);
  for (const { sign } of index.files) isFile[sign] = 1;
  const byLibrary = new Map<string | null, Numbered[]>();
  const bySign = Array.from({ length: index.count }, (): Numbered[] => []);
  for (const [at, { need, when, unless }] of index.needs.entries()) {
    const signs = [...new Set(when.flat())];
    const numbered: Numbered = { at, need, when, unless, signs, unseen: when.some((all) => all.length === 0) || signs.some((sign) => isFile[sign] === 1) };
    const own = byLibrary.get(need.with);
    if (own) own.push(numbered);
    else byLibrary.set(need.with, [numbered]);
    for (const sign of signs) bySign[sign]?.push(numbered);
  }
  const byModule = grouped([...byLibrary.keys()].filter((library) => library !== null), (library) => library.replaceAll('-', '_'));
  return { index, lookup: lookupIn(index), byLibrary, byModule, bySign, isFile };
}
