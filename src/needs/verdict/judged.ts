import type { Evidence, Place } from '#answer/answer.js';
import type { MarkerEnvironment } from '#pep/types.js';
import type { EdgeSource } from '#needs/edges/source.js';
import type { Facts } from '#needs/facts.js';
import type { NamedDistribution } from '#needs/code/looked-up.js';
import type { NamedFile } from '#needs/code/named-files.js';
import type { Metadata } from '#needs/metadata.js';
import type { Asked, Keep, Step, Verdict } from '#needs/types.js';
import type { Doubt, Reach } from '#python/graph/types.js';
import type { Program } from '#python/start/types.js';
import type { OwnersOf } from './owners.js';

/** Everything that the verdicts of an image are made of. */
export interface Judged {
  readonly asked: readonly Asked[];
  readonly code: CodeOfImage;
  /** `3.11`; null: not told. */
  readonly python: string | null;
  readonly environment: MarkerEnvironment;
  readonly ownersOf: OwnersOf;
  readonly edges: EdgeSource;
  readonly metadata: Metadata | null;
  readonly keep: readonly Keep[];
  /** Names of the services that the image belongs to. */
  readonly services: readonly string[];
  /** Why more may be asked for than is known. */
  readonly askedDoubts: readonly Doubt[];
  /** The base image may have packages of its own that need what is asked for; `all`: it is known for that. Null: it has none. */
  readonly base: { readonly text: string; readonly at: Place; readonly all: boolean } | null;
  /** It stands on an image that the workspace makes, with packages that are not asked for here. */
  readonly ownBase: boolean;
  /** Packages of the workspace by their names, with the folders that they lie in. */
  readonly ownPackages: ReadonlyMap<string, string>;
  /** Images that stand on this one need what it has. */
  readonly standing: readonly { readonly text: string; readonly at: Place }[];
}

/** What runs in the containers of an image, and what it is made of. */
export interface CodeOfImage {
  readonly reach: Reach;
  readonly facts: Facts;
  readonly programs: readonly Program[];
  /** Distributions that code or a command looks up by their own names. */
  readonly distributions: readonly NamedDistribution[];
  /** Files of distributions that lines of the Dockerfile name. */
  readonly namedFiles: readonly NamedFile[];
  /** Signs in the tests of its services. */
  readonly tests: { readonly imports: Pick<Reach, 'outside'>; readonly facts: Facts; readonly files: number };
  /** Files of the services' own folders that the image holds and nothing that starts reaches; no tests. */
  readonly idle: Pick<Reach, 'outside'> & { /** With the signs of these files too; null: there are none. */ readonly facts: Facts | null };
  /** What shell scripts of the image would run that nothing is found to start. */
  readonly idlePrograms: readonly Program[];
  /** Files of the services' own folders that the image does not hold; no tests. */
  readonly absent: Pick<Reach, 'outside'>;
  /** Why a container may start other programs; null: all are known. */
  readonly untold: { readonly text: string; readonly at: Place } | null;
  /** A program of others that starts and runs no code of the workspace: its settings tell what it loads. Null: code of the workspace runs, or no such program. */
  readonly alone: Program | null;
  /** What starts installs packages by itself. */
  readonly installs: boolean;
  /** What was looked through. */
  readonly searched: { readonly modules: number; readonly commands: number; readonly settings: number };
  chainTo(path: string): readonly Step[];
}

export interface ImpliedBy {
  readonly falls: boolean;
  readonly by: readonly string[] | null;
}

/** Why a requirement has a verdict. */
export interface Reason {
  readonly verdict: Verdict;
  readonly reason: string;
  readonly evidence: readonly Evidence[];
  readonly chain: readonly Step[];
  readonly assumed: boolean;
  /**
   * Of what is needed without an import: whether the code does otherwise where it is not there, and which distributions need it,
   * with what they need besides; null: no library in particular. One for each entry of the catalogue that says so.
   */
  readonly implied?: readonly ImpliedBy[];
}
