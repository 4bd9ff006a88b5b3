import type { Place } from '#answer/answer.js';
import type { Instruction } from '#dockerfile/types.js';
import type { ContextTree } from '#files/context-tree.js';
import type { Build } from './build.js';
import type { DockerfileModel } from './model.js';
import type { ResolvedInstall } from '#image/installs/resolved-install.js';
import type { CopyView } from '#image/files/stage-files.js';
import type { Moment, StageBase } from '#image/stages/stages.js';
import type { SystemCall } from '#image/run/system-calls.js';

/** What a build produces, worked out by walking its Dockerfile without running it. */
export interface ImageModel {
  readonly build: Build;
  /** The Dockerfile walked with this build's arguments. */
  readonly dockerfile: DockerfileModel;
  /** The stage that is built. */
  readonly target: number;
  /** The stages whose layers the image holds: the one on the external base first, the target last. */
  readonly chain: readonly number[];
  /** Every stage that BuildKit builds for the target: the chain, and what it copies or mounts from. */
  readonly needed: ReadonlySet<number>;
  /** What the chain stands on. */
  readonly base: StageBase;
  /** What a COPY can take: the context's folder without what `.dockerignore` leaves out; null where the context is not known. */
  readonly context: ContextTree | null;
  /** What decides which files lie in its stages (`fileAt`, `imageFiles`, `originOf`). */
  readonly copies: CopyView;
  /** Environment, folder and user at the end. Build arguments are not part of an image's environment. */
  readonly end: Moment;
  /** Variables that a container of the image sees; null: set to what cannot be told. */
  readonly environment: ReadonlyMap<string, string | null>;
  readonly entry: Entry;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  /** The layers above the base, in order, those of the whole chain. */
  readonly layers: readonly Layer[];
  /** Installs by Python's managers in every needed stage, in order; `ships` tells those whose result the image holds. */
  readonly installs: readonly ResolvedInstall[];
  /** What could not be understood, each with its line; who depends on it stays silent. */
  readonly opaque: readonly Opaque[];
}

export interface Opaque {
  readonly at: Place;
  readonly because: string;
  /** What it makes uncertain. */
  readonly about: 'base' | 'files' | 'installs' | 'environment' | 'entry' | 'user';
  /** A build stops here: what it copies is not there. */
  readonly stops?: true;
}

/** What starts when a container does: ENTRYPOINT and CMD by the rules of the Dockerfile reference. */
export interface Entry {
  readonly entrypoint: Command | null;
  readonly command: Command | null;
  readonly healthcheck: Command | 'none' | null;
}

export interface Command {
  /** The shell form runs as the words of SHELL and the text. */
  readonly form: 'shell' | 'exec';
  /** Exec: the words. Shell: one word, the text. */
  readonly words: readonly string[];
  /** What the shell form is run by: the words of SHELL, `/bin/sh -c` by default; null for the exec form. */
  readonly shell: readonly string[] | null;
  readonly at: Place;
}

/** One instruction's layer. Instructions that only set metadata make none. */
export interface Layer {
  readonly stage: number;
  /** The instruction's number in its stage. */
  readonly at: number;
  readonly instruction: Instruction;
  readonly contents: readonly LayerContent[];
}

/** What a layer brings, takes away or stores a second time. */
export type LayerContent =
  | { readonly kind: 'workspace'; readonly source: string; readonly target: string; readonly files: number; readonly owner: string | null }
  | { readonly kind: 'stage'; readonly from: string; readonly source: string; readonly target: string }
  | { readonly kind: 'heredoc'; readonly target: string }
  | { readonly kind: 'archive'; readonly source: string; readonly target: string }
  | { readonly kind: 'install'; readonly install: ResolvedInstall }
  | { readonly kind: 'system'; readonly call: SystemCall }
  | { readonly kind: 'download'; readonly text: string }
  /** Weights or data of a model (`snapshot_download`, `spacy download`, `nltk.downloader`, `from_pretrained` in a RUN). */
  | { readonly kind: 'model'; readonly text: string }
  /** `chown -R`, `chmod -R` over what earlier layers brought: the files are stored twice. `of`: the layers they came with. */
  | { readonly kind: 'duplicate'; readonly by: string; readonly paths: readonly string[]; readonly of: readonly Place[] }
  | { readonly kind: 'removal'; readonly paths: readonly string[] }
  | { readonly kind: 'command'; readonly text: string };

/** A file that the image holds because the workspace has it. */
export interface ImageFile {
  /** Absolute path in the image. */
  readonly path: string;
  /** Workspace path. */
  readonly origin: string;
  readonly by: Place;
}
