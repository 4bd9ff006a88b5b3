import type { Guard } from '../source.js';
import type { Collected } from './import-statement.js';
import { WORD } from './names.js';
import type { Context } from './scope.js';
import type { Condition } from './tests.js';
import { behind, COLON, END, FORMAT, LINE, NAME, OPEN, STATEMENT, type Tokens } from './tokens.js';

/** A compound statement whose body may still go on. */
interface Block {
  readonly kind: 'if' | 'try' | 'handler' | 'other';
  /** Of a handler: whether it catches the error of an import. */
  readonly catches: boolean;
  readonly column: number;
  /** Around the statement, and in its body. */
  readonly outer: Context;
  readonly inner: Context;
  /** Conditions of an `if` and what stood before. */
  readonly before: readonly Condition[];
  /** The body of the `try` that a handler belongs to; null where another handler decided already. */
  readonly attempt: Context | null;
  /** Whether the last statement that stands in the body itself leaves by raising. */
  raises: boolean;
}

export const NO_GUARDS: readonly Guard[] = [];
export const NO_CONDITIONS: readonly Condition[] = [];

/** Where the reader of statements is. */
export interface State {
  readonly tokens: Tokens;
  readonly collected: Collected;
  readonly blocks: Block[];
  readonly starts: number[];
  readonly contexts: Context[];
  context: Context;
  /** The block of the same indentation that ended right before this line. */
  sibling: Block | null;
  column: number;
  /** Another statement begins at the token that was given back. */
  begins: boolean;
  main: number | null;
}

/** Blocks in each other that are told apart; CPython allows 100 indentations. */
const MOST_BLOCKS = 200;

/** Ends the blocks that a line at `column` does not belong to. */
export function closeBlocks(state: State, column: number, at: number): void {
  const { blocks } = state;
  state.column = column;
  state.sibling = null;
  let top = blocks.at(-1);
  if (top === undefined || top.column < column) return;
  let outer = state.context;
  while (top !== undefined && top.column >= column) {
    blocks.pop();
    if (top.catches && top.attempt !== null && !top.raises) top.attempt.optional = true;
    outer = top.outer;
    state.sibling = top.column === column ? top : null;
    top = blocks.at(-1);
  }
  enter(state, outer, at);
}

function enter(state: State, context: Context, at: number): void {
  if (state.context === context) return;
  state.context = context;
  state.starts.push(at);
  state.contexts.push(context);
}

/** The colon that ends the header of a compound statement, or the end of its line. */
export function header(tokens: Tokens, from: number): number {
  const { kind, link } = tokens;
  let lambdas = 0;
  let at = from;
  while (at < tokens.count) {
    const is = kind[at] as number;
    if (is === LINE || is === STATEMENT) return at;
    if (is === COLON && lambdas-- === 0) return at;
    if (is === NAME && link[at] === WORD.lambda) lambdas++;
    at = is >= OPEN || is === FORMAT ? behind(tokens, at) : at + 1;
  }
  return at;
}

/** Goes on with another statement at a token. */
export function again(state: State, at: number): number {
  state.begins = true;
  return at;
}

/** Goes on in the body behind a colon, where it begins on the same line. */
export function body(state: State, colon: number): number {
  const { kind } = state.tokens;
  if (kind[colon] !== COLON) return colon;
  return kind[colon + 1] === LINE || kind[colon + 1] === END ? colon + 1 : again(state, colon + 1);
}

interface Opened {
  readonly before?: readonly Condition[];
  readonly attempt?: Context | null;
  readonly catches?: boolean;
}

/** Begins the block behind a header, whose statements stand in `inner`. */
export function openBlock(state: State, kind: Block['kind'], inner: Context, colon: number, opened: Opened = {}): number {
  const { before = NO_CONDITIONS, attempt = null, catches = false } = opened;
  if (state.blocks.length >= MOST_BLOCKS) return body(state, colon);
  state.blocks.push({ kind, catches, column: state.column, outer: state.context, inner, before, attempt, raises: false });
  enter(state, inner, state.tokens.kind[colon] === COLON ? colon + 1 : colon);
  return body(state, colon);
}
