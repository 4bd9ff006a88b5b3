const IDENTIFIER = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;

/** The one spelling under which two names of a distribution are the same (PEP 503): lower case, runs of `-_.` become `-`. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Whether a distribution or an extra may be called this (PEP 508, `identifier`). */
export function isValidName(name: string): boolean {
  return IDENTIFIER.test(name);
}
