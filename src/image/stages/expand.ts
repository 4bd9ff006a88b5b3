/** A variable as an instruction sees it: its value, null for "not set", undefined for "cannot be told". */
export type Lookup = (name: string) => string | null | undefined;

/**
 * Expands variables and takes quotes and escapes off, as BuildKit's shell lexer does for FROM, ENV,
 * COPY, WORKDIR … (frontend/dockerfile/shell/lex.go). Null where the value cannot be told: an unknown
 * variable (an unset one is empty), or a form (`${X#…}`, `${X/a/b}`) that slimify does not evaluate.
 */
export function expand(text: string, lookup: Lookup, escape: string): string | null {
  // Most words have nothing to expand.
  if (text.length <= MAX_LENGTH && !/['"$]/.test(text) && !text.includes(escape)) return text;
  return readUntil({ text, lookup, escape }, 0, '', 0)?.value ?? null;
}

interface Source {
  readonly text: string;
  readonly lookup: Lookup;
  readonly escape: string;
}

/** A piece that was read: its value (null where it cannot be told) and where it ends. */
interface Piece {
  readonly value: string | null;
  readonly end: number;
}

/** Defaults within defaults beyond this depth are nothing that a person wrote. */
const MAX_DEPTH = 50;

/** Everything up to the character `stop` (or the end, for ''); null for what BuildKit refuses. */
function readUntil(source: Source, from: number, stop: string, depth: number): Piece | null {
  const { text, escape } = source;
  if (depth > MAX_DEPTH) return null;
  let value: string | null = '';
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === stop) return { value, end: at + 1 };
    const piece = char === "'" || char === '"' || char === '$' ? readSpecial(source, at, depth) : null;
    if (piece) {
      value = append(value, piece.value);
      at = piece.end;
    } else if (char === "'" || char === '"' || char === '$') {
      return null;
    } else if (char === escape) {
      value = append(value, text.charAt(at + 1));
      at += 2;
    } else {
      value = append(value, char);
      at += 1;
    }
  }
  return stop === '' ? { value, end: text.length } : null;
}

function readSpecial(source: Source, at: number, depth: number): Piece | null {
  const char = source.text.charAt(at);
  if (char === '$') return readVariable(source, at, depth);
  return char === '"' ? readDoubleQuoted(source, at + 1, depth) : readSingleQuoted(source.text, at + 1);
}

function readSingleQuoted(text: string, from: number): Piece | null {
  const close = text.indexOf("'", from);
  return close < 0 ? null : { value: text.slice(from, close), end: close + 1 };
}

/** In double quotes the escape character stays, but before `"`, `$` and itself. */
function readDoubleQuoted(source: Source, from: number, depth: number): Piece | null {
  const { text, escape } = source;
  let value: string | null = '';
  for (let at = from; at < text.length; ) {
    const char = text.charAt(at);
    if (char === '"') return { value, end: at + 1 };
    if (char === '$') {
      const variable = readVariable(source, at, depth);
      if (!variable) return null;
      value = append(value, variable.value);
      at = variable.end;
      continue;
    }
    const next = text.charAt(at + 1);
    const escapes = char === escape && (next === '"' || next === '$' || next === escape);
    value = append(value, escapes ? next : char);
    at += escapes ? 2 : 1;
  }
  return null;
}

/** A name, or the digits or the one character of a positional or special parameter, which is never set. */
const NAME = /(?:[\p{L}_][\p{L}\p{Nd}_]*|\d+|[@*#?$!-])/uy;

function readName(text: string, at: number): string {
  NAME.lastIndex = at;
  return NAME.exec(text)?.[0] ?? '';
}

function readVariable(source: Source, at: number, depth: number): Piece | null {
  const { text, lookup } = source;
  if (text.charAt(at + 1) !== '{') {
    const name = readName(text, at + 1);
    return { value: name === '' ? '$' : told(lookup(name)), end: at + 1 + name.length };
  }
  const name = readName(text, at + 2);
  if (name === '') return null;
  const after = at + 2 + name.length;
  if (text.charAt(after) === '}') return { value: told(lookup(name)), end: after + 1 };
  const colon = text.charAt(after) === ':';
  const operator = text.charAt(colon ? after + 1 : after);
  if (operator === '/') return readReplacement(source, after + 1, depth);
  if (operator === '' || !'-+?#%'.includes(operator)) return null;
  const word = readUntil(source, (colon ? after + 1 : after) + 1, '}', depth + 1);
  return word && { value: choose(operator, lookup(name), colon, word.value), end: word.end };
}

/** `-`: a default, `+`: an alternative, `?`: must be set. */
function choose(operator: string, value: string | null | undefined, emptyIsUnset: boolean, word: string | null): string | null {
  if (value === undefined) return null;
  const set = value !== null && !(emptyIsUnset && value === '');
  if (operator === '-') return set ? value : word;
  if (operator === '+') return set ? word : '';
  return operator === '?' && set ? value : null;
}

/** `${X/a/b}` and `${X//a/b}`: read over, not evaluated. */
function readReplacement(source: Source, from: number, depth: number): Piece | null {
  const pattern = readUntil(source, source.text.charAt(from) === '/' ? from + 1 : from, '/', depth + 1);
  const replacement = pattern && readUntil(source, pattern.end, '}', depth + 1);
  return replacement && { value: null, end: replacement.end };
}

function told(value: string | null | undefined): string | null {
  return value === undefined ? null : (value ?? '');
}

/** Values that double from ARG to ARG would fill the memory. */
const MAX_LENGTH = 100_000;

function append(left: string | null, right: string | null): string | null {
  return left === null || right === null || left.length + right.length > MAX_LENGTH ? null : left + right;
}
