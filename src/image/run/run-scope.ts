import { expandText, type Lookup } from '#shell/expand-word.js';
import type { ShellCondition } from '#shell/types.js';
import { echoed } from './run-echo.js';

/** A value that a script gave a variable, and where it holds. */
interface Assigned {
  readonly name: string;
  /** Null: set to what cannot be told. */
  readonly value: string | null;
  /** As written. */
  readonly text: string | null;
  /** What had to hold for it; where a command does not stand under it too, the value is not told. */
  readonly under: readonly ShellCondition[];
  /** The subshells that it was set in. */
  readonly opens: readonly number[];
}

/** Where a command stands: what decides about it, and the subshells around it. */
export interface Standing {
  readonly conditions: readonly ShellCondition[];
  readonly opens: readonly number[];
}

/** The variables of a script while it is walked. */
export interface Scope {
  /** The variables of an outer shell, of ENV and of ARG. */
  readonly outer: Lookup;
  readonly assigned: Map<string, Assigned>;
  /** `$1` …; null: a script that is given nothing that can be told. */
  readonly arguments: readonly (string | null)[] | null;
}

export function openScope(outer: Lookup, given: readonly (string | null)[] | null = null): Scope {
  return { outer, assigned: new Map(), arguments: given };
}

/** Sets a variable from where a command stands. `text`: the value as written; null: nobody can tell. */
export function assign(scope: Scope, name: string, text: string | null, standing: Standing, lookup: Lookup): void {
  const under = standing.conditions.filter(({ kind }) => kind !== 'and' && kind !== 'test');
  // A later round of a loop adds to what an earlier one left.
  const again = under.some(({ kind }) => kind === 'loop') && text !== null && new RegExp(`\\$\\{?${name}\\b`).test(text);
  const before = scope.assigned.get(name);
  const value = text === null || again ? null : expandText(text, lookup);
  const lost = before !== undefined && before.under.length > under.length && value === null;
  scope.assigned.set(name, { name, value, text, under: lost ? before.under : under, opens: standing.opens });
}

/** Sets a variable to a value that is known already, for all that follows. */
export function assignValue(scope: Scope, name: string, value: string | null, { opens }: Standing): void {
  scope.assigned.set(name, { name, value, text: null, under: [], opens });
}

/** Asks a lookup for what a script wrote behind `NAME=`, where the value itself cannot be told. */
export function writtenOf(name: string): string {
  return `=${name}`;
}

/** The variables as a command sees them; `rounds`: what each loop around it stands at. */
export function lookupAt(scope: Scope, standing: Standing, rounds: ReadonlyMap<string, string | null>): Lookup {
  const lookup: Lookup = (name) => {
    if (name.startsWith('$(')) return echoed(name, lookup) ?? undefined;
    if (name.startsWith('=') && !rounds.has(name)) {
      const written = scope.assigned.get(name.slice(1));
      return written ? (holds(written, standing) ? (written.text ?? undefined) : undefined) : scope.outer(name);
    }
    const round = rounds.get(name);
    if (round !== undefined) return round ?? undefined;
    const own = scope.assigned.get(name);
    if (own) return holds(own, standing) ? (own.value ?? undefined) : undefined;
    if (/^[\d@*#?!-]/.test(name)) return argument(scope, name);
    return scope.outer(name);
  };
  return lookup;
}

function holds({ under, opens }: Assigned, standing: Standing): boolean {
  return (
    under.every((condition) => standing.conditions.some(({ span, kind }) => span.start === condition.span.start && kind === condition.kind)) &&
    opens.every((open) => standing.opens.includes(open))
  );
}

function argument({ arguments: given }: Scope, name: string): string | null | undefined {
  if (given === null) return undefined;
  if (name === '#') return String(given.length);
  if (name === '@' || name === '*') return given.includes(null) ? undefined : given.join(' ');
  if (!/^[1-9]$/.test(name)) return undefined;
  const value = given[Number(name) - 1];
  return value === undefined ? null : (value ?? undefined);
}
