/** A distribution that an install asks for by name. */
export interface ClosureAsked {
  /** Normalised (PEP 503). */
  readonly name: string;
  readonly extras: readonly string[];
  /** The pinned version; null: none. */
  readonly version: string | null;
}

/** A version that another line of the same install holds what comes along at. */
export interface ClosureHeld {
  readonly name: string;
  readonly version: string;
}

/** What an install brings along. */
export interface Closure {
  /** Everything that comes, asked for or not, by name; the asked ones first, nearer ones before farther ones. */
  readonly comes: ReadonlyMap<string, Comes>;
  /** Distributions that no source has a record of: what they require is not told. In order of their names. */
  readonly unknown: readonly string[];
  /** Extras that are asked for and that no source lists. */
  readonly gaps: readonly Gap[];
  /** False: something may come that is not listed (`unknown`, `gaps`, a source that was not complete). */
  readonly complete: boolean;
  /** True: something listed comes only by an edge that is taken for granted. */
  readonly assumed: boolean;
}

export interface Comes {
  readonly name: string;
  /** Asked for by name. */
  readonly asked: boolean;
  /** `maybe`: only where a marker holds that the environment does not decide. */
  readonly certain: 'yes' | 'maybe';
  /** True: every way it comes by rests on the record of another version. */
  readonly assumed: boolean;
  /** Those of the closure that require it directly; itself never. */
  readonly parents: readonly Parent[];
  /** From itself to an asked one, `['torch', 'sentence-transformers']`: one of the shortest among the surest. */
  readonly chain: readonly string[];
}

export interface Parent {
  readonly name: string;
  /** The extra of the parent that lists it; null: required in any case. */
  readonly extra: string | null;
  readonly certain: 'yes' | 'maybe';
  /** True: the edge is known of another version only. */
  readonly assumed: boolean;
}

export interface Gap {
  readonly name: string;
  readonly extra: string;
}
