import { known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
import { remembered } from '#text/remembered.js';
import { broughtBy, needsOfPackage, suitesMeant } from './apt-needs.js';
import { catalogue, cited } from './catalogue.js';
import type { Sourced } from './catalogue.js';

/** What a full Python image (buildpack-deps) holds that the slim one of the same release lacks. */
export interface FullImage {
  readonly packages: readonly string[];
  /** By program: the package that has it; null: a program that only builds need. */
  readonly commands: ReadonlyMap<string, string | null>;
  /** By distribution that runs such a program. */
  readonly distributions: ReadonlyMap<string, string>;
}

interface File extends Sourced {
  readonly packages: readonly string[];
  readonly commands: Readonly<Record<string, string | null>>;
  readonly distributions: Readonly<Record<string, string>>;
}

const file = catalogue<File>('full-image');

export function fullImage(): Answer<FullImage> {
  const content = file();
  const value: FullImage = { packages: content.packages, commands: new Map(Object.entries(content.commands)), distributions: new Map(Object.entries(content.distributions)) };
  return ask(known(value, 'what the full image adds to the slim one', [cited('what the full image adds to the slim one', content)]));
}

/** Releases that are remembered at most. */
const MOST_SUITES = 20;

/** All packages that a full Python image of a release holds and the slim one lacks, as far as the catalogue has them. */
export const heldByFullImage = remembered((suite): ReadonlySet<string> => broughtBy(file().packages, suite), MOST_SUITES);

/** Kilobytes up to which a package is a list of others (`build-essential`). */
const LIST_OF_OTHERS = 50;

/**
 * Whether a full Python image of a release holds a package, or all that a package stands for which has no weight of its own. `suite`:
 * null where the tag moves: then in each release that it may mean.
 */
export function isHeldByFullImage(name: string, suite: string | null): boolean {
  return suitesMeant(suite).every((one) => {
    const all = heldByFullImage(one);
    if (all.has(name)) return true;
    const own = needsOfPackage(name, one);
    return own !== null && own.kilobytes <= LIST_OF_OTHERS && own.needs.every((need) => all.has(need));
  });
}
