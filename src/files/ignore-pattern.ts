import { read, unreadable, type Read } from '#text/read.js';
import { finder } from './automaton.js';
import { parseExpression } from './regular-expression.js';

export type Matcher = (path: string) => boolean;

/**
 * What a pattern of `.dockerignore`, cleaned and without its `!`, matches: moby/patternmatcher v0.6.1
 * (`Pattern.compile` and `match`), which BuildKit uses. Its oddities are kept: a pattern that starts with `**`
 * is a mere ending (`**foo` matches `barfoo`); `|` and `{2}` are those of a regular expression as soon as the
 * pattern has a wildcard.
 */
export function compilePattern(pattern: string): Read<Matcher> {
  const wrong = syntaxError(pattern);
  if (wrong !== null) return unreadable(wrong);
  const { kind, expression } = toExpression(pattern);
  switch (kind) {
    case 'exact':
      return read((path) => path === pattern);
    case 'prefix':
      return read(startsWith(pattern.slice(0, -2)));
    case 'suffix':
      return read(endsWith(pattern.slice(2)));
    case 'expression': {
      const parsed = parseExpression(`${expression}$`);
      return parsed.ok ? finder(parsed.value) : parsed;
    }
  }
}

function startsWith(prefix: string): Matcher {
  return (path) => path.startsWith(prefix);
}

function endsWith(suffix: string): Matcher {
  return (path) => path.endsWith(suffix) || (suffix.startsWith('/') && path === suffix.slice(1));
}

interface Compiled {
  readonly kind: 'exact' | 'prefix' | 'suffix' | 'expression';
  readonly expression: string;
}

/** `.+()$`: `{`, `|` and `}` are meant to be here, but its table of eight bytes holds no character above 63. */
const ESCAPED = /[.+()$]/;

function toExpression(pattern: string): Compiled {
  let kind: Compiled['kind'] = 'exact';
  let expression = '^';
  const characters = [...pattern];
  for (let at = 0, turn = 0; at < characters.length; turn++) {
    const character = characters[at++] ?? '';
    if (character === '*' && characters[at] === '*') {
      at += 1;
      if (characters[at] === '/') at += 1;
      if (at < characters.length) {
        expression += '(.*/)?';
        kind = 'expression';
      } else if (kind === 'exact') {
        kind = 'prefix';
      } else {
        expression += '.*';
        kind = 'expression';
      }
      if (turn === 0) kind = 'suffix';
      continue;
    }
    if (character === '\\') expression += `\\${characters[at++] ?? ''}`;
    else if (character === '*') expression += '[^/]*';
    else if (character === '?') expression += '[^/]';
    else expression += ESCAPED.test(character) ? `\\${character}` : character;
    if (/[*?\\[\]]/.test(character)) kind = 'expression';
  }
  return { kind, expression };
}

/**
 * What Go's `filepath.Match` finds wrong with a pattern when it is asked about `.`: the only check that is made
 * before a build. It looks no further than the first stretch that does not fit. Null: nothing.
 */
function syntaxError(pattern: string): string | null {
  for (const chunk of chunks(pattern)) {
    const wrong = chunkError(chunk);
    if (wrong !== null) return wrong;
    if (!/^(?:\\?\.|\?|\[.*)?$/su.test(chunk.join(''))) return null;
  }
  return null;
}

/** The stretches between stars (`scanChunk`). */
function chunks(pattern: string): readonly (readonly string[])[] {
  const found: string[][] = [[]];
  let inClass = false;
  const characters = [...pattern];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] ?? '';
    if (character === '*' && !inClass) {
      found.push([]);
      continue;
    }
    found.at(-1)?.push(character);
    if (character === '[' || character === ']') inClass = character === '[';
    const escaped = characters[at + 1];
    if (character === '\\' && escaped !== undefined) {
      found.at(-1)?.push(escaped);
      at += 1;
    }
  }
  return found;
}

function chunkError(chunk: readonly string[]): string | null {
  for (let at = 0; at < chunk.length; at++) {
    if (chunk[at] === '\\') {
      at += 1;
      if (at >= chunk.length) return 'a backslash at the end';
      continue;
    }
    if (chunk[at] !== '[') continue;
    const end = classEnd(chunk, at);
    if (end === null) return 'a bracket that is not closed, or that holds nothing';
    at = end;
  }
  return null;
}

/** The index of the bracket that closes a class, or null where Go sees none (`matchChunk` and `getEsc`). */
function classEnd(characters: readonly string[], open: number): number | null {
  let at = characters[open + 1] === '^' ? open + 2 : open + 1;
  for (let count = 0; ; count++) {
    if (characters[at] === ']' && count > 0) return at;
    const low = memberEnd(characters, at);
    if (low === null) return null;
    at = low;
    if (characters[at] !== '-') continue;
    const high = memberEnd(characters, at + 1);
    if (high === null) return null;
    at = high;
  }
}

function memberEnd(characters: readonly string[], at: number): number | null {
  const first = characters[at];
  if (first === undefined || first === '-' || first === ']') return null;
  const end = first === '\\' ? at + 2 : at + 1;
  return end < characters.length ? end : null;
}
