import type { Place } from '#answer/answer.js';

/**
 * How a number of bytes is known. `measured`: read off the thing itself (a wheel's zip directory, the user's own figures).
 * `resolved`: told by an index or a lock for the very file. `catalogue`: a bundled figure, of this version or a neighbouring one.
 * `heuristic`: worked out by a factor from another figure.
 */
export type Basis = 'measured' | 'resolved' | 'catalogue' | 'heuristic';

/** Decimal bytes on disk, from `low` to `high`; equal where it is exact. */
export interface Bytes {
  readonly low: number;
  readonly high: number;
  /** Of the part that is known worst. */
  readonly basis: Basis;
}

/** What wheels are chosen for. */
export interface Target {
  /** `3.11`; null: not known. */
  readonly python: string | null;
  /** Its patch release, where the base image fixes it; not given: the newest one. */
  readonly patch?: number;
  readonly arch: 'x86_64' | 'aarch64';
  /** The C library of the image: `2.36` of Debian bookworm, musl's `1.2`. */
  readonly libc: { readonly kind: 'glibc' | 'musl'; readonly version: string };
}

/** Where an install takes packages from. Addresses as they are used, credentials included: never shown. */
export interface Indexes {
  /** Null: the one that the user's own machine is set to. */
  readonly index: string | null;
  readonly extra: readonly string[];
  readonly findLinks: readonly string[];
  readonly noIndex: boolean;
  /** pip takes the best version of all indexes, uv the first index that has the name. */
  readonly choice: 'best-version' | 'first-index';
}

/** What one install asks of its index: only names that a registry has (docs/design.md, guarantee 10). */
export interface InstallRequest {
  readonly at: Place;
  /** `pip`, `uv`, `poetry` …: whose rules hold. */
  readonly manager: string;
  readonly lines: readonly RequestLine[];
  /** PEP 508, as constraints: `numpy<2`. */
  readonly constraints: readonly string[];
  readonly indexes: Indexes;
  readonly target: Target;
  readonly prereleases: boolean;
  /** False for `--no-deps`. */
  readonly dependencies: boolean;
  /** The lock that is installed from instead, as a workspace path; null: none. */
  readonly lock: string | null;
  /** What is installed but no registry has: paths, editables, addresses. Each with the reason that a person sees. */
  readonly left: readonly Unresolved[];
  /** Where it puts packages: requests with the same one follow each other in it. Not given: the system's. */
  readonly environment?: string;
  /**
   * What happens to what an earlier install put there. `kept`: it stays where it satisfies. `upgraded`: what the lines name
   * is taken anew, the rest stays. `replaced`: nothing of it counts. `exact`: as `kept`, and what is not asked for is taken away.
   * Not given: `kept`.
   */
  readonly installed?: 'kept' | 'upgraded' | 'replaced' | 'exact';
  /** What was taken for granted to make the request, one line each: `the glibc of python:3.11-slim`. Not given: nothing. */
  readonly assumed?: readonly string[];
}

/** One requirement that is handed to a resolver. */
export interface RequestLine {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** PEP 508, without comment and hashes: `torch==2.5.1 ; sys_platform == "linux"`. */
  readonly text: string;
  readonly at: Place;
}

export interface Unresolved {
  /** As written, shortened; a normalised name where there is one. */
  readonly what: string;
  readonly reason: string;
  readonly at: Place | null;
}

/** What an install, or several of one environment one after the other, resolve to. */
export interface Resolution {
  /** By normalised name. */
  readonly packages: ReadonlyMap<string, ResolvedPackage>;
  /** `edges`: the bundled snapshot of who requires whom; versions are then mostly unknown. */
  readonly by: 'uv' | 'pip' | 'lock' | 'edges';
  /** False: something may come that is not listed, or what is listed may not come. */
  readonly complete: boolean;
  /** True: a resolver was asked and says that no set of versions does it, as `because` tells; not given otherwise. */
  readonly conflict?: true;
  /** One line: who told, or why it is not complete. */
  readonly because: string;
  readonly unresolved: readonly Unresolved[];
}

export interface ResolvedPackage {
  readonly name: string;
  /** Null: not told. */
  readonly version: string | null;
  /** The file that would be installed; null: not told, or only a source archive exists. */
  readonly wheel: WheelFile | null;
  /** Those of the resolution that require it directly, in order; empty: asked for alone. */
  readonly parents: readonly string[];
  /** The lines that ask for it by name. */
  readonly asked: readonly Place[];
}

export interface WheelFile {
  /** `torch-2.5.1+cpu-cp311-cp311-linux_x86_64.whl`. */
  readonly file: string;
  readonly url: string | null;
  /** Bytes of the file itself; null: the index does not tell. */
  readonly bytes: number | null;
  /** Lower-case hex; null: not told. */
  readonly sha256: string | null;
}

/** What one distribution takes once it is installed. */
export interface PackageSize {
  /** Of its files without bytecode; null: not known, and no number is made up. */
  readonly files: Bytes | null;
  /** Bytecode that pip writes beside them (none under `--no-compile`; uv writes none by itself). */
  readonly bytecode: Bytes | null;
  /** The download. */
  readonly wheel: Bytes | null;
  /** One line: where the figures are from, with version and date where they are a catalogue's; or why there are none. */
  readonly because: string;
}
