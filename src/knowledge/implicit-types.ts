import type { Sourced } from './catalogue.js';

/** A distribution that is needed although nothing imports it: what shows it, and what is needed then. */
export interface ImplicitNeed extends Sourced {
  /** `fastapi-form`; unique. */
  readonly id: string;
  /** The library that does it, normalised; it has to be asked for or to come along. Null: whatever is installed. */
  readonly with: string | null;
  /** Versions of `with` for which it holds: `>=2.1`; null: all. */
  readonly versions: string | null;
  /** Any of these; each is a list of signs that all have to be there. */
  readonly when: readonly (readonly Sign[])[];
  /** Not so where one of these variables has such a value: an address that is known leaves nothing open. A value that cannot be told does not count. */
  readonly unless?: readonly { readonly variable: string; readonly matches: string }[];
  /** Every group is needed, and one of each group is enough; those asked for are kept, all of them. `*` stands for any letters. */
  readonly needs: readonly (readonly string[])[];
  /** `starts`: nothing runs without it. `raises`: the path of code that does it fails. `falls-back`: another way, speed or result. */
  readonly strength: 'starts' | 'raises' | 'falls-back';
  /** How the verdict is called. */
  readonly verdict: 'implied' | 'driver' | 'command';
  /** `development`: only with a reloader, a test client and the like. */
  readonly scope: 'run' | 'development' | 'build';
  /** What is needed cannot be told (a pickle, an address that is computed): whatever of `needs` is asked for may be meant. */
  readonly perhaps?: true;
  /** What was read: a file and line of the library, a page of its documentation. */
  readonly basis: string;
  /** What it covers of the two lists that the catalogue was begun from: `n31` a numbered fact, `r:asyncpg` a distribution. */
  readonly rows: readonly string[];
  /** Small sources that show it, and ones that must not: run by a test. */
  readonly examples: readonly Example[];
  readonly others: readonly Example[];
}

/**
 * Distributions that extras of a library list for convenience, or for a third library: no code of its own uses them,
 * so that it is there says nothing about them.
 */
export interface NeverUses extends Sourced {
  readonly with: string;
  /** Versions of `with` for which it holds; null: all that have such an extra. */
  readonly versions: string | null;
  readonly names: readonly string[];
  readonly basis: string;
}

/** Regular expressions are JavaScript's with the flag `u`, searched in the whole text. */
export type Sign =
  /** A module that is imported, or one below it. */
  | { readonly import: string }
  /** Something imported that is used or imported by name; `*` stands for one or more letters, dots too. */
  | { readonly symbol: string }
  /** `.name` on anything. */
  | { readonly attribute: string }
  /** A call: a qualified name, or `.name` on anything (which also finds `pandas.x.name`), with an argument that fits. `argument` without `matches`: it is given. `literal`: a value that is computed does not count. `*`: whatever is called, with literals only. */
  | { readonly call: string; readonly argument?: string | number; readonly matches?: string; readonly literal?: true }
  /** A string literal of the code. */
  | { readonly string: string }
  /** A string literal, a variable's value, an option or a line of a configuration file: addresses and engines stand anywhere. */
  | { readonly text: string }
  /** A program that runs (`celery`, also by `python -m`), and its arguments joined by one space. */
  | { readonly command: string; readonly matches?: string }
  /** A variable of the container's environment. */
  | { readonly variable: string; readonly matches?: string }
  /** A file of the image by its name (`*.pkl`), and a line in it. Looked at only where all other signs of the alternative are there. */
  | { readonly file: string; readonly matches?: string }
  /** A distribution that is asked for or comes along. */
  | { readonly installed: string };

/** One of the files of a small world: Python code, a command line, variables, another file. */
export interface Example {
  readonly code?: string;
  readonly command?: string;
  readonly variables?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** What is installed besides `with`. */
  readonly installed?: readonly string[];
}
