import type { Rule, Scope } from './types.js';

/** Gives a rule its types: messages by their keys, options by their defaults, the subject by its scope. */
export function defineRule<S extends Scope, M extends string, O = undefined>(rule: Rule<S, M, O>): Rule<S, M, O> {
  return rule;
}
