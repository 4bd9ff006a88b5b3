import type { Edge } from '#knowledge/edge-types.js';

/** A lock file: versions of everything, and as much of who requires whom as its format tells. */
export interface Lock {
  readonly kind: 'uv' | 'poetry' | 'pdm' | 'pylock' | 'pipfile';
  readonly path: string;
  /** `>=3.11`, as written; null: not told. */
  readonly requiresPython: string | null;
  /** True: the resolution was split by markers (uv), and a marker of an edge may hold the part it was found in, beside its own. */
  readonly forked: boolean;
  /** In the order of the file. A distribution stands here once for each of its versions. */
  readonly packages: readonly LockedPackage[];
  /** What the lock was made for. Empty where the format does not tell (poetry, pdm, pylock). */
  readonly roots: readonly LockedRoot[];
}

export interface LockedPackage {
  /** Normalised (PEP 503). */
  readonly name: string;
  /** Null: not told (a folder of the workspace). */
  readonly version: string | null;
  readonly source: LockedSource;
  /** Null: the format does not tell (Pipfile.lock, most pylock.toml). */
  readonly requires: readonly Edge[] | null;
  /** By extra. uv and pdm list the extras in use; poetry lists all. */
  readonly optional: ReadonlyMap<string, readonly Edge[]>;
  /** Where the whole package applies; null: always. */
  readonly marker: string | null;
  /** Dependency groups that it belongs to (`main`, `dev`; `default`, `develop`); empty: not told. */
  readonly groups: readonly string[];
  /** 1-based. */
  readonly line: number;
}

export interface LockedSource {
  /** `editable` and `virtual` are folders of the workspace, `virtual` without being installed itself. */
  readonly kind: 'registry' | 'git' | 'path' | 'url' | 'editable' | 'virtual';
  /** The index, repository, address or folder, as written; null: not told. */
  readonly where: string | null;
}

/** A project of the workspace. */
export interface LockedRoot {
  readonly name: string;
  readonly line: number;
  readonly requires: readonly Edge[];
  readonly optional: ReadonlyMap<string, readonly Edge[]>;
  /** By dependency group. */
  readonly groups: ReadonlyMap<string, readonly Edge[]>;
}
