import { read, unreadable, type Read } from '#text/read.js';
import { NOT_READ, type Expression } from './regular-expression.js';

type Step =
  | { readonly kind: 'character'; readonly accepts: (code: number) => boolean; next: number }
  | { readonly kind: 'start' | 'end'; next: number }
  | { readonly kind: 'fork'; next: number; other: number }
  | { readonly kind: 'found' };

/** Patterns are lines that people wrote; more steps than this are none. */
const MAX_STEPS = 5000;

/**
 * Whether an expression is found in a text, in time that grows with the length of both and never more, as in
 * Go: an expression of the repository must not be able to hang a run, which JavaScript's own could.
 */
export function finder(expression: Expression): Read<(text: string) => boolean> {
  const steps: Step[] = [];
  if (!add(steps, expression)) return unreadable(`${NOT_READ}more than ${MAX_STEPS} steps`);
  steps.push({ kind: 'found' });
  const anchored = isAnchored(expression);
  const prefix = literalEdge(expression, 'start');
  const suffix = literalEdge(expression, 'end');
  const finds = runner(steps, anchored);
  return read((text) => text.startsWith(prefix) && text.endsWith(suffix) && finds(text));
}

/** Appends the steps of an expression; each leads to the one behind it. False where they get too many. */
function add(steps: Step[], expression: Expression): boolean {
  if (steps.length > MAX_STEPS) return false;
  switch (expression.kind) {
    case 'character':
      steps.push({ kind: 'character', accepts: expression.accepts, next: steps.length + 1 });
      return true;
    case 'start':
    case 'end':
      steps.push({ kind: expression.kind, next: steps.length + 1 });
      return true;
    case 'sequence':
      return expression.parts.every((part) => add(steps, part));
    case 'either':
      return addEither(steps, expression.parts);
    case 'repeat':
      return addRepeat(steps, expression.part, expression.least, expression.most);
  }
}

function addEither(steps: Step[], parts: readonly Expression[]): boolean {
  const ends: { next: number }[] = [];
  for (const [index, part] of parts.entries()) {
    const fork = { kind: 'fork' as const, next: steps.length + 1, other: steps.length + 1 };
    const isLast = index === parts.length - 1;
    if (!isLast) steps.push(fork);
    if (!add(steps, part)) return false;
    const end = { kind: 'fork' as const, next: 0, other: 0 };
    if (!isLast) {
      steps.push(end);
      ends.push(end);
    }
    fork.other = steps.length;
  }
  for (const end of ends) Object.assign(end, { next: steps.length, other: steps.length });
  return true;
}

function addRepeat(steps: Step[], part: Expression, least: number, most: number): boolean {
  for (let count = 0; count < least; count++) if (!add(steps, part)) return false;
  const forks: { other: number }[] = [];
  for (let count = least; count < Math.min(most, least + 1) || (most !== Number.POSITIVE_INFINITY && count < most); count++) {
    const at = steps.length;
    const fork = { kind: 'fork' as const, next: at + 1, other: 0 };
    steps.push(fork);
    forks.push(fork);
    if (!add(steps, part)) return false;
    if (most === Number.POSITIVE_INFINITY) steps.push({ kind: 'fork', next: at, other: at });
  }
  for (const fork of forks) fork.other = steps.length;
  return true;
}

/** Where one can be in an expression after some characters. Made when a text first leads there, so most never are. */
interface State {
  readonly steps: readonly number[];
  /** What follows changes nothing any more. */
  readonly settled: boolean;
  /** Found if the text ends here. */
  readonly foundAtEnd: boolean;
  readonly next: Map<number, State>;
}

/** Steps in all states that are kept; a pattern that leads to more starts over, so that no file can fill the memory. */
const MAX_KEPT = 20_000;

function runner(steps: readonly Step[], anchored: boolean): (text: string) => boolean {
  const states = new Map<string, State>();
  let kept = 0;
  let first = stateOf(steps, states, [0], true, anchored);
  function after(state: State, code: number): State {
    const seeds = anchored ? [] : [0];
    for (const index of state.steps) {
      const step = steps[index];
      if (step?.kind === 'character' && step.accepts(code)) seeds.push(step.next);
    }
    const found = stateOf(steps, states, seeds, false, anchored);
    kept += 1 + found.steps.length;
    state.next.set(code, found);
    return found;
  }
  return (text) => {
    let state = first;
    for (let at = 0; at < text.length && !state.settled; ) {
      const code = text.codePointAt(at) ?? 0;
      at += code > 0xffff ? 2 : 1;
      state = state.next.get(code) ?? after(state, code);
      if (kept <= MAX_KEPT) continue;
      kept = 0;
      states.clear();
      first = stateOf(steps, states, [0], true, anchored);
    }
    return state.foundAtEnd;
  };
}

function stateOf(steps: readonly Step[], states: Map<string, State>, seeds: readonly number[], atStart: boolean, anchored: boolean): State {
  const reached = new Set<number>();
  follow(steps, reached, seeds, atStart, false);
  const sorted = [...reached].sort((a, b) => a - b);
  const key = sorted.join();
  const known = states.get(key);
  if (known) return known;
  const last = steps.length - 1;
  const found = reached.has(last);
  const atEnd = new Set<number>();
  follow(steps, atEnd, sorted, atStart, true);
  const settled = found || (anchored && sorted.length === 0);
  const state = { steps: sorted, settled, foundAtEnd: found || atEnd.has(last), next: new Map<number, State>() };
  states.set(key, state);
  return state;
}

/** Adds steps and every one that is reached from them without reading a character. */
function follow(steps: readonly Step[], reached: Set<number>, seeds: readonly number[], atStart: boolean, atEnd: boolean): void {
  const todo = [...seeds];
  for (let index = todo.pop(); index !== undefined; index = todo.pop()) {
    const step = steps[index];
    if (!step || reached.has(index) || (step.kind === 'start' && !atStart)) continue;
    reached.add(index);
    if (step.kind === 'fork') todo.push(step.other, step.next);
    if (step.kind === 'start' || (step.kind === 'end' && atEnd)) todo.push(step.next);
  }
}

function isAnchored(expression: Expression): boolean {
  return expression.kind === 'sequence' && expression.parts[0]?.kind === 'start';
}

/** The characters that a text must start or end with: most texts are told apart by them alone. */
function literalEdge(expression: Expression, edge: 'start' | 'end'): string {
  if (expression.kind !== 'sequence') return '';
  const parts = edge === 'start' ? expression.parts : expression.parts.toReversed();
  if (parts[0]?.kind !== edge) return '';
  const literals: string[] = [];
  for (const part of parts.slice(1)) {
    if (part.kind !== 'character' || part.literal === null) break;
    literals.push(part.literal);
  }
  return (edge === 'start' ? literals : literals.toReversed()).join('');
}
