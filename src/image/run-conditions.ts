import type { Lookup } from '#shell/expand-word.js';
import { outcomeOf, takesBranch } from '#shell/outcome.js';
import type { ShellCondition } from '#shell/types.js';
import type { Runs } from './resolved-install.js';

/** Whether a command runs, by what stands over it. */
export function runsOf(script: string, conditions: readonly ShellCondition[], lookup: Lookup, called: ReadonlySet<string>, rounds: number): Runs {
  const open: string[] = [];
  for (const condition of conditions) {
    const verdict = verdictOf(script, condition, lookup, called, rounds);
    if (verdict === false) return { kind: 'never', because: shorten(textOf(script, condition)) };
    if (verdict === null) open.push(shorten(textOf(script, condition)));
  }
  return open.length === 0 ? { kind: 'always' } : { kind: 'if', condition: open.join(', ') };
}

function verdictOf(script: string, condition: ShellCondition, lookup: Lookup, called: ReadonlySet<string>, rounds: number): boolean | null {
  switch (condition.kind) {
    case 'test':
      return true;
    case 'and': {
      const outcome = outcomeOf(script.slice(condition.span.start, condition.span.end), lookup);
      return outcome === 'unknown' ? null : outcome !== 'false';
    }
    case 'or': {
      const outcome = outcomeOf(script.slice(condition.span.start, condition.span.end), lookup);
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
      return condition.loop?.items ? (rounds > 1 || condition.loop.items.every(({ value }) => value !== null) ? condition.loop.items.length > 0 : null) : null;
    case 'function':
      return called.has(condition.text) ? true : null;
  }
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

function shorten(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > 80 ? `${flat.slice(0, 77)}…` : flat;
}
