/** The shell's patterns (`*`, `?`, plain characters) where they work on a text: `${X%.*}`, `${X/a/b}`, `case`. */

/** `${X#word}`, `##`, `%`, `%%`; null for patterns that are more than stars, question marks and plain characters. */
export function removeFix(value: string, operator: string, word: string): string | null {
  const pattern = patternSource(word.replace(/^(["'])(.*)\1$/s, '$2'));
  if (pattern === null || value.length > MAX_VALUE) return null;
  const fits = (text: string): boolean => new RegExp(`^${pattern}$`, 's').test(text);
  const cuts = Array.from({ length: value.length + 1 }, (_, at) => at);
  const fromEnd = operator.startsWith('%');
  // The shortest match of `%` starts last, of `#` ends first.
  const ordered = (operator === '%' || operator === '##') ? cuts.toReversed() : cuts;
  const at = ordered.find((cut) => fits(fromEnd ? value.slice(cut) : value.slice(0, cut)));
  if (at === undefined) return value;
  return fromEnd ? value.slice(0, at) : value.slice(at);
}

/** `${X/old/new}`, `${X//old/new}` with plain texts; null for patterns. */
export function replacePattern(value: string, word: string, all: boolean): string | null {
  if (/[*?[\]\\$"'`]/.test(word) || value.length > MAX_VALUE) return null;
  const slash = word.indexOf('/');
  const [old, by] = slash < 0 ? [word, ''] : [word.slice(0, slash), word.slice(slash + 1)];
  if (old === '') return value;
  return all ? value.replaceAll(old, () => by) : value.replace(old, () => by);
}

/** Whether a text fits a pattern of `case`; null where that cannot be told. */
export function fitsPattern(text: string, pattern: string): boolean | null {
  const source = patternSource(pattern);
  return source === null || text.length > MAX_VALUE ? null : new RegExp(`^${source}$`, 's').test(text);
}

/** Texts beyond this are nothing that a person put into a variable, and patterns over them take long. */
const MAX_VALUE = 1_000;

function patternSource(pattern: string): string | null {
  if (/[[\]\\$`"']/.test(pattern) || pattern.length > MAX_PATTERN || pattern.split('*').length > MAX_STARS) return null;
  return pattern.replace(/\*+/g, '*').replace(/[.+^${}()|]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
}

const MAX_PATTERN = 200;
const MAX_STARS = 4;
