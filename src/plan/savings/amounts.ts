import { sizeFactors } from '#knowledge/package-sizes.js';
import { NOTHING, plus } from '#sizes/packages/heft.js';
import type { EnvironmentPackages, ImagePackages, ImagePart, PackageWeight } from '#sizes/packages/types.js';
import type { Bytes } from '#sizes/types.js';

/** What some packages take; one of which nothing is known counts as those of the catalogue do, from the tenth to the ninetieth of a hundred. */
export function amountOf(packages: readonly PackageWeight[]): Bytes {
  return packages.reduce((sum, { bytes }) => plus(sum, bytes ?? unheard()), NOTHING);
}

function unheard(): Bytes {
  const { files, bytecode } = sizeFactors().factors.unheard;
  return { low: files[0] + bytecode[0], high: files[2] + bytecode[2], basis: 'heuristic' };
}

/** What an image no longer holds, less what it holds anew; what is the same before and after counts on neither side. */
export function difference(before: ImagePackages, after: ImagePackages): Bytes {
  const [was, is] = [shippedPackages(before), shippedPackages(after)];
  const gone = plus(amountOf(without(was, is)), amountOfParts(partsWithout(before.parts, after.parts)));
  const come = plus(amountOf(without(is, was)), amountOfParts(partsWithout(after.parts, before.parts)));
  const basis = plus(gone, come).basis;
  return { low: gone.low - come.high, high: gone.high - come.low, basis };
}

/** The environments that the image holds. */
export function shipped({ environments }: ImagePackages): readonly EnvironmentPackages[] {
  return environments.filter(({ ships }) => ships);
}

function shippedPackages(image: ImagePackages): readonly PackageWeight[] {
  return shipped(image).flatMap(({ packages }) => packages);
}

/** Those of one image that the other has no package of the same name for, counted: two environments may both have it. */
function without(some: readonly PackageWeight[], others: readonly PackageWeight[]): readonly PackageWeight[] {
  const left = new Map<string, number>();
  for (const { name } of others) left.set(name, (left.get(name) ?? 0) + 1);
  return some.filter(({ name }) => {
    const number = left.get(name) ?? 0;
    left.set(name, number - 1);
    return number <= 0;
  });
}

/** Of the parts of one image those that the other does not have. */
export function partsWithout(some: readonly ImagePart[], others: readonly ImagePart[]): readonly ImagePart[] {
  const keys = new Set(others.map(keyOf));
  return some.filter((part) => !keys.has(keyOf(part)));
}

function keyOf({ kind, what }: ImagePart): string {
  return `${kind} ${what}`;
}

/** Parts whose size nobody knows count as nothing. */
export function amountOfParts(parts: readonly ImagePart[]): Bytes {
  return parts.reduce((sum, { bytes }) => (bytes === null ? sum : plus(sum, bytes)), NOTHING);
}
