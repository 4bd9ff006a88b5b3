import { known } from '#answer/answer.js';
import type { Answer } from '#answer/answer.js';
import { ask } from '#answer/ledger.js';
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
