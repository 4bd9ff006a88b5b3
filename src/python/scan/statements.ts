import type { Guard } from '../source.js';
import { again, body, closeBlocks, header, NO_CONDITIONS, NO_GUARDS, openBlock, type State } from './blocks.js';
import { type Found, readFrom, readImport } from './import-statement.js';
import { LAST_STATEMENT_WORD, WORD } from './names.js';
import { type Context, newContext, newScope, type Scope } from './scope.js';
import { catchesImportError, condition, mainTest, negation, suppressesImportError } from './tests.js';
import { behindBracket, COLON, COMMA, DOT, FIELD, IMPORT, LINE, NAME, OPEN, SQUARE, STATEMENT, type Tokens } from './tokens.js';

/** What the statements of a file are, expressions aside. */
export interface Statements {
  readonly imports: readonly Found[];
  /** Names that an import binds somewhere in the file. */
  readonly bound: ReadonlySet<number>;
  /** From token `starts[i]` on, `contexts[i]` stands around. */
  readonly starts: readonly number[];
  readonly contexts: readonly Context[];
  readonly main: number | null;
}

/** Reads the statements of a file: its imports, and which block every token stands in. */
export function readStatements(tokens: Tokens): Statements {
  const module: Context = newContext(null, newScope('module', null, -1), NO_GUARDS);
  const state: State = {
    tokens, collected: { found: [], bound: new Set() }, blocks: [], starts: [0], contexts: [module], context: module, sibling: null, column: 0,
    begins: false, main: null,
  };
  const { kind, link } = tokens;
  let at = 0;
  while (at < tokens.count) {
    const is = kind[at] as number;
    if (is === LINE) closeBlocks(state, link[at] as number, at);
    if (is === LINE || is === STATEMENT) {
      at++;
      do {
        state.begins = false;
        at = statement(state, at);
      } while (state.begins);
    } else if (is >= OPEN && is <= FIELD) at = behindBracket(tokens, at);
    else at++;
  }
  closeBlocks(state, 0, at);
  const { collected, starts, contexts, main } = state;
  return { imports: collected.found, bound: collected.bound, starts, contexts, main };
}

/** Reads the beginning of the statement at `at`; gives the token to go on with. */
function statement(state: State, at: number): number {
  const { tokens } = state;
  const { kind, link } = tokens;
  const word = kind[at] === NAME ? (link[at] as number) : 0;
  const block = state.blocks.at(-1);
  if (block !== undefined) block.raises = word === WORD.raise || ends(tokens, at);
  if (word === 0 || (word > LAST_STATEMENT_WORD && (word < WORD.case || word > WORD.cpdef))) return at;
  switch (word) {
    case WORD.import:
    case WORD.cimport:
      return kind[at + 1] === NAME ? readImport(tokens, at, state.context, state.collected) : at + 1;
    case WORD.from:
      return readFrom(tokens, at, state.context, state.collected);
    case WORD.lazy:
      return kind[at + 1] === NAME && (link[at + 1] === WORD.import || link[at + 1] === WORD.from) ? again(state, at + 1) : at + 1;
    case WORD.async:
      return again(state, at + 1);
    case WORD.global:
      return globals(state, at);
    case WORD.if:
    case WORD.elif:
    case WORD.else:
      return branch(state, at, word);
    case WORD.try:
      return attempt(state, at);
    case WORD.except:
      return handler(state, at);
    case WORD.finally:
      return openBlock(state, 'other', state.context, header(tokens, at));
    case WORD.def:
      return definition(state, at);
    case WORD.class:
      return classBody(state, at);
    case WORD.with:
      return withBody(state, at);
    case WORD.for:
    case WORD.while:
      return body(state, header(tokens, at));
    case WORD.case:
      return matchCase(state, at);
    case WORD.cdef:
    case WORD.cpdef:
      return cythonDefinition(state, at);
    default:
      return at + 1;
  }
}

/** `sys.exit(…)`, `exit(…)`, `quit(…)`: nothing behind it runs. */
function ends({ kind, link }: Tokens, at: number): boolean {
  if (kind[at] !== NAME) return false;
  if (link[at] === WORD.sys && kind[at + 1] === DOT) return link[at + 2] === WORD.exit && kind[at + 3] === OPEN;
  return (link[at] === WORD.exit || link[at] === WORD.quit) && kind[at + 1] === OPEN;
}

/** `case` is a name everywhere else (PEP 634). */
function matchCase(state: State, at: number): number {
  const colon = header(state.tokens, at);
  return state.tokens.kind[colon] === COLON ? body(state, colon) : at;
}

function branch(state: State, at: number, word: number): number {
  const { tokens, sibling } = state;
  const colon = header(tokens, at);
  const before = word !== WORD.if && sibling?.kind === 'if' ? sibling.before : NO_CONDITIONS;
  const own = word === WORD.else ? null : condition(tokens, at + 1, colon);
  if (word !== WORD.else && state.main === null && mainTest(tokens, at + 1, colon)) state.main = tokens.line[at] as number;
  if (own === null && before.length === 0) return openBlock(state, 'if', state.context, colon);
  const guards: Guard[] = [];
  for (const condition of before) {
    const guard = negation(condition);
    if (guard !== null) guards.push(guard);
  }
  if (own !== null && own !== 'no-typing') guards.push(own);
  const inner = guards.length === 0 ? state.context : newContext(state.context, state.context.scope, guards);
  return openBlock(state, 'if', inner, colon, { before: own === null || before.length > 20 ? before : [...before, own] });
}

function attempt(state: State, at: number): number {
  return openBlock(state, 'try', newContext(state.context, state.context.scope, NO_GUARDS), header(state.tokens, at));
}

function handler(state: State, at: number): number {
  const { tokens, sibling } = state;
  const colon = header(tokens, at);
  // The first handler that catches the error decides; those behind it never see it.
  const before = sibling?.kind === 'handler' && !sibling.catches ? sibling.attempt : null;
  const tried = sibling?.kind === 'try' ? sibling.inner : before;
  const catches = catchesImportError(tokens, at + 1, colon);
  const inner = catches ? newContext(state.context, state.context.scope, [{ kind: 'fallback' }]) : state.context;
  return openBlock(state, 'handler', inner, colon, { attempt: tried, catches });
}

function definition(state: State, at: number): number {
  const { tokens } = state;
  let open = at + 2;
  if (tokens.kind[open] === SQUARE) open = behindBracket(tokens, open);
  return openFunction(state, tokens.kind[open] === OPEN ? open : -1, header(tokens, at));
}

function openFunction(state: State, parameters: number, colon: number): number {
  const scope = newScope('function', state.context.scope, parameters);
  return openBlock(state, 'other', newContext(state.context, scope, [{ kind: 'function' }]), colon);
}

function classBody(state: State, at: number): number {
  const scope: Scope = newScope('class', state.context.scope, -1);
  return openBlock(state, 'other', newContext(state.context, scope, NO_GUARDS), header(state.tokens, at));
}

function withBody(state: State, at: number): number {
  const colon = header(state.tokens, at);
  if (!suppressesImportError(state.tokens, at + 1, colon)) return body(state, colon);
  const inner = newContext(state.context, state.context.scope, NO_GUARDS);
  inner.optional = true;
  return openBlock(state, 'other', inner, colon);
}

/** `cpdef int area(self):`, `cdef class Shape:`. */
function cythonDefinition(state: State, at: number): number {
  const { kind, link } = state.tokens;
  const colon = header(state.tokens, at);
  if (kind[colon] !== COLON) return colon;
  if (link[at + 1] === WORD.class && kind[at + 1] === NAME) return classBody(state, at);
  for (let token = at + 1; token < colon; token++) if (kind[token] === OPEN) return openFunction(state, token, colon);
  return body(state, colon);
}

/** `global a, b`: marked as read, since it uses nothing. */
function globals(state: State, at: number): number {
  const { kind, link } = state.tokens;
  const { scope } = state.context;
  let next = at + 1;
  for (; kind[next] === NAME || kind[next] === COMMA; next++) {
    if (kind[next] === NAME) (scope.globals ??= new Set()).add(link[next] as number);
  }
  kind[at] = IMPORT;
  link[at] = next;
  return next;
}
