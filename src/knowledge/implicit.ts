import { catalogue } from './catalogue.js';
import type { ImplicitNeed } from './implicit-types.js';

/** The files of `src/knowledge/implicit`, one a subject. */
export const IMPLICIT_SUBJECTS = ['databases', 'django', 'documents', 'frames', 'http', 'ml', 'observability', 'queues', 'science', 'tools', 'web'] as const;

/** A fact of the lists that the catalogue was begun from which is no entry, and why. */
export interface Rejected {
  /** `n30`, `r:pywin32`, as in `ImplicitNeed.rows`. */
  readonly row: string;
  /** Which part of the row; null: all of it. */
  readonly part: string | null;
  readonly reason: string;
}

const files = IMPLICIT_SUBJECTS.map((subject) => catalogue<{ readonly needs: readonly ImplicitNeed[] }>(`implicit/${subject}`));
const refused = catalogue<{ readonly rejected: readonly Rejected[] }>('implicit/rejected');

let all: readonly ImplicitNeed[] | undefined;

/** Every distribution that is needed without an import, with the signs that show it; read on first use. */
export function implicitNeeds(): readonly ImplicitNeed[] {
  return (all ??= files.flatMap((file) => file().needs));
}

/** What was left out on purpose. */
export function rejectedNeeds(): readonly Rejected[] {
  return refused().rejected;
}
