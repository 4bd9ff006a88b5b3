import type { SearchPath } from '../source.js';
import { expressionEnd, readAssignments } from './assignments.js';
import type { Expressions } from './expressions.js';
import { argumentRanges, assignedTo, type Evaluation, pathBetween } from './path-expression.js';
import { nameText } from './names.js';
import { folderText } from './path-value.js';
import { sourceText } from './text.js';
import { ASSIGN, AUGMENT, behind, behindBracket, BRACE, CLOSE, DOT, NAME, NUMBER, OPEN, OPERATOR, SQUARE, STAR, type Tokens } from './tokens.js';

const LONGEST = 120;
const MOST_CHANGES = 1_000;
/** Steps of the evaluation of one change, and of all. */
const MOST_STEPS = 500;
const MOST_STEPS_OF_FILE = 20_000;

/** What names stand for. */
export interface Names {
  /** The qualified names of the chain between two tokens, or the chain as written. */
  readonly of: (at: number, end: number) => readonly string[];
}

interface Change {
  readonly place: SearchPath['place'];
  /** Tokens of one folder, or of a list of them. */
  readonly from: number;
  readonly to: number;
  readonly many: boolean;
}

/** Where the file changes `sys.path`, adds a site folder or edits the `__path__` of its package. */
export function readSearchPaths(tokens: Tokens, names: Names, { references, packagePaths }: Expressions): readonly SearchPath[] {
  const edits: { readonly at: number; readonly change: Change }[] = [];
  for (const { at, end } of references) {
    for (let part = at; part <= end && part - at <= 4; part += 2) {
      const name = names.of(at, part);
      if (name.includes('sys.path')) addEdit(tokens, at, part, edits);
      else if (name.includes('site.addsitedir') && tokens.kind[part + 1] === OPEN) {
        const [first] = argumentRanges(tokens, part + 1);
        if (first !== undefined) edits.push({ at, change: { place: 'last', from: first[0], to: first[1], many: false } });
      }
    }
  }
  for (const at of packagePaths) addEdit(tokens, at, at, edits);
  if (edits.length === 0) return [];
  const evaluation: Evaluation = {
    tokens, nameOf: (at, end) => names.of(at, end)[0] ?? '', assignments: readAssignments(tokens), budget: 0,
  };
  let left = MOST_STEPS_OF_FILE;
  return edits.slice(0, MOST_CHANGES).flatMap(({ at, change }) => {
    const given = Math.min(MOST_STEPS, left);
    evaluation.budget = given;
    const found = folders(evaluation, change.from, change.to, change.many);
    left -= given - Math.max(evaluation.budget, 0);
    const written = sourceText(tokens, change.from, change.to, LONGEST);
    return found.map((folder): SearchPath => ({ line: tokens.line[at] as number, place: change.place, folder, written }));
  });
}

function addEdit(tokens: Tokens, at: number, end: number, edits: { readonly at: number; readonly change: Change }[]): void {
  for (const change of changesBehind(tokens, at, end)) edits.push({ at, change });
}

/** What is done with the list that ends at the token `end`. */
function changesBehind(tokens: Tokens, at: number, end: number): readonly Change[] {
  const { kind, link } = tokens;
  let next = end + 1;
  if (kind[next] === DOT && kind[next + 1] === NAME && kind[next + 2] === OPEN) return methodChange(tokens, nameText(link[next + 1] as number), next + 2);
  let place: SearchPath['place'] = 'first';
  if (kind[next] === SQUARE) {
    const first = next + 1;
    if (kind[first] === NUMBER && tokens.bytes[tokens.start[first] as number] !== 48) place = 'last';
    else if (kind[first] !== NUMBER && kind[first + 1] === NUMBER && kind[first] === OPERATOR) place = 'last';
    const single = behindBracket(tokens, next) - next === 3;
    next = behindBracket(tokens, next);
    if (kind[next] !== ASSIGN) return [];
    return [{ place, from: next + 1, to: expressionEnd(tokens, next + 1, false), many: !single }];
  }
  const to = expressionEnd(tokens, next + 1, false);
  if (kind[next] === AUGMENT && link[next] === 43) return [{ place: 'last', from: next + 1, to, many: true }];
  return kind[next] === ASSIGN ? assigned(tokens, at, end, next + 1, to) : [];
}

function methodChange(tokens: Tokens, method: string, open: number): readonly Change[] {
  const given = argumentRanges(tokens, open);
  const [first, second] = given;
  if (method === 'insert' && first !== undefined && second !== undefined) return [{ place: 'first', from: second[0], to: second[1], many: false }];
  if (first === undefined || (method !== 'append' && method !== 'extend')) return [];
  return [{ place: 'last', from: first[0], to: first[1], many: method === 'extend' }];
}

/** `sys.path = [HERE] + sys.path`: each operand of `+` but the list itself. */
function assigned(tokens: Tokens, at: number, end: number, from: number, to: number): readonly Change[] {
  const changes: Change[] = [];
  let place: SearchPath['place'] = 'first';
  let begin = from;
  for (let token = from; token <= to; token = token === to ? to + 1 : behind(tokens, token)) {
    if (token !== to && !(tokens.kind[token] === OPERATOR && tokens.link[token] === 43)) continue;
    if (isSameName(tokens, at, end, begin, token)) place = 'last';
    else changes.push({ place, from: begin, to: token, many: true });
    begin = token + 1;
  }
  return changes;
}

/** `sys.path`, `sys.path[:]`, `list(sys.path)` as an operand. */
function isSameName({ kind, link }: Tokens, at: number, end: number, from: number, to: number): boolean {
  for (let begin = from; begin < to && begin < from + 4; begin++) {
    let token = at;
    while (token <= end && kind[begin + token - at] === kind[token] && (kind[token] !== NAME || link[begin + token - at] === link[token])) token++;
    if (token > end && kind[to] !== CLOSE) return true;
  }
  return false;
}

function folders(evaluation: Evaluation, from: number, to: number, many: boolean): readonly (string | null)[] {
  if (!many) return oneOrEach(evaluation, from, to);
  const { tokens } = evaluation;
  const list = listAt(evaluation, from, to);
  if (list === null) return [null];
  return argumentRanges(tokens, list).flatMap(([first, last]) => (tokens.kind[first] === STAR ? [] : oneOrEach(evaluation, first, last)));
}

/** A folder; or those of the list that a `for` goes through. */
function oneOrEach(evaluation: Evaluation, from: number, to: number): readonly (string | null)[] {
  const loop = innerLoop(evaluation, from, to);
  if (loop !== null) {
    const list = listAt(evaluation, loop.from, loop.to);
    if (list !== null) return argumentRanges(evaluation.tokens, list).map(([first, last]) => folderBetween(evaluation, first, last));
  }
  return [folderBetween(evaluation, from, to)];
}

/** The `for` whose variable a name or `str(name)` is. */
function innerLoop(evaluation: Evaluation, from: number, to: number): { readonly from: number; readonly to: number } | null {
  const { kind } = evaluation.tokens;
  const wrapped = kind[from] === NAME && kind[from + 1] === OPEN && to - from === 4;
  const found = wrapped ? assignedTo(evaluation, from + 2, from + 3) : assignedTo(evaluation, from, to);
  return found?.each === true ? found : null;
}

function folderBetween(evaluation: Evaluation, from: number, to: number): string | null {
  const value = pathBetween(evaluation, from, to);
  return value === null ? null : folderText(value);
}

/** The bracket of a list or tuple, also of one that a name was given. */
function listAt(evaluation: Evaluation, from: number, to: number): number | null {
  const { tokens } = evaluation;
  const is = tokens.kind[from] as number;
  if (is >= OPEN && is <= BRACE && behindBracket(tokens, from) === to) return from;
  const found = assignedTo(evaluation, from, to);
  if (found === null || found.each || evaluation.budget-- <= 0) return null;
  return listAt(evaluation, found.from, found.to);
}
