import type { Answer, Place } from '#answer/answer.js';

/** One Dockerfile with the images that it makes. */
export interface Dockerfile {
  readonly kind: 'dockerfile';
  readonly path: string;
  readonly stages: readonly Stage[];
}

export interface Stage {
  readonly index: number;
  readonly name: string | null;
  readonly at: Place;
  /** What FROM names, variables filled in. */
  base(): Answer<Base>;
  /** Whether what this stage writes is in an image that someone runs. */
  ships(): Answer<boolean>;
  /** FROM first. */
  readonly instructions: readonly Instruction[];
}

/** What a stage builds on. `reference` is null where an ARG without a value decides. */
export type Base =
  | { readonly kind: 'image'; readonly reference: string | null }
  | { readonly kind: 'stage'; readonly index: number }
  | { readonly kind: 'scratch' };

export interface Instruction {
  readonly kind: 'instruction';
  readonly keyword: string;
  readonly at: Place;
  /** Keyword and arguments in one line, continuations and comments taken out. */
  readonly text: string;
  readonly stage: Stage;
  /** The package-manager calls of a RUN, in order; empty for others. */
  installs(): Answer<readonly Install[]>;
  /** A variable as this instruction sees it: ENV and ARG, through the stages it builds on. Null: not set. */
  environment(name: string): Answer<string | null>;
}

/** One package-manager call in a RUN. */
export interface Install {
  readonly kind: 'install';
  readonly manager: Manager;
  /** `pip install`, `uv pip install`, `pipx install`: the words up to the subcommand. */
  readonly call: string;
  readonly at: Place;
  /** Every word as written. */
  readonly words: readonly string[];
  readonly run: Instruction;
  /** Whether an option is given, in any spelling that the manager takes. */
  has(option: string): boolean;
  /** What becomes of the manager's download cache. */
  cache(): Answer<CacheFate>;
}

export type Manager = 'pip' | 'uv' | 'pipx' | 'pipenv' | 'poetry' | 'pdm' | 'conda';

/** `left`: in the layer. Others: no cache is written, it lies in a mount, or the same RUN removes it. */
export type CacheFate = 'left' | 'off' | 'mounted' | 'removed' | 'unknown';
