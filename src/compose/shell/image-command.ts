import type { Field } from './variables.js';

/** A command line that builds an image, in its own words; `mentionOf` makes paths of them. */
export interface BuildCommand {
  readonly kind: 'build';
  /** `docker build`, `kaniko`. */
  readonly tool: string;
  /** The context word; null: none is given. */
  readonly context: Field | null;
  readonly file: Field | null;
  /** Where a relative Dockerfile is looked for: docker in the current folder, `az acr` and Cloud Build in the context, others in both. */
  readonly fileFrom: 'folder' | 'context' | 'either';
  /** Names without `-f`, in the order of preference. */
  readonly defaults: readonly string[];
  readonly target: Field | null;
  readonly args: readonly Field[];
  readonly tags: readonly Field[];
  readonly platforms: readonly Field[];
  readonly contexts: readonly Field[];
  readonly push: boolean;
  readonly load: boolean;
  /** Words that may be further options. */
  readonly untold: readonly Field[];
  /** `--output type=local`: what is made is no image. */
  readonly output: Field | null;
}

/** `docker compose -f a.yml up`: files that belong together. */
export interface ComposeLine {
  readonly kind: 'compose';
  readonly files: readonly Field[];
  readonly profiles: readonly Field[];
  readonly folder: Field | null;
  /** `build`, `up`. */
  readonly command: string | null;
  readonly services: readonly Field[];
}

export interface BakeLine {
  readonly kind: 'bake';
  readonly files: readonly Field[];
  readonly targets: readonly Field[];
}

export type ImageCommand = BuildCommand | ComposeLine | BakeLine;

/** A word that is written out. */
export function word(value: string): Field {
  return { value, reason: '', text: value, several: false };
}
