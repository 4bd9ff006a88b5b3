import { implicitNeeds } from '#knowledge/implicit.js';
import { fitsName } from '#needs/implicit/glob.js';

/** Whether the catalogue of implicit needs tells when a library (null: any) needs another: then finding no sign of it is a proof. */
export function isCatalogued(library: string | null, name: string): boolean {
  return implicitNeeds().some((need) => {
    if (library !== null && need.with !== library) return false;
    return need.needs.some((group) => group.some((glob) => fitsName(glob, name)));
  });
}

/** Whether somebody has looked into what a library needs without importing it. */
export function isStudied(library: string): boolean {
  return implicitNeeds().some((need) => need.with === library);
}
