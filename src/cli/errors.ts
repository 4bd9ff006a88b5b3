/** Something that the user can put right: shown as it is, line by line; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const EXIT = {
  done: 0,
  /** `check` found something, or `--strict` and a file was not read. */
  found: 1,
  usage: 2,
  /** Broken internals, or a rule that failed. */
  internal: 3,
  interrupted: 130,
} as const;
