/**
 * Whether a path matches a pattern with `*`, `?` and `[…]`, none of which crosses a slash
 * (Go's path/filepath.Match, which BuildKit uses for COPY sources).
 */
export function matchPath(pattern: string, path: string): boolean {
  const expression = toExpression(pattern);
  return expression !== null && expression.test(path);
}

function toExpression(pattern: string): RegExp | null {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at);
    if (char === '*') source += '[^/]*';
    else if (char === '?') source += '[^/]';
    else if (char === '[') {
      const end = pattern.indexOf(']', at + 2);
      if (end < 0) return null;
      const body = pattern.slice(at + 1, end).replaceAll('\\', '\\\\');
      source += `[${body.replace(/^\^/, '^/')}]`;
      at = end;
    } else if (char === '\\') source += escapeCharacter(pattern.charAt(++at));
    else source += escapeCharacter(char);
  }
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return null;
  }
}

function escapeCharacter(char: string): string {
  return char.replace(/[$()*+.?[\\\]^{|}/-]/g, '\\$&');
}
