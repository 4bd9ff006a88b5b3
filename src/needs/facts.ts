import type { Place } from '#answer/answer.js';
import type { Call } from '#python/source.js';
import type { Program } from '#python/start/types.js';

/**
 * What an image's code, commands and settings say, as signs of implicit needs are looked up in it: of the code, all that
 * somebody asks about (`matters`).
 */
export interface Facts {
  /** Files that hold the code. */
  readonly code: readonly string[];
  /** The first parts of all modules that the code imports or uses, its own left out. */
  readonly tops: ReadonlySet<string>;
  /** Dotted modules and names that reachable code imports or uses, qualified, each with its first place. */
  readonly symbols: ReadonlyMap<string, Place>;
  /** Names behind a dot on what is not imported. */
  readonly attributes: ReadonlyMap<string, Place>;
  /** By what is called (`pandas.read_excel`, `.to_excel`). */
  readonly calls: ReadonlyMap<string, readonly CalledAt[]>;
  /** String literals of reachable code. */
  readonly strings: readonly Text[];
  /** Values of variables, words of commands, lines of configuration files: other places where an address may stand. */
  readonly settings: readonly Text[];
  /** The environment of the containers; null: a value that cannot be told. */
  readonly variables: ReadonlyMap<string, readonly Value[]>;
  readonly programs: readonly Program[];
  /** Files of the image that come from the workspace. */
  readonly files: readonly { readonly path: string; readonly imagePath: string }[];
  text(path: string): string | null;
  /** Whether a distribution is asked for or comes along, and its version where one is told. */
  installed(name: string): { readonly version: string | null; /** Of an asked-for one without a version of its own: what its line allows, of which an installer takes the newest. */ readonly allowed?: string } | null;
}

export interface CalledAt {
  readonly call: Call;
  /** Some argument is given by its name. */
  readonly keywords: boolean;
  readonly at: Place;
}

export function calledAt(call: Call, at: Place): CalledAt {
  return { call, keywords: call.arguments.some(({ name }) => typeof name === 'string'), at };
}

export interface Text {
  readonly text: string;
  readonly at: Place;
}

export interface Value {
  readonly value: string | null;
  readonly at: Place;
}
