import type { Lookup } from '#shell/expand-word.js';
import { outcomeAfter, outcomeOf, takesBranch, type Outcome } from '#shell/outcome.js';
import type { ShellCondition } from '#shell/types.js';
import type { Runs } from '#image/installs/resolved-install.js';

/** What decides in a script, kept from command to command. */
export interface Decider {
  readonly text: string;
  /** The names that its commands begin with: functions that are called. */
  readonly called: ReadonlySet<string>;
  /** How chains of `&&` and `||` came out as far as they were read, by where they start: each goes on from there. */
  readonly chains: Map<number, { readonly end: number; readonly outcome: Outcome }>;
}

/** `number`: how often the loops around a command repeat it; `known`: it is asked about for one of these rounds. */
interface Rounds {
  readonly number: number;
  readonly known: boolean;
}

/** Whether a command runs, by what stands over it. */
export function runsOf(decider: Decider, conditions: readonly ShellCondition[], lookup: Lookup, rounds: Rounds): Runs {
  const open: string[] = [];
  for (const condition of conditions) {
    const verdict = verdictOf(decider, condition, lookup, rounds);
    if (verdict === false) return { kind: 'never', because: shorten(textOf(decider.text, condition)) };
    if (verdict === null) open.push(shorten(textOf(decider.text, condition)));
  }
  return open.length === 0 ? ALWAYS : { kind: 'if', condition: open.join(', ') };
}

const ALWAYS: Runs = { kind: 'always' };

function verdictOf(decider: Decider, condition: ShellCondition, lookup: Lookup, rounds: Rounds): boolean | null {
  switch (condition.kind) {
    case 'test':
      return true;
    case 'and': {
      const outcome = chainOutcome(decider, condition, lookup, rounds);
      return outcome === 'unknown' ? null : outcome !== 'false';
    }
    case 'or': {
      const outcome = chainOutcome(decider, condition, lookup, rounds);
      return outcome === 'true' ? false : outcome === 'false' ? true : null;
    }
    case 'if':
    case 'else': {
      const outcome = outcomeOf(condition.text.replace(/[;\s]+$/, ''), lookup);
      if (outcome === 'unknown' || outcome === 'assumed') return null;
      return (outcome === 'true') === (condition.kind === 'if');
    }
    case 'case':
      return condition.choice ? takesBranch(condition.choice.word, condition.choice.patterns, condition.choice.earlier, lookup) : null;
    case 'loop':
      return condition.loop?.items ? (rounds.number > 1 || condition.loop.items.every(({ value }) => value !== null) ? condition.loop.items.length > 0 : null) : null;
    case 'function':
      return decider.called.has(condition.text) ? true : null;
  }
}

/** What stands left of an operator, which grows from command to command of a chain: read on from where the last one ended. */
function chainOutcome({ text, chains }: Decider, { span }: ShellCondition, lookup: Lookup, { known: inRound }: Rounds): Outcome {
  // Another round may have other values.
  if (inRound) return outcomeOf(text.slice(span.start, span.end), lookup);
  const before = chains.get(span.start);
  if (before?.end === span.end) return before.outcome;
  const outcome = before && before.end < span.end ? outcomeAfter(before.outcome, text.slice(before.end, span.end), lookup) : outcomeOf(text.slice(span.start, span.end), lookup);
  chains.set(span.start, { end: span.end, outcome });
  return outcome;
}

function textOf(script: string, condition: ShellCondition): string {
  if (condition.kind === 'or') return `not: ${script.slice(condition.span.start, condition.span.end)}`;
  if (condition.kind === 'and' || condition.kind === 'test') return script.slice(condition.span.start, condition.span.end);
  if (!('text' in condition)) return '';
  if (condition.kind === 'else') return `not: ${condition.text}`;
  return condition.kind === 'function' ? `the function ${condition.text} is called` : condition.text;
}

/** A command of a nested script runs where the outer one does, and its own conditions hold. */
export function also(outer: Runs, inner: Runs): Runs {
  if (outer.kind === 'never' || inner.kind === 'always') return outer;
  if (inner.kind === 'never' || outer.kind === 'always') return inner;
  return { kind: 'if', condition: `${outer.condition}, ${inner.condition}` };
}

/** No more of a condition is looked at to show it: it may be a script of 400 kB. */
const MAX_LOOKED_AT = 1_000;

function shorten(text: string): string {
  const flat = text.slice(0, MAX_LOOKED_AT).replace(/\s+/g, ' ').trim();
  return flat.length > 80 || text.length > MAX_LOOKED_AT ? `${flat.slice(0, 77)}…` : flat;
}
