import type { Guard } from '../source.js';
import { WORD } from './names.js';
import { COMMA, NAME, OPEN, STAR, behind, type Tokens } from './tokens.js';

/** Where names live: the module, a function or a class body. */
export interface Scope {
  readonly kind: 'module' | 'function' | 'class';
  readonly parent: Scope | null;
  /** The bracket of its parameters; -1 without. */
  readonly parameters: number;
  /** What imports bind here: by name, the qualified names. */
  imports: Map<number, number[]> | null;
  /** Names that are bound here otherwise; null: not asked yet. */
  bound: Set<number> | null;
  globals: Set<number> | null;
}

/** What stands around a statement. */
export interface Context {
  readonly parent: Context | null;
  readonly scope: Scope;
  readonly own: readonly Guard[];
  /** Body of a `try`: whether a handler lets the program go on without what it imports. */
  optional: boolean;
  guards: readonly Guard[] | null;
}

export function newScope(kind: Scope['kind'], parent: Scope | null, parameters: number): Scope {
  return { kind, parent, parameters, imports: null, bound: null, globals: null };
}

export function newContext(parent: Context | null, scope: Scope, own: readonly Guard[]): Context {
  return { parent, scope, own, optional: false, guards: null };
}

/**
 * All guards of a context, the outermost first. A `try` around the definition of a function does not catch what
 * its body raises later.
 */
export function guardsOf(context: Context): readonly Guard[] {
  if (context.guards !== null) return context.guards;
  const guards: Guard[] = [];
  let inFunction = false;
  for (let one: Context | null = context; one !== null; one = one.parent) {
    if (one.optional && !inFunction) add(guards, { kind: 'optional' });
    for (const guard of one.own.toReversed()) add(guards, guard);
    if (one.own.some(({ kind }) => kind === 'function')) inFunction = true;
  }
  context.guards = guards.toReversed();
  return context.guards;
}

function add(guards: Guard[], guard: Guard): void {
  if ('test' in guard || guards.every(({ kind }) => kind !== guard.kind)) guards.push(guard);
}

/** Binds a name to something imported. */
export function bindImport(scope: Scope, name: number, target: number): void {
  let owner = scope;
  if (scope.globals?.has(name) === true) while (owner.parent !== null) owner = owner.parent;
  owner.imports ??= new Map();
  const targets = owner.imports.get(name);
  if (targets === undefined) owner.imports.set(name, [target]);
  else if (targets.length < 16 && !targets.includes(target)) targets.push(target);
}

const NOTHING: readonly number[] = [];
/** Scopes looked through for one name; no program nests deeper. */
const MOST_SCOPES = 200;

/** What a name may stand for where it is read (Language Reference 4.2.2): the imports of the innermost scope that binds it. */
export function lookUp(tokens: Tokens, scope: Scope, name: number): readonly number[] {
  let here = true;
  let steps = 0;
  for (let one: Scope | null = scope; one !== null && steps < MOST_SCOPES; one = one.parent, here = false, steps++) {
    if (one.kind === 'class' && !here) continue;
    const found = one.imports?.get(name);
    if (found !== undefined) return found;
    if (one.kind === 'function' && one.globals?.has(name) !== true && boundIn(tokens, one).has(name)) return NOTHING;
  }
  return NOTHING;
}

export function boundIn(tokens: Tokens, scope: Scope): Set<number> {
  if (scope.bound !== null) return scope.bound;
  const bound = new Set<number>();
  scope.bound = bound;
  if (scope.parameters < 0) return bound;
  let before: number = OPEN;
  for (let at = scope.parameters + 1, last = tokens.link[scope.parameters] as number; at < last; at = behind(tokens, at)) {
    const kind = tokens.kind[at] as number;
    const word = tokens.link[at] as number;
    if (kind === NAME && word !== WORD.lambda && (before === OPEN || before === COMMA || before === STAR)) bound.add(word);
    before = kind;
  }
  return bound;
}
