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
  const [mine, theirs] = [before.parts.filter(isFirst), after.parts.filter(isFirst)];
  const gone = plus(amountOf(without(was, is, nameOf)), amountOfParts(without(mine, theirs, keyOf)));
  const come = plus(amountOf(without(is, was, nameOf)), amountOfParts(without(theirs, mine, keyOf)));
  const basis = plus(gone, come).basis;
  return plus({ low: gone.low - come.high, high: gone.high - come.low, basis }, storedLess(before, after));
}

function isFirst({ kind }: ImagePart): boolean {
  return kind !== 'again';
}

/** What is no longer stored twice. What still is, is the same files as before, so that the least is held against the least. */
function storedLess(before: ImagePackages, after: ImagePackages): Bytes {
  const [gone, come] = [amountOfParts(storedAnew(before, after)), amountOfParts(storedAnew(after, before))];
  const [one, other] = [gone.low - come.low, gone.high - come.high];
  return { low: Math.min(one, other), high: Math.max(one, other), basis: plus(gone, come).basis };
}

/** What one image stores again and the other does not. */
export function storedAnew(image: ImagePackages, other: ImagePackages): readonly ImagePart[] {
  const twice = ({ parts }: ImagePackages): readonly ImagePart[] => parts.filter((part) => !isFirst(part));
  return without(twice(image), twice(other), keyOf);
}

function nameOf({ name }: PackageWeight): string {
  return name;
}

/** The environments that the image holds. */
export function shipped({ environments }: ImagePackages): readonly EnvironmentPackages[] {
  return environments.filter(({ ships }) => ships);
}

function shippedPackages(image: ImagePackages): readonly PackageWeight[] {
  return shipped(image).flatMap(({ packages }) => packages);
}

/** Those of one image that the other has none of the same key for, counted: two environments may both have a package. */
function without<T>(some: readonly T[], others: readonly T[], keyIn: (one: T) => string): readonly T[] {
  const left = new Map<string, number>();
  for (const one of others) left.set(keyIn(one), (left.get(keyIn(one)) ?? 0) + 1);
  return some.filter((one) => {
    const number = left.get(keyIn(one)) ?? 0;
    left.set(keyIn(one), number - 1);
    return number <= 0;
  });
}

function keyOf({ kind, what }: ImagePart): string {
  return `${kind} ${what}`;
}

/** Parts whose size nobody knows count as nothing. */
function amountOfParts(parts: readonly ImagePart[]): Bytes {
  return parts.reduce((sum, { bytes }) => (bytes === null ? sum : plus(sum, bytes)), NOTHING);
}
