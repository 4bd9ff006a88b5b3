import type { Place } from '#answer/answer.js';
import type { Build } from '#image/build.js';
import type { ComposeCommand, ComposeService } from '#compose/types.js';
import type { ServiceVariable } from './service-environment.js';

/** What runs: the images it is made into, and how it is started. */
export interface Service {
  /** Unique in the workspace: the compose service's name where there is one, else the folder's or the image's. */
  readonly name: string;
  /** The folder that is its own: its Dockerfile's, or the one inside a shared context that its COPY lines name. */
  readonly folder: string;
  /** The image that goes to production first; then its other variants (GPU, development, test). Empty: it runs a ready-made image. */
  readonly images: readonly ServiceImage[];
  /** The compose services that run it, those of production first. */
  readonly runsAs: readonly ComposeService[];
  /** What it starts with after compose overrides; null where only the base image says it. */
  readonly start: StartCommand | null;
  readonly environment: ReadonlyMap<string, ServiceVariable>;
  readonly ports: readonly Placed[];
  readonly healthcheck: Placed | null;
  readonly memory: readonly Placed[];
  readonly owners: readonly string[];
  /** The files that its images install from, each with the line that does. */
  readonly requirements: readonly Placed[];
  readonly accelerators: readonly AcceleratorEvidence[];
  /** What is wrong with it: a context that is missing, a file that cannot be read. The others go on. */
  readonly problems: readonly Placed[];
}

export interface ServiceImage {
  readonly build: Build;
  readonly purpose: Purpose;
}

/** What an image is for, and the one fact that decided it (docs/services.md lists the test's steps). */
export interface Purpose {
  readonly kind: 'production' | 'development' | 'test' | 'ci' | 'example';
  readonly because: string;
  readonly at: Place | null;
}

export interface StartCommand {
  /** ENTRYPOINT and CMD as they run together; a shell form is one word behind `/bin/sh -c`. */
  readonly words: readonly string[];
  /** Where each part comes from: `CMD`, `ENTRYPOINT`, `command of compose`; and the FROM line whose image may start something before. */
  readonly from: readonly Placed[];
  readonly compose: ComposeCommand | null;
  /** Whether nothing else runs before these words: a base image may have an ENTRYPOINT of its own that is not known. */
  readonly whole: boolean;
}

export interface Placed {
  readonly text: string;
  readonly at: Place;
}

/**
 * A sign that a service uses an accelerator. `strong`: it asks for one (a cuda base, a device
 * reservation, `runtime: nvidia`). `weak`: it could use one if there were one. `against`: it says
 * that it has none (`CUDA_VISIBLE_DEVICES=`).
 */
export interface AcceleratorEvidence extends Placed {
  readonly strength: 'strong' | 'weak' | 'against';
  readonly accelerator: 'cuda' | 'rocm' | 'hpu' | 'l4t' | 'other';
}

/** Every service of a workspace, every build, and what could not be told. */
export interface Services {
  readonly services: readonly Service[];
  readonly builds: readonly Build[];
  readonly purposes: ReadonlyMap<Build, Purpose>;
  readonly problems: readonly Placed[];
}
