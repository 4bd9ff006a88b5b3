import type { Assignment, Assignments } from './assignments.js';
import { formatText, itemEnd } from './literals.js';
import { nameText, WORD } from './names.js';
import { bytesText, stringText } from './text.js';
import { joined, OWN_FILE, parentOf, pathOf, type PathValue, WORKING_FOLDER } from './path-value.js';
import {
  ASSIGN, behind, behindBracket, CLOSE, DOT, FORMAT, FORMAT_END, NAME, NUMBER, OPEN, OPERATOR, SQUARE, STAR, STRING, type Tokens,
} from './tokens.js';

/** What an expression is evaluated with. */
export interface Evaluation {
  readonly tokens: Tokens;
  /** The qualified name of the chain of names from one token to another. */
  readonly nameOf: (at: number, end: number) => string;
  readonly assignments: Assignments;
  /** Steps that are left; one expression takes few. */
  budget: number;
}

const LONGEST_TEXT = 1_000;

/** The same path, written otherwise. */
const SAME: ReadonlySet<string> = new Set([
  'os.path.abspath', 'os.path.realpath', 'os.path.normpath', 'os.path.normcase', 'os.path.expanduser', 'os.path.expandvars', 'os.fspath', 'os.fsdecode',
  'str', 'pathlib.Path', 'pathlib.PurePath', 'pathlib.PosixPath', 'pathlib.PurePosixPath', 'inspect.getfile', 'inspect.getsourcefile', 'inspect.getabsfile',
]);
const SAME_METHODS: ReadonlySet<string> = new Set(['resolve', 'absolute', 'expanduser', 'as_posix', '__str__', '__fspath__', 'strip']);

/** The path that the tokens between `from` and `to` stand for; null where it takes more than names and joins to tell. */
export function pathBetween(evaluation: Evaluation, from: number, to: number): PathValue | null {
  if (evaluation.budget-- <= 0 || from >= to) return null;
  const { kind, link } = evaluation.tokens;
  let split = -1;
  for (let at = from; at < to; at = behind(evaluation.tokens, at)) {
    if (kind[at] === OPERATOR) {
      if (link[at] !== 47 && link[at] !== 43) return null;
      split = at;
    } else if (kind[at] === STAR || (kind[at] === NAME && isOperatorWord(link[at] as number))) return null;
  }
  if (split < 0) return operand(evaluation, from, to);
  const left = pathBetween(evaluation, from, split);
  const right = operand(evaluation, split + 1, to);
  if (left === null || right === null) return null;
  return link[split] === 47 ? joined(left, right) : concatenated(evaluation, left, right, split + 1);
}

function isOperatorWord(word: number): boolean {
  return word === WORD.if || word === WORD.or || word === WORD.and || word === WORD.for || word === WORD.lambda || word === WORD.not || word === WORD.in;
}

/** `HERE + "/lib"`: only what begins with a slash is a folder below. */
function concatenated({ tokens }: Evaluation, left: PathValue, right: PathValue, at: number): PathValue | null {
  const begins = tokens.kind[at] === STRING && tokens.bytes[tokens.start[at] as number] === 47;
  const onlySlash = left.base === '' && left.words.length === 0;
  return begins && !onlySlash ? joined(left, { base: '', words: right.words }) : null;
}

/** One operand: a literal, a name, a call, and what is behind it (`.parent`, `[0]`). */
function operand(evaluation: Evaluation, from: number, to: number): PathValue | null {
  if (evaluation.budget-- <= 0) return null;
  const { tokens } = evaluation;
  const { kind } = tokens;
  let value: PathValue | null;
  let at = from;
  if (kind[at] === OPEN) {
    const close = tokens.link[at] as number;
    if (kind[close] !== CLOSE) return null;
    value = pathBetween(evaluation, at + 1, close);
    at = close + 1;
  } else if (kind[at] === STRING || kind[at] === FORMAT) {
    while (kind[at] === STRING || kind[at] === FORMAT) at = behind(tokens, at);
    value = textPath(evaluation, from, at);
  } else if (kind[at] === NAME) {
    let end = at;
    while (kind[end + 1] === DOT && kind[end + 2] === NAME && end + 2 < to) end += 2;
    return named(evaluation, at, end, to);
  } else return null;
  return value === null ? null : suffixes(evaluation, value, at, to);
}

/** A literal, or an f-string of one field: f"{HERE}/lib". */
function textPath(evaluation: Evaluation, from: number, to: number): PathValue | null {
  const { tokens } = evaluation;
  const { kind, start, end } = tokens;
  let text = '';
  let value: PathValue | null = null;
  for (let at = from; at < to; at = behind(tokens, at)) {
    if ((end[at] as number) - (start[at] as number) > LONGEST_TEXT) return null;
    if (kind[at] === STRING) text += stringText(tokens, at);
    else if (kind[at + 1] === FORMAT_END) text += formatText(tokens, at);
    else if (text === '' && formatText(tokens, at) === '' && value === null) {
      const close = tokens.link[at + 1] as number;
      if (kind[close] !== CLOSE || kind[close + 1] !== FORMAT_END) return null;
      value = pathBetween(evaluation, at + 2, close);
      if (value === null) return null;
      text += tailOf(tokens, at, close);
    } else return null;
  }
  if (value === null) return pathOf(text);
  return text === '' ? value : text.startsWith('/') ? joined(value, { base: '', words: pathOf(text).words }) : null;
}

/** The text of an f-string behind its last field; the bytes from the `}` to the quote. */
function tailOf({ bytes, start }: Tokens, format: number, close: number): string {
  const from = (start[close] as number) + 1;
  const quote = bytes[(start[format] as number) - 1] as number;
  let to = from;
  while (to < bytes.length && bytes[to] !== quote && bytes[to] !== 0 && to - from < LONGEST_TEXT) to++;
  return bytesText(bytes, from, to);
}

/** A name with dots, called or not. */
function named(evaluation: Evaluation, at: number, end: number, to: number): PathValue | null {
  const { tokens, assignments } = evaluation;
  const { kind, link } = tokens;
  const first = link[at] as number;
  if (end === at && kind[at + 1] !== OPEN && nameText(first) === '__file__') return suffixes(evaluation, OWN_FILE, at + 1, to);
  if (nameText(first) === '__file__') return suffixes(evaluation, OWN_FILE, at + 1, to);
  const called = end + 1 < to && kind[end + 1] === OPEN;
  const name = evaluation.nameOf(at, end);
  if (called) {
    const value = calledPath(evaluation, name, end + 1);
    if (value !== null) return suffixes(evaluation, value, behindBracket(tokens, end + 1), to);
  }
  if (name === 'os.curdir') return pathOf('.');
  if (name === 'os.pardir') return pathOf('..');
  const assigned = latestBefore(assignments.get(first) ?? [], at, false);
  if (assigned === null || assigned.each) return null;
  const value = pathBetween(evaluation, assigned.from, assigned.to);
  return value === null ? null : suffixes(evaluation, value, at + 1, to);
}

/** A call of a function that makes a path. */
function calledPath(evaluation: Evaluation, name: string, open: number): PathValue | null {
  if (name === 'os.getcwd' || name === 'os.getcwdu' || name === 'pathlib.Path.cwd') return WORKING_FOLDER;
  if (name === 'inspect.currentframe') return OWN_FILE;
  const given = argumentRanges(evaluation.tokens, open);
  const values = given.map(([from, to]) => pathBetween(evaluation, from, to));
  const [first, ...rest] = values;
  if (first === undefined) return name === 'pathlib.Path' ? WORKING_FOLDER : null;
  if (first === null) return null;
  if (name === 'os.path.dirname') return parentOf(first);
  if (name === 'os.path.join' || name.startsWith('pathlib.')) return rest.reduce<PathValue | null>((all, one) => (all && one ? joined(all, one) : null), first);
  return SAME.has(name) ? first : null;
}

/** `.parent`, `.parents[1]`, `.joinpath("x")`, `.resolve()` and the like, as far as they go. */
function suffixes(evaluation: Evaluation, start: PathValue, from: number, to: number): PathValue | null {
  const { tokens } = evaluation;
  const { kind, link } = tokens;
  let value: PathValue = start;
  let at = from;
  while (at < to) {
    if (kind[at] !== DOT || kind[at + 1] !== NAME || evaluation.budget-- <= 0) return null;
    const name = nameText(link[at + 1] as number);
    at += 2;
    if (name === 'parent') value = parentOf(value);
    else if (name === 'parents' && kind[at] === SQUARE && kind[at + 1] === NUMBER && kind[at + 2] === CLOSE) {
      const up = Number(bytesText(tokens.bytes, tokens.start[at + 1] as number, tokens.end[at + 1] as number));
      if (!(up >= 0 && up < 50)) return null;
      for (let step = 0; step <= up; step++) value = parentOf(value);
      at += 3;
    } else if (kind[at] === OPEN) {
      if (name === 'joinpath') {
        for (const [first, last] of argumentRanges(tokens, at)) {
          const more = pathBetween(evaluation, first, last);
          if (more === null) return null;
          value = joined(value, more);
        }
      } else if (!SAME_METHODS.has(name)) return null;
      at = behindBracket(tokens, at);
    } else return null;
  }
  return value;
}

/** The tokens of each argument without a keyword. */
export function argumentRanges(tokens: Tokens, open: number): readonly (readonly [number, number])[] {
  const last = tokens.link[open] as number;
  const found: [number, number][] = [];
  for (let at = open + 1; at < last && found.length < 100; ) {
    const to = itemEnd(tokens, at, last);
    if (!(tokens.kind[at] === NAME && tokens.kind[at + 1] === ASSIGN)) found.push([at, to]);
    at = to + 1;
  }
  return found;
}

/** The assignment that a single name between two tokens last had; null for anything else. */
export function assignedTo({ tokens, assignments }: Evaluation, from: number, to: number): Assignment | null {
  if (to - from !== 1 || tokens.kind[from] !== NAME) return null;
  return latestBefore(assignments.get(tokens.link[from] as number) ?? [], from, true);
}

/** The last assignment that ends before a token; with `loops`, also the last loop that began before it. */
function latestBefore(all: readonly Assignment[], at: number, loops: boolean): Assignment | null {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle] as Assignment).from < at) low = middle + 1;
    else high = middle;
  }
  // An assignment that is still going on is the only one that may have to be passed over.
  for (let index = low - 1; index >= 0 && index >= low - 3; index--) {
    const one = all[index] as Assignment;
    if (one.to <= at || (loops && one.each)) return one;
  }
  return null;
}
