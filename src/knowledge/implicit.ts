import { catalogue } from './catalogue.js';
import type { ImplicitNeed, NeverUses } from './implicit-types.js';

/** The files of `src/knowledge/implicit`, one a subject. */
export const IMPLICIT_SUBJECTS = ['databases', 'django', 'documents', 'extras', 'frames', 'http', 'ml', 'observability', 'queues', 'science', 'tools', 'web'] as const;

/** A fact of the lists that the catalogue was begun from which is no entry, and why. */
export interface Rejected {
  /** `n30`, `r:pywin32`, as in `ImplicitNeed.rows`. */
  readonly row: string;
  /** Which part of the row; null: all of it. */
  readonly part: string | null;
  readonly reason: string;
}

const files = IMPLICIT_SUBJECTS.map((subject) => catalogue<{ readonly needs: readonly ImplicitNeed[] }>(`implicit/${subject}`));
const never = catalogue<{ readonly never: readonly NeverUses[] }>('implicit/never');
const refused = catalogue<{ readonly rejected: readonly Rejected[] }>('implicit/rejected');

let all: readonly ImplicitNeed[] | undefined;

/** Every distribution that is needed without an import, with the signs that show it; read on first use. */
export function implicitNeeds(): readonly ImplicitNeed[] {
  return (all ??= files.flatMap((file) => file().needs));
}

let neverByLibrary: ReadonlyMap<string, readonly NeverUses[]> | undefined;

/** What a library's extras list although its own code never uses it. */
export function neverUses(library: string): readonly NeverUses[] {
  return (neverByLibrary ??= byLibrary(never().never)).get(library) ?? [];
}

function byLibrary(entries: readonly NeverUses[]): ReadonlyMap<string, readonly NeverUses[]> {
  const found = new Map<string, NeverUses[]>();
  for (const one of entries) found.set(one.with, [...(found.get(one.with) ?? []), one]);
  return found;
}

/** Every entry of that table. */
export function allNeverUses(): readonly NeverUses[] {
  return never().never;
}

/** What was left out on purpose. */
export function rejectedNeeds(): readonly Rejected[] {
  return refused().rejected;
}
