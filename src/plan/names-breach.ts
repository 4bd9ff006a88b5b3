import type { Declared } from './declared.js';

/** What a file asks for by name no longer, or anew, though the fix does not declare it; the first of them, in words. Null: nothing. */
export function namesBreach(before: ReadonlySet<string>, after: ReadonlySet<string>, path: string, declared: Declared): string | null {
  const gone = [...before].find((name) => !after.has(name) && !declared.removes(name));
  if (gone !== undefined) return `${path} would no longer ask for ${gone}, which the fix does not declare`;
  const come = [...after].find((name) => !before.has(name) && !declared.adds(name));
  return come === undefined ? null : `${path} would ask for ${come}, which the fix does not declare`;
}
