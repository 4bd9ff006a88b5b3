import type { TextSign } from './sign-index.js';

const NONE: readonly never[] = [];

/**
 * Searches texts for many patterns at once. Nearly every text fits none, so one search of all alternatives comes first;
 * patterns that start with `^` are only tried at the start, and those that hold `://` only where the text does.
 */
export function textSearch(signs: readonly TextSign[]): (text: string) => readonly number[] {
  const address = groupOf(signs.filter((sign) => kindOf(sign) === 'address'), (sources) => union(sources));
  const start = groupOf(signs.filter((sign) => kindOf(sign) === 'start'), (sources) => `^(?:${union(sources.map((source) => source.slice(1)))})`);
  const other = groupOf(signs.filter((sign) => kindOf(sign) === 'other'), (sources) => union(sources));
  return (text) => {
    const found = [...start(text), ...other(text), ...(text.includes('://') ? address(text) : NONE)];
    return found.length === 0 ? NONE : found;
  };
}

function groupOf(signs: readonly TextSign[], joined: (sources: readonly string[]) => string): (text: string) => readonly number[] {
  if (signs.length === 0) return () => NONE;
  const any = new RegExp(joined(signs.map(({ fits }) => fits.source)), 'u');
  return (text) => (any.test(text) ? signs.filter(({ fits }) => fits.test(text)).map(({ sign }) => sign) : NONE);
}

function union(sources: readonly string[]): string {
  return sources.map((source) => `(?:${source})`).join('|');
}

/** What a match must have, told from the outermost level of the pattern; one with alternatives there is any. */
function kindOf({ fits: { source } }: TextSign): 'address' | 'start' | 'other' {
  const outer = outermost(source);
  if (outer.includes('|')) return 'other';
  // A RegExp gives its source with `/` escaped.
  if (/:\\\/\\\/(?![?*{])/.test(outer)) return 'address';
  return outer.startsWith('^') ? 'start' : 'other';
}

/** A pattern without its groups and classes: `^a(b|c)[|]d` is `^a()[]d`. */
function outermost(source: string): string {
  let depth = 0;
  let inClass = false;
  let outer = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    const length = character === '\\' ? 2 : 1;
    if (depth === 0 && !inClass) outer += source.slice(at, at + length);
    if (length === 2) at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
  }
  return outer;
}
