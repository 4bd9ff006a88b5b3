/** A word as it must be written for a POSIX shell to see `value`: plain where it can be, else in single quotes. */
export function quoteWord(value: string): string {
  if (/^[A-Za-z0-9_@%+=:,./^-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
