import type { Place } from '#answer/answer.js';
import type { Need } from '#needs/types.js';
import type { Bytes, InstallRequest, PackageSize, Resolution, ResolvedPackage, Unresolved } from '#sizes/types.js';

/** What the packages of one environment are worked out from. */
export interface PackageParts {
  /** Where the packages land: `/usr/local (system)`. */
  readonly into: string;
  readonly ships: boolean;
  /** The installs of the environment, in order, each with whether it writes bytecode. */
  readonly installs: readonly PackedInstall[];
  readonly resolution: Resolution;
  /** What the image asks for, with verdicts; empty where nobody can tell. */
  readonly needs: readonly Need[];
  /** Lists that name all of an environment (`pip freeze`): a line of one does not say that somebody wants it. */
  readonly frozen: ReadonlySet<string>;
  /** What is there before the first install, by name: who brings it. */
  readonly brought: ReadonlyMap<string, string>;
  sizeOf(one: ResolvedPackage): PackageSize;
}

export interface PackedInstall {
  readonly request: InstallRequest;
  readonly bytecode: Bytecode;
}

/** Whether an install leaves bytecode (`__pycache__`) in the image. `maybe`: either may be. */
export interface Bytecode {
  readonly written: 'yes' | 'no' | 'maybe';
  readonly because: string;
}

/** What several packages take together. */
export interface Heft {
  /** Of those whose size is known; null: of none. */
  readonly bytes: Bytes | null;
  /** Names of the others: with any, the sum is a least. */
  readonly unknown: readonly string[];
}

/** The packages of one environment, in three views that each add up to its total. */
export interface EnvironmentPackages {
  readonly into: string;
  readonly ships: boolean;
  readonly installs: readonly PackedInstall[];
  /** What is asked for, the one with which most goes first. */
  readonly requirements: readonly RequirementWeight[];
  /** What stays until all of several requirements are gone, the heaviest first. */
  readonly shared: readonly SharedWeight[];
  /** What goes if all requirements with one verdict go and the others stay: of `unused`, and of `dev`, where there are any. */
  readonly byVerdict: readonly VerdictWeight[];
  /** Every package that is installed, the heaviest first. */
  readonly packages: readonly PackageWeight[];
  /** What nothing that is asked for is known to bring. */
  readonly orphans: readonly string[];
  readonly total: Heft;
  readonly by: Resolution['by'];
  readonly complete: boolean;
  readonly because: string;
  readonly unresolved: readonly Unresolved[];
}

/** One asked-for distribution of an environment, with all its lines. */
export interface RequirementWeight {
  readonly name: string;
  /** The lines that ask for it: those that a person wrote first. */
  readonly at: readonly Place[];
  readonly verdict: Need['verdict'] | null;
  readonly reason: string | null;
  /** Its own size. */
  readonly own: Heft;
  /** What goes if all its lines go, itself among it: nothing else brings these. Empty where something else brings it. */
  readonly goes: readonly string[];
  readonly goesHeft: Heft;
  /** Other requirements that bring it in any case. */
  readonly through: readonly string[];
  /** It and all that it brings, shared or not; null: too much to be worked out. */
  readonly all: Heft | null;
  readonly allCount: number | null;
  /** Lines of lists of everything (compiled, frozen) that it alone brings: they go with it when the list is made anew. */
  readonly listed: readonly string[];
}

export interface SharedWeight {
  readonly packages: readonly string[];
  /** The requirements that each bring all of them. */
  readonly requirements: readonly string[];
  readonly heft: Heft;
}

/** What goes with all requirements of one verdict. */
export interface VerdictWeight {
  readonly verdict: Need['verdict'];
  readonly requirements: readonly string[];
  readonly goes: readonly string[];
  readonly heft: Heft;
}

export interface PackageWeight {
  readonly name: string;
  readonly version: string | null;
  /** Those that require it directly. */
  readonly parents: readonly string[];
  /** On disk as this image installs it: files, and bytecode where the install writes it; null: not known. */
  readonly bytes: Bytes | null;
  readonly size: PackageSize;
  readonly bytecode: Bytecode['written'];
  /** From the package to what is asked for: `torch`, `sentence-transformers`; the line that asks is `at`. */
  readonly chain: readonly string[];
  readonly at: Place | null;
  /** What brings it before any install; null: nothing does. It is then counted from nothing to its size. */
  readonly brought: string | null;
}

/** What an image holds beside its packages, as far as catalogues tell. */
export interface ImagePart {
  readonly kind: 'base' | 'system' | 'venv' | 'again';
  /** `python:3.11-slim`; the packages of one call of apt; what a virtual environment is made with; a call that stores files a second time. */
  readonly what: string;
  readonly at: Place | null;
  /** Null: not known. */
  readonly bytes: Bytes | null;
  /** Where the figure is from, or why there is none. */
  readonly because: string;
}

/** What the packages of an image weigh, with what stands beside them. */
export interface ImagePackages {
  /** Those that the image holds first. */
  readonly environments: readonly EnvironmentPackages[];
  readonly parts: readonly ImagePart[];
  /** Why an install or a layer of the image is not among them; empty: all are. */
  readonly doubts: readonly { readonly text: string; readonly at: Place }[];
  /** What a person should know of how it was worked out: no resolver, no network. One line each. */
  readonly notes: readonly string[];
}
