/**
 * Whether a path matches a pattern with `*`, `?` and `[…]`, none of which crosses a slash
 * (Go's path/filepath.Match, which BuildKit uses for COPY sources).
 */
export function matchPath(pattern: string, path: string): boolean {
  return pathMatcher(pattern)?.(path) ?? false;
}

/** The same for many paths; null for a pattern that Go refuses. */
export function pathMatcher(pattern: string): ((path: string) => boolean) | null {
  const tokens = tokensOf(pattern);
  return tokens && ((path) => matches(tokens, path));
}

/** `*`, or whether one character fits. */
type Token = '*' | ((char: string) => boolean);

/** Steps back to the last star only: another one before it can take nothing that this one could not. */
function matches(tokens: readonly Token[], path: string): boolean {
  let token = 0;
  let star = -1;
  let from = 0;
  for (let at = 0; at < path.length; ) {
    const next = tokens[token];
    if (next === '*') {
      star = token++;
      from = at;
    } else if (next !== undefined && next(path.charAt(at))) {
      token += 1;
      at += 1;
    } else if (star >= 0 && path.charAt(from) !== '/') {
      token = star + 1;
      at = ++from;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === '*');
}

function tokensOf(pattern: string): readonly Token[] | null {
  const tokens: Token[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') {
      if (tokens.at(-1) !== '*') tokens.push('*');
    } else if (char === '?') {
      tokens.push((one) => one !== '/');
    } else if (char === '[') {
      const set = readSet(pattern, at + 1);
      if (set === null) return null;
      tokens.push((one) => one !== '/' && set.ranges.some(([low, high]) => low <= one && one <= high) !== set.negated);
      at = set.end;
    } else {
      const literal = char === '\\' ? pattern.charAt(++at) : char;
      if (literal === '') return null;
      tokens.push((one) => one === literal);
    }
  }
  return tokens;
}

interface CharacterSet {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [string, string])[];
  /** Where the closing bracket stands. */
  readonly end: number;
}

function readSet(pattern: string, from: number): CharacterSet | null {
  const negated = pattern.charAt(from) === '^';
  const ranges: (readonly [string, string])[] = [];
  for (let at = negated ? from + 1 : from; at < pattern.length; ) {
    if (pattern.charAt(at) === ']' && ranges.length > 0) return { negated, ranges, end: at };
    const low = readMember(pattern, at);
    if (low === null) return null;
    const high = pattern.charAt(low.end) === '-' ? readMember(pattern, low.end + 1) : low;
    if (high === null) return null;
    ranges.push([low.char, high.char]);
    at = high.end;
  }
  return null;
}

function readMember(pattern: string, at: number): { readonly char: string; readonly end: number } | null {
  const char = pattern.charAt(at);
  if (char === '' || char === '-' || char === ']') return null;
  if (char !== '\\') return { char, end: at + 1 };
  const escaped = pattern.charAt(at + 1);
  return escaped === '' ? null : { char: escaped, end: at + 2 };
}
