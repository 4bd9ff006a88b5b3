import { growTokens, type Tokens } from './tokens.js';

/** Why something may have been overlooked. */
export interface Problem {
  readonly line: number;
  readonly reason: string;
}

/**
 * Where the tokenizer is. Its loop keeps the numbers in variables of its own and puts them here for what is rare, so
 * that the loop stays small enough for the engine to compile at once.
 */
export interface Cutter {
  readonly tokens: Tokens;
  readonly length: number;
  readonly problems: Problem[];
  at: number;
  /** Tokens so far. */
  count: number;
  row: number;
  /** Open brackets, as tokens; only the first `depth` count. */
  readonly brackets: number[];
  depth: number;
  /** Open f-strings, the innermost last. */
  readonly formats: Format[];
}

export interface Format {
  readonly token: number;
  /** Brackets open before it. */
  readonly depth: number;
  readonly quote: number;
  readonly triple: boolean;
  readonly raw: boolean;
}

/** Room that is left for tokens when the loop looks. */
export const SPARE = 8;

/** Makes room for a token, for those who add one outside of the loop. */
export function makeRoom({ tokens, count }: Cutter): void {
  if (count + SPARE < tokens.kind.length) return;
  tokens.count = count;
  growTokens(tokens);
}
