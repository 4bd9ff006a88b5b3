import type { ImplicitNeed } from '#knowledge/implicit-types.js';
import { implicitNeeds } from '#knowledge/implicit.js';
import { fitsName } from '#needs/implicit/glob.js';

/** Whether the catalogue of implicit needs tells when a library (null: any) needs another: then finding no sign of it is a proof. */
export function isCatalogued(library: string | null, name: string): boolean {
  const needs = library === null ? implicitNeeds() : (needsByLibrary().get(library) ?? []);
  return needs.some((need) => need.needs.some((group) => group.some((glob) => fitsName(glob, name))));
}

/** Whether somebody has looked into what a library needs without importing it. */
export function isStudied(library: string): boolean {
  return needsByLibrary().has(library);
}

let known: ReadonlyMap<string | null, readonly ImplicitNeed[]> | null = null;

/** The catalogue does not change in a run, and every image asks for each of its lines. */
function needsByLibrary(): ReadonlyMap<string | null, readonly ImplicitNeed[]> {
  if (known !== null) return known;
  const found = new Map<string | null, ImplicitNeed[]>();
  for (const need of implicitNeeds()) {
    const own = found.get(need.with);
    if (own) own.push(need);
    else found.set(need.with, [need]);
  }
  return (known = found);
}
