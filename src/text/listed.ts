/** Names in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[], and = 'and'): string {
  return names.join(', ').replace(/, ([^,]*)$/, ` ${and} $1`);
}

/** The same, of more than six names the first five and how many more there are. */
export function listedFew(names: readonly string[]): string {
  return listed(names.length > 6 ? [...names.slice(0, 5), `${names.length - 5} more`] : names);
}
