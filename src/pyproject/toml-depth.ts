/** The parser recurses; nobody writes values this deep. */
export const DEEPEST = 100;

/** The first line on which more brackets are open, or a key has more dots, than anybody writes; null for real files. */
export function tooDeepAt(text: string): number | null {
  let depth = 0;
  let dots = 0;
  let line = 1;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"' || character === "'" || character === '#') {
      const end = skipped(text, at, character);
      for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) line += 1;
      at = end - 1;
    } else if (character === '\n') {
      line += 1;
      dots = 0;
    } else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    else if (character === '.') dots += 1;
    else if (character === ',' || character === '=') dots = 0;
    if (depth > DEEPEST || dots > DEEPEST) return line;
  }
  return null;
}

/** Where a comment or a string ends that starts at `at`; one that is not closed ends with its line, or the file. */
function skipped(text: string, at: number, opener: string): number {
  const newline = text.indexOf('\n', at);
  const lineEnd = newline < 0 ? text.length : newline;
  if (opener === '#') return lineEnd;
  const isLong = text.startsWith(opener.repeat(3), at);
  const quotes = isLong ? opener.repeat(3) : opener;
  const limit = isLong ? text.length : lineEnd;
  for (let end = at + quotes.length; end < limit; end++) {
    if (opener === '"' && text[end] === '\\') end += 1;
    else if (text.startsWith(quotes, end)) return end + quotes.length;
  }
  return limit;
}
