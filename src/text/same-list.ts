/** Whether two lists hold the very same values in the same order. */
export function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one === other || (one.length === other.length && one.every((value, index) => value === other[index]));
}
