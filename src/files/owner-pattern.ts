import { unreadable, type Read } from '#text/read.js';
import { finder } from './automaton.js';
import type { Matcher } from './ignore-pattern.js';
import type { Expression } from './regular-expression.js';

const START: Expression = { kind: 'start' };
const END: Expression = { kind: 'end' };
const SLASH = literal('/');
const ANY: Expression = { kind: 'character', accepts: () => true, literal: null };
const IN_NAME: Expression = { kind: 'character', accepts: (code) => code !== 47, literal: null };
const BELOW = sequence(SLASH, times(ANY, 0));

/**
 * What a CODEOWNERS pattern matches. As gitignore has it, with GitHub's exceptions: no `!`, no `[ ]`, and `docs/*` is the
 * files in docs but not those in its folders (docs.github.com, "About code owners", CODEOWNERS syntax; the same
 * reading as github.com/hmarr/codeowners, match.go).
 */
export function ownerPattern(pattern: string): Read<Matcher> {
  if (pattern.startsWith('!')) return unreadable('GitHub does not negate patterns with !');
  if (/(?<!\\)\[/.test(pattern)) return unreadable('GitHub knows no [ ] in patterns');
  if (pattern.includes('***')) return unreadable('three stars in a row');
  return finder(sequence(START, ...expressionOf(segmentsOf(pattern)), END));
}

/** The parts between slashes; `**` stands in front where a pattern may match at any depth, behind where it is a folder. */
function segmentsOf(pattern: string): readonly string[] {
  const segments = pattern.split('/');
  const isFolder = segments.length > 1 && segments.at(-1) === '';
  if (segments[0] === '') segments.shift();
  else if (segments.length === 1 || (segments.length === 2 && isFolder)) segments.unshift('**');
  if (isFolder) segments[segments.length - 1] = '**';
  return segments[0] === '**' && segments[1] === '**' ? segments.slice(1) : segments;
}

function expressionOf(segments: readonly string[]): readonly Expression[] {
  const found: Expression[] = [];
  let slash = false;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === '**') {
      if (index === 0 && isLast) found.push(times(ANY, 1));
      else if (index === 0) found.push(optional(sequence(times(ANY, 1), SLASH)));
      else if (isLast) found.push(BELOW);
      else found.push(optional(sequence(SLASH, times(ANY, 1))));
      slash = index > 0;
      continue;
    }
    if (slash) found.push(SLASH);
    slash = true;
    if (segment === '*') found.push(times(IN_NAME, 1));
    else found.push(...nameOf(segment), ...(isLast ? [optional(BELOW)] : []));
  }
  return found;
}

function nameOf(segment: string): readonly Expression[] {
  const found: Expression[] = [];
  for (const [piece] of segment.matchAll(/\\?[^]/gu)) {
    if (piece === '*') found.push(times(IN_NAME, 0));
    else if (piece === '?') found.push(IN_NAME);
    else found.push(literal(piece.length > 1 && piece.startsWith('\\') ? piece.slice(1) : piece));
  }
  return found;
}

function literal(character: string): Expression {
  const code = character.codePointAt(0);
  return { kind: 'character', accepts: (other) => other === code, literal: character };
}

function sequence(...parts: readonly Expression[]): Expression {
  return { kind: 'sequence', parts };
}

function times(part: Expression, least: number): Expression {
  return { kind: 'repeat', part, least, most: Number.POSITIVE_INFINITY };
}

function optional(part: Expression): Expression {
  return { kind: 'repeat', part, least: 0, most: 1 };
}
