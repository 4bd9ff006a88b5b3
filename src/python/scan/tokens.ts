/** Kinds of tokens. Open brackets are `OPEN` to `FIELD`. */
export const END = 0;
/** A logical line begins; `link`: its indentation. */
export const LINE = 1;
/** Behind a `;`. */
export const STATEMENT = 2;
/** A whole import or `global` statement, once it is read; `link`: the token behind it. */
export const IMPORT = 3;
/** `link`: the number of the name. */
export const NAME = 4;
export const NUMBER = 5;
/** `start` to `end` without prefix and quotes; `link`: `RAW`, `BYTES`. */
export const STRING = 6;
/** An f-string or t-string begins; `start` to `end`: its text up to the first field; `link`: its `FORMAT_END`. */
export const FORMAT = 7;
export const FORMAT_END = 8;
/** `(`; `link` of an open bracket: the one that closes it, or the token where it was given up. */
export const OPEN = 9;
/** `[` */
export const SQUARE = 10;
/** `{` */
export const BRACE = 11;
/** `{` of a field in an f-string. */
export const FIELD = 12;
export const CLOSE = 13;
export const DOT = 14;
export const COMMA = 15;
export const COLON = 16;
/** `=` */
export const ASSIGN = 17;
/** `+=` and the like; `link`: the first character. */
export const AUGMENT = 18;
/** `*`, `**` */
export const STAR = 19;
/** Any other; `link`: the first character. */
export const OPERATOR = 20;

export const RAW = 1;
export const BYTES = 2;

/**
 * The tokens of a file, side by side in arrays that are used again for the next file. Bytes end with some zeros. Comments
 * and lines that hold nothing are left out.
 */
export interface Tokens {
  bytes: Uint8Array;
  kind: Uint8Array;
  start: Int32Array;
  end: Int32Array;
  line: Int32Array;
  link: Int32Array;
  count: number;
}

const KEPT = 1 << 20;

export function newTokens(): Tokens {
  const size = 1 << 14;
  return {
    bytes: new Uint8Array(1 << 16), kind: new Uint8Array(size), start: new Int32Array(size), end: new Int32Array(size),
    line: new Int32Array(size), link: new Int32Array(size), count: 0,
  };
}

export function growTokens(tokens: Tokens): void {
  const size = tokens.kind.length * 2;
  tokens.kind = copied(new Uint8Array(size), tokens.kind);
  tokens.start = copied(new Int32Array(size), tokens.start);
  tokens.end = copied(new Int32Array(size), tokens.end);
  tokens.line = copied(new Int32Array(size), tokens.line);
  tokens.link = copied(new Int32Array(size), tokens.link);
}

/** Whether a giant file made the arrays too large to keep. */
export function oversized(tokens: Tokens): boolean {
  return tokens.kind.length > KEPT || tokens.bytes.length > KEPT * 4;
}

/** The token behind a bracket that opens at `at`. */
export function behindBracket(tokens: Tokens, at: number): number {
  const close = tokens.link[at] as number;
  return tokens.kind[close] === CLOSE ? close + 1 : close;
}

/** The token behind the item at `at`: a bracket or an f-string with all that is in it, or the one token. */
export function behind(tokens: Tokens, at: number): number {
  const kind = tokens.kind[at] as number;
  if (kind >= OPEN && kind <= FIELD) return behindBracket(tokens, at);
  if (kind !== FORMAT) return at + 1;
  const end = tokens.link[at] as number;
  return tokens.kind[end] === FORMAT_END ? end + 1 : end;
}

function copied<T extends Int32Array | Uint8Array>(target: T, source: T): T {
  target.set(source);
  return target;
}
