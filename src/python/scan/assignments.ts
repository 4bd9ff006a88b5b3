import { ASSIGN, behindBracket, COLON, FIELD, LINE, NAME, OPEN, STATEMENT, type Tokens } from './tokens.js';
import { WORD } from './names.js';

/** One `NAME = …` or `for NAME in …`: the tokens of what it is given. */
export interface Assignment {
  readonly from: number;
  readonly to: number;
  /** One element of it at a time. */
  readonly each: boolean;
}

/** By name, in the order of the file. */
export type Assignments = ReadonlyMap<number, readonly Assignment[]>;

/** Finds the assignments to single names (`A = B = x` counts for both), for files that change their search path. */
export function readAssignments(tokens: Tokens): Assignments {
  const found = new Map<number, Assignment[]>();
  const { kind, link } = tokens;
  for (let at = 0; at < tokens.count; ) {
    const is = kind[at] as number;
    if ((is === LINE || is === STATEMENT || is === COLON) && kind[at + 1] === NAME) {
      const each = link[at + 1] === WORD.for && kind[at + 2] === NAME && link[at + 3] === WORD.in && kind[at + 3] === NAME;
      const assigned = kind[at + 2] === ASSIGN || (kind[at + 2] === COLON && hasValue(tokens, at + 3) >= 0);
      if (each || assigned) at = add(tokens, each ? at + 2 : at + 1, each, found);
      else at++;
    } else at = is >= OPEN && is <= FIELD ? behindBracket(tokens, at) : at + 1;
  }
  return found;
}

function add(tokens: Tokens, name: number, each: boolean, found: Map<number, Assignment[]>): number {
  const { kind, link } = tokens;
  const names = [link[name] as number];
  let from = kind[name + 1] === COLON ? hasValue(tokens, name + 2) : name + 2;
  for (; kind[from] === NAME && kind[from + 1] === ASSIGN; from += 2) names.push(link[from] as number);
  const to = expressionEnd(tokens, from, each);
  for (const word of names) {
    const known = found.get(word);
    if (known === undefined) found.set(word, [{ from, to, each }]);
    else known.push({ from, to, each });
  }
  return to;
}

/** The token behind `=` of an annotated assignment; -1 without. */
function hasValue(tokens: Tokens, from: number): number {
  const end = expressionEnd(tokens, from, false);
  for (let at = from; at < end; at++) if (tokens.kind[at] === ASSIGN) return at + 1;
  return -1;
}

/** The end of the statement, or the colon of a `for`. */
export function expressionEnd(tokens: Tokens, from: number, toColon: boolean): number {
  let at = from;
  for (;;) {
    const is = tokens.kind[at] as number;
    if (at >= tokens.count || is === LINE || is === STATEMENT || (toColon && is === COLON)) return at;
    at = is >= OPEN && is <= FIELD ? behindBracket(tokens, at) : at + 1;
  }
}
