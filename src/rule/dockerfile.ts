import type { Answer, Hits, Place } from '#answer/answer.js';
import type { EarlyCopy } from './copies/order-types.js';
import type { CopiedTwice } from './copies/twice-types.js';
import type { OwnedAgain } from './ownership/types.js';
import type { SlimBase } from './base/types.js';
import type { SurplusKind, SurplusPackages } from './build-packages/types.js';
import type { HealthMissing, HealthSwap } from './health/types.js';
import type { RootStart } from './user/types.js';
import type { StrandedInstalls } from './stages/stranded.js';
import type { StageSplit, StageTemplate } from './stages/types.js';

/** One Dockerfile with the images that it makes. */
export interface Dockerfile {
  readonly kind: 'dockerfile';
  readonly path: string;
  /** Ids of its builds. */
  readonly images: readonly string[];
  readonly stages: readonly Stage[];
  /** Where other Dockerfiles of the workspace (those inside of compose and bake files too) take one of its images: FROM, COPY --from, mounts, named contexts; and those that take theirs. */
  usedBy(): Hits;
  /** Those of them that ask apt without an update of their own before, or that cannot be read. */
  listsUsedBy(): Hits;
  /** Workspace files of its images, and commands that run them, that ask apt in a running container. */
  aptAtRunTime(): Hits;
  /** Its one stage as two, with what speaks against it; null: it has several, installs nothing, or ships nothing that builds alone need. */
  twoStages(template: StageTemplate): StageSplit | null;
  /** RUNs of what ships that set owner or mode of what COPYs brought, which stores it a second time. */
  ownedAgain(): readonly OwnedAgain[];
  /** Those of these programs that scripts or code of the images run. */
  runs(programs: readonly string[]): Answer<readonly string[]>;
  /** COPYs of code before an install that reads nothing of it but lists of requirements. */
  earlyCopies(): readonly EarlyCopy[];
  /** COPYs of what ships that bring the same files of the workspace. */
  copiedTwice(): readonly CopiedTwice[];
  /** Full Python images that its images stand on, each with its slim one and what speaks against that. */
  slimBases(): readonly SlimBase[];
  /** Packages of what ships that only builds need, with what speaks against taking them out; null: none. */
  surplusPackages(kind: SurplusKind): SurplusPackages | null;
  /** Installs for root's own home, copied for a user who may not read it; null: none. */
  strandedInstalls(): StrandedInstalls | null;
  /** Health checks that run curl or wget, which its images have from apt. */
  healthSwaps(): readonly HealthSwap[];
  /** A route of the code for health checks, where images that compose runs have none; null: it has one, or there is none to ask. */
  healthMissing(): HealthMissing | null;
  /** Where its images start as root, which they may have no need of; null: they do not, or it cannot be told. */
  rootStart(): RootStart | null;
  /** What its images are for; production, where one of several is. */
  purpose(): Answer<'production' | 'development' | 'test' | 'ci' | 'example'>;
}

export interface Stage {
  readonly index: number;
  readonly name: string | null;
  readonly at: Place;
  /** What FROM names, variables filled in. */
  base(): Answer<Base>;
  /** The same for each build, where arguments decide; each once. */
  bases(): Answer<readonly Base[]>;
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
  /** The calls of the system's package manager of a RUN, in order; empty for others. */
  systemCalls(): Answer<readonly SystemInstall[]>;
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

/** One call of a system package manager in a RUN; told apart from {@link Install} by its manager. */
export interface SystemInstall {
  readonly kind: 'install';
  readonly manager: 'apt' | 'apk' | 'dnf' | 'zypper' | 'pacman';
  /** The program as written: `apt-get`, `microdnf`. */
  readonly program: string;
  readonly action: 'update' | 'upgrade' | 'install' | 'remove' | 'clean' | 'other';
  /** Names without versions, variables filled in. */
  readonly packages: readonly string[];
  /** What keeps `packages` or `recommends` from being the whole truth; null: nothing. */
  readonly doubt: string | null;
  /** Whether recommended packages come along; null for managers without the idea. */
  readonly recommends: boolean | null;
  readonly at: Place;
  /** Every word as written. */
  readonly words: readonly string[];
  readonly run: Instruction;
  /** Whether an option is given. */
  has(option: string): boolean;
  /** It is a command of the RUN itself, not one of a script that the RUN calls. */
  readonly own: boolean;
  /** What becomes of the lists that `apt-get update` writes. */
  lists(): Answer<ListsFate>;
  /** Those of these words that stand in what runs after it: the rest of its RUN, later steps, stages built on its own, entry commands. */
  mentioned(words: readonly string[]): Answer<readonly string[]>;
  /** Those of its packages that a package list of somebody else, added before, may bring. */
  foreign(): Answer<readonly string[]>;
}

/** `left`: in the layer. `needed`: something asks apt later without an update of its own. */
export type ListsFate = 'left' | 'removed' | 'mounted' | 'needed' | 'unknown';
