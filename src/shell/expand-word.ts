import { removeFix, replacePattern } from './patterns.js';

/** A variable as the shell sees it: its value, null for "not set", undefined for "cannot be told". */
export type Lookup = (name: string) => string | null | undefined;

/** One word of a command after expansion. */
export interface Field {
  /** Quotes and escapes removed, variables filled in; null where it cannot be told. */
  readonly value: string | null;
  /** The same with `*`, `?` and `[…]` left in place: it names files of the image; null where even that cannot be told. */
  readonly pattern: string | null;
}

const UNKNOWN: Field = { value: null, pattern: null };

/** Words that one variable may become; more is nothing that a person wrote. */
const MAX_FIELDS = 1_000;
const MAX_LENGTH = 100_000;
const MAX_DEPTH = 20;

interface State {
  readonly fields: Field[];
  text: string;
  /** Something stands in the current word, if only an empty quote. */
  started: boolean;
  known: boolean;
  glob: boolean;
}

/**
 * What a POSIX shell makes of a word as written: parameter expansion, field splitting of what stands outside of
 * quotes, quote removal (POSIX Shell Command Language, 2.6). Globs stay as patterns; a substitution cannot be told.
 */
export function expandWord(text: string, lookup: Lookup): readonly Field[] {
  const state: State = { fields: [], text: '', started: false, known: true, glob: false };
  if (text.length > MAX_LENGTH || !readPlain(state, text, lookup, 0)) return [UNKNOWN];
  finish(state);
  return state.fields.length > MAX_FIELDS ? [UNKNOWN] : state.fields;
}

/** The value of a text without field splitting, as in an assignment or in double quotes; null where it cannot be told. */
export function expandText(text: string, lookup: Lookup): string | null {
  return joined(text, lookup, 0);
}

function joined(text: string, lookup: Lookup, depth: number): string | null {
  const state: State = { fields: [], text: '', started: false, known: true, glob: false };
  if (depth > MAX_DEPTH || text.length > MAX_LENGTH) return null;
  return readPlain(state, text, lookup, depth, true) && state.known ? state.text : null;
}

function finish(state: State): void {
  if (state.started) {
    state.fields.push(state.known ? { value: state.glob ? null : state.text, pattern: state.text } : UNKNOWN);
  }
  state.text = '';
  state.started = false;
  state.known = true;
  state.glob = false;
}

function put(state: State, text: string): void {
  state.started = true;
  state.text = state.text.length + text.length > MAX_LENGTH ? '' : state.text + text;
}

/** Reads unquoted text; false for what a shell would refuse. `whole`: no splitting and no globs. */
function readPlain(state: State, text: string, lookup: Lookup, depth: number, whole = false): boolean {
  for (let at = 0; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '\\') {
      if (text.charAt(at + 1) !== '\n') put(state, text.charAt(at + 1));
      at += 2;
    } else if (char === "'") {
      const close = text.indexOf("'", at + 1);
      if (close < 0) return false;
      put(state, text.slice(at + 1, close));
      at = close + 1;
    } else if (char === '"') {
      const end = readDouble(state, text, at + 1, lookup, depth);
      if (end < 0) return false;
      at = end;
    } else if (char === '$' || char === '`') {
      const piece = readDollar(text, at, lookup, depth);
      if (piece === null) return false;
      if (whole) putKnown(state, piece.value);
      else split(state, piece.value);
      at = piece.end;
    } else if (char === '~' && at === 0 && /^~(?:\/|$)/.test(text)) {
      const home = lookup('HOME');
      putKnown(state, home === undefined ? null : (home ?? null));
      at += 1;
    } else {
      if (!whole) mark(state, text, at);
      put(state, char);
      at += 1;
    }
  }
  return true;
}

/** `.[dev]`, `./lib[a,b]`, `name[extra]==1.0`: a bracket that pip reads; a shell leaves it alone unless such a file exists. */
const EXTRAS = /^[^*?[\]]*\[[A-Za-z0-9., _-]+\](?:$|[=<>!~;@ ])/;

function mark(state: State, text: string, at: number): void {
  const char = text.charAt(at);
  if (char === '*' || char === '?' || (char === '[' && text.includes(']', at) && !EXTRAS.test(text))) state.glob = true;
  // `{a,b}` is bash's alone; `<(…)` is a file that another command fills.
  const braces = char === '{' && /^\{[^{}]*(?:,|\.\.)[^{}]*\}/.test(text.slice(at, at + 1_000));
  if (braces || ((char === '<' || char === '>') && text.charAt(at + 1) === '(')) state.known = false;
}

function putKnown(state: State, value: string | null): void {
  if (value === null) {
    state.started = true;
    state.known = false;
  } else {
    put(state, value);
  }
}

/** An expansion outside of quotes: blanks in its value end the word. */
function split(state: State, value: string | null): void {
  if (value === null) return putKnown(state, null);
  for (const [index, part] of value.split(/[ \t\n]+/).entries()) {
    if (index > 0) finish(state);
    if (part === '') continue;
    for (let at = 0; at < part.length; at++) mark(state, part, at);
    put(state, part);
  }
}

function readDouble(state: State, text: string, from: number, lookup: Lookup, depth: number): number {
  state.started = true;
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '"') return at + 1;
    if (char === '\\') {
      const next = text.charAt(at + 1);
      if (next !== '\n') put(state, '$`"\\'.includes(next) ? next : char + next);
      at += 2;
    } else if (char === '$' || char === '`') {
      const piece = readDollar(text, at, lookup, depth);
      if (piece === null) return -1;
      putKnown(state, piece.value);
      at = piece.end;
    } else {
      put(state, char);
      at += 1;
    }
  }
  return -1;
}

interface Piece {
  readonly value: string | null;
  readonly end: number;
}

function readDollar(text: string, at: number, lookup: Lookup, depth: number): Piece | null {
  if (text.charAt(at) === '`') {
    const close = backquote(text, at + 1);
    return close < 0 ? null : { value: isComment(text.slice(at + 1, close)) ? '' : null, end: close + 1 };
  }
  const next = text.charAt(at + 1);
  if (next === '(') {
    const end = closing(text, at + 1, '(', ')');
    return end < 0 ? null : { value: lookup(text.slice(at, end)) ?? null, end };
  }
  if (next === "'") return { value: null, end: text.indexOf("'", at + 2) + 1 || text.length };
  if (next === '{') {
    const end = closing(text, at + 1, '{', '}');
    return end < 0 ? null : { value: parameter(text.slice(at + 2, end - 1), lookup, depth), end };
  }
  const name = /^(?:[A-Za-z_]\w*|\d|[@*#?$!-])/.exec(text.slice(at + 1, at + 200))?.[0] ?? '';
  if (name === '') return { value: '$', end: at + 1 };
  return { value: told(lookup(name)), end: at + 1 + name.length };
}

/** Where a substitution in backquotes ends; -1: nowhere. */
function backquote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '`') return at;
  }
  return -1;
}

/** A comment in the middle of a list (`` curl `# why` git ``): a substitution that runs nothing, and so becomes nothing. */
function isComment(script: string): boolean {
  return script.split('\n').every((line) => /^\s*(?:#|$)/.test(line));
}

/** Where a bracket closes again, quotes stepped over; -1: nowhere. */
function closing(text: string, from: number, open: string, close: string): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '\\') at += 1;
    else if (char === "'" && open === '(') at = Math.max(at, text.indexOf("'", at + 1));
    else if (char === open) depth += 1;
    else if (char === close && --depth === 0) return at + 1;
  }
  return -1;
}

function told(value: string | null | undefined): string | null {
  return value === undefined ? null : (value ?? '');
}

/** What stands between `${` and `}`. */
function parameter(inside: string, lookup: Lookup, depth: number): string | null {
  const found = /^([A-Za-z_]\w*|\d+|[@*#?$!-])(.*)$/s.exec(inside);
  if (!found || depth > MAX_DEPTH) return null;
  const [, name = '', rest = ''] = found;
  const value = lookup(name);
  if (rest === '') return told(value);
  const [, operator = '', word = ''] = /^(:?[-+=?]|%%?|##?|\/\/?)(.*)$/s.exec(rest) ?? [];
  if (operator === '' || value === undefined) return null;
  const set = value !== null && !(operator.startsWith(':') && value === '');
  switch (operator.replace(':', '')) {
    case '-':
    case '=':
      return set ? value : joined(word, lookup, depth + 1);
    case '+':
      return set ? joined(word, lookup, depth + 1) : '';
    case '?':
      return set ? value : null;
    case '/':
    case '//':
      return replacePattern(value ?? '', word, operator === '//');
    default:
      return removeFix(value ?? '', operator, word);
  }
}
