/** Names in a sentence: `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[], and = 'and'): string {
  return names.join(', ').replace(/, ([^,]*)$/, ` ${and} $1`);
}
