import type { Answer } from './answer.js';

/**
 * The queries that a rule makes while the engine listens. A rule cannot ask unheard: every query
 * of a subject and every catalogue look-up passes through {@link ask}. Rules run one at a time
 * and synchronously, so one open ledger is enough.
 */
let open: Answer<unknown>[] | null = null;

/** Records an answer in the open ledger, if there is one, and hands it on. */
export function ask<T>(answer: Answer<T>): Answer<T> {
  open?.push(answer);
  return answer;
}

/** Runs a step of a rule and notes every answer that it asks for in `ledger`. */
export function listen<T>(ledger: Answer<unknown>[], step: () => T): T {
  return withOpen(ledger, step);
}

/**
 * Runs part of a model that asks catalogues for itself: what counts is the answer that it makes of
 * them, which the query on the subject records.
 */
export function unheard<T>(work: () => T): T {
  return withOpen(null, work);
}

function withOpen<T>(ledger: Answer<unknown>[] | null, work: () => T): T {
  const outer = open;
  open = ledger;
  try {
    return work();
  } finally {
    open = outer;
  }
}
