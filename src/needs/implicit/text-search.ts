import type { TextSign } from './sign-index.js';

const NONE: readonly never[] = [];

/** What a match of a pattern must hold, and how its source writes that. A RegExp gives its source with `/` escaped. */
const PARTS: readonly { readonly part: string; readonly written: RegExp }[] = [
  { part: '://', written: /:\\\/\\\/(?![?*{])/ },
  { part: '+', written: /\\\+(?![?*{])/ },
  { part: '=', written: /=(?![?*{])/ },
  { part: '.', written: /\\\.(?![?*{])/ },
  { part: '/', written: /\\\/(?![?*{])/ },
];

/**
 * Searches texts for many patterns at once. Nearly every text fits none, so one search of all alternatives comes first;
 * patterns that start with `^` are only tried at the start, and those that hold `://`, `+` and the like only where the text does.
 */
export function textSearch(signs: readonly TextSign[]): (text: string) => readonly number[] {
  const kinds = new Map<string, TextSign[]>();
  for (const sign of signs) {
    const kind = kindOf(sign);
    kinds.set(kind, [...(kinds.get(kind) ?? []), sign]);
  }
  const start = groupOf(kinds.get('start') ?? NONE, (sources) => `^(?:${union(sources.map((source) => source.slice(1)))})`);
  const other = groupOf(kinds.get('other') ?? NONE, union);
  const holding = PARTS.flatMap(({ part }) => {
    const own = kinds.get(part);
    return own ? [{ part, search: groupOf(own, union) }] : [];
  });
  return (text) => {
    const found = [start(text), other(text)];
    for (const { part, search } of holding) if (text.includes(part)) found.push(search(text));
    return found.every((some) => some.length === 0) ? NONE : found.flat();
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
function kindOf({ fits: { source } }: TextSign): string {
  const outer = outermost(source);
  if (outer.includes('|')) return 'other';
  if (outer.startsWith('^') && !PARTS[0]?.written.test(outer)) return 'start';
  return PARTS.find(({ written }) => written.test(outer))?.part ?? 'other';
}

/** A pattern without its groups and classes: `^a(b|c)[|]d` is `^a()[]d`. */
function outermost(source: string): string {
  let depth = 0;
  let inClass = false;
  let outer = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    const length = character === '\\' ? 2 : 1;
    // A backslash that is meant itself escapes nothing.
    if (depth === 0 && !inClass) outer += source.startsWith('\\\\', at) ? ' ' : source.slice(at, at + length);
    if (length === 2) at++;
    else if (inClass) inClass = character !== ']';
    else if (character === '[') inClass = true;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
  }
  return outer;
}
