/** `ignore` of the configuration: for what has no line. */
export interface Ignore {
  readonly rule: string;
  /** A file or folder, relative to the workspace. */
  readonly path: string;
  /** Name of a distribution or a glob of names; null: whatever it is about. */
  readonly package: string | null;
  readonly reason: string;
  /** Where the configuration says it: `slimify.config.json:9:5: `. */
  readonly written: string;
}
