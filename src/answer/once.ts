import type { Evidence, Hit, Place } from './answer.js';

/** What is said of places, the same of the same place once. */
export function saidOnce<T extends { readonly text: string; readonly at: Place }>(hits: readonly T[]): readonly T[] {
  return [...new Map(hits.map((one) => [`${one.text}\0${one.at.path}\0${one.at.line}`, one])).values()];
}

/** The same as hits of every image. */
export function hitsOf(signs: readonly { readonly text: string; readonly at: Place }[]): readonly Hit[] {
  return saidOnce(signs).map((sign) => ({ ...sign, image: null }));
}

/** By file and line. */
export function inPlaceOrder(a: Place, b: Place): number {
  return a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1;
}

/** Rows of evidence, each once: images of one code say the same. */
export function rowsOnce(rows: readonly Evidence[]): readonly Evidence[] {
  return [...new Map(rows.map((one) => [`${one.kind}\0${one.text}\0${one.path}\0${one.line}`, one])).values()];
}
