/** Who requires whom, for one version of a distribution. Names are normalised (PEP 503). */
export interface DistributionEdges {
  readonly name: string;
  /** Null: not told. */
  readonly version: string | null;
  readonly requires: readonly Edge[];
  /** By extra. An extra that is not here was not seen, which does not mean that there is none. */
  readonly optional: ReadonlyMap<string, readonly Edge[]>;
  /** Extras of `optional` that the record of another version told; absent: none. */
  readonly borrowed?: ReadonlySet<string>;
  /** True: `requires` holds what the extras add as well, without saying which (a compiled file's `# via`). */
  readonly merged?: boolean;
  /** Where this was read: a lock of the workspace (`uv.lock:12`), a folder of installed metadata, the bundled snapshot with its own source. */
  readonly source: string;
}

export interface Edge {
  readonly name: string;
  readonly extras: readonly string[];
  /** PEP 508 marker, without `extra == …`; null: always. */
  readonly marker: string | null;
}
