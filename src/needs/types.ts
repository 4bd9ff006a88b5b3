import type { Evidence, Place } from '#answer/answer.js';
import type { Reach } from '#python/graph/types.js';

/**
 * Whether an image needs a requirement, and why.
 * - `used`: code that it reaches imports it, or the configuration keeps it.
 * - `implied`: a framework that the code uses needs it for what the code does (forms, `to_parquet`, a settings string).
 * - `command`: a program of it runs in the container, or while the image is built.
 * - `driver`: an address or engine names it (`postgresql+asyncpg://`).
 * - `pin`: nothing names it, but it holds a dependency of something needed at a version.
 * - `build`: something else is built with it.
 * - `dev`: a tool for tests, types or style that nothing of the image runs.
 * - `redundant`: nothing names it, and something needed requires it: it comes in any case.
 * - `unused`: every way to need it was searched, and none was found.
 * - `unknown`: it could not be told; it stays.
 */
export type Verdict = 'used' | 'implied' | 'command' | 'driver' | 'pin' | 'build' | 'dev' | 'redundant' | 'unused' | 'unknown';

/** One distribution that an image's installs ask for. */
export interface Asked {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly extras: readonly string[];
  /** `==1.2,<2`; empty without. */
  readonly specifiers: string;
  readonly marker: string | null;
  readonly url: string | null;
  /** The line as written. */
  readonly written: string;
  /** What somebody wrote about the line; null: nothing. */
  readonly comment: string | null;
  readonly at: Place;
  /** What holds it: a requirements file (`compiled`: made from a source), words of a RUN, a project's own file. */
  readonly kind: 'file' | 'compiled' | 'inline' | 'project' | 'conda';
  /** It is taken from an index or address of its own: the line says where from. */
  readonly sourced?: true;
  /** The project's extra or dependency group that it belongs to; null: none. */
  readonly group: string | null;
  /** `no`: its marker leaves it out on the image's Python and Linux. */
  readonly applies: 'yes' | 'no' | 'unknown';
  /** Whether it ends up in the image that runs, or only in a stage that builds. */
  readonly ships: boolean;
}

/** The verdict on one requirement in one image. */
export interface Need {
  readonly asked: Asked;
  readonly verdict: Verdict;
  /** One line for a person. */
  readonly reason: string;
  /** Path and line of each proof; for `unused` and `unknown`, what was searched, and what could not be. */
  readonly evidence: readonly Evidence[];
  /** The chain that leads from the start of a container to the first proof: command, modules, import. */
  readonly chain: readonly Step[];
  /** True: the verdict rests on something taken for granted (a name that no catalogue has). */
  readonly assumed: boolean;
}

export interface Step {
  readonly text: string;
  readonly at: Place | null;
}

/** An import that no requirement of the image answers by itself. */
export interface Missing {
  readonly module: string;
  /** Distributions that have it; empty: no catalogue knows. */
  readonly distributions: readonly string[];
  /** The requirement that brings it along; null: nobody does. */
  readonly through: string | null;
  readonly at: Place;
  /** Only imported where it may be absent (`try`, `TYPE_CHECKING`). */
  readonly optional: boolean;
}

/** Everything that is known about the code of one image and what it asks for. */
export interface ImageNeeds {
  /** Id of the build. */
  readonly image: string;
  readonly needs: readonly Need[];
  readonly missing: readonly Missing[];
  /** What comes along without being asked for: the way from it to the requirement that brings it. */
  readonly along: ReadonlyMap<string, readonly string[]>;
  readonly reach: Reach;
  /** Why `unused` is claimed for nothing in it; null: the search was complete. */
  readonly blind: string | null;
}

/** What the user says about packages, from the configuration. */
export interface Keep {
  /** Normalised name or a glob of names (`opentelemetry-*`). */
  readonly package: string;
  readonly reason: string;
  /** Name of a service; null: all. */
  readonly service: string | null;
}
