import type { Place } from '#answer/answer.js';

/** One way an image is made: a Dockerfile with the context, target and arguments that some file gives it, or that were inferred. */
export interface Build {
  /** Unique in the workspace and readable: the Dockerfile, then what sets this build apart (`--target dev`, `CUDA=1`, the context). */
  readonly id: string;
  /** Workspace path. For an inline Dockerfile: the file that holds it, `#`, and the service's name. */
  readonly dockerfile: string;
  /** Where an inline Dockerfile stands; not given: it is a file. */
  readonly inline?: InlinePlace;
  readonly context: BuildContext;
  /** The stage to be built; null: the last. */
  readonly target: string | null;
  /** `--build-arg`; null: given, but its value cannot be told. */
  readonly args: BuildArgs;
  /** Named contexts (`additional_contexts`, `--build-context`) as written: `COPY --from=` and FROM take them before stages. */
  readonly contexts: NamedContexts;
  /** Every place that speaks of this very build; empty: inferred. */
  readonly readFrom: readonly BuildSource[];
  /** Why it could not be built as it is told (Dockerfile missing, target unknown); empty for a sound one. */
  readonly problems: readonly string[];
}

/** Where the text of an inline Dockerfile begins. */
export interface InlinePlace {
  readonly at: Place;
  /** Each of its lines is one of the file, as in a block of YAML with `|`; false: only where it begins can be told. */
  readonly keepsLines: boolean;
}

export type BuildArgs = ReadonlyMap<string, string | null>;

export type NamedContexts = ReadonlyMap<string, string>;

export type BuildContext =
  /**
   * `because`: where it is written, or why it is inferred. `others`: folders that explain the COPY sources as well as this one.
   * `missing`: how many COPY sources an inferred one does not hold; not given: none, or it is written.
   */
  | { readonly kind: 'folder'; readonly path: string; readonly because: string; readonly others: readonly string[]; readonly missing?: number }
  | { readonly kind: 'unknown'; readonly because: string };

export interface BuildSource {
  /** `compose`, `bake`, `github` …: what kind of file says so. */
  readonly kind: string;
  readonly name: string | null;
  readonly at: Place;
}

const contents = new WeakMap<Build, string>();

/** All that a build says of itself: two that say the same are one. */
export function contentOf(build: Build): string {
  const known = contents.get(build);
  if (known !== undefined) return known;
  const content = JSON.stringify({ ...build, args: [...build.args], contexts: [...build.contexts] });
  contents.set(build, content);
  return content;
}

export const NO_ARGS: BuildArgs = new Map();

export const NO_CONTEXTS: NamedContexts = new Map();
