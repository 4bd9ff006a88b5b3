import { describe, expect, test } from 'vitest';
import { expandText, expandWord, type Lookup } from '#shell/expand-word.js';

const VALUES: Readonly<Record<string, string | null>> = { A: 'a', TWO: 'a b', EMPTY: '', V: '12.4.1', STAR: '*.txt', EXTRAS: '[redis,otel]', UNSET: null };

/** Names of the table are known, `UNSET` is known not to be set; all others cannot be told. */
const lookup: Lookup = (name) => VALUES[name];

/** `?` for a word that cannot be told, `glob:` in front of a pattern. */
function fields(text: string): readonly string[] {
  return expandWord(text, lookup).map(({ value, pattern }) => value ?? (pattern === null ? '?' : `glob:${pattern}`));
}

describe('a word as the shell hands it over', () => {
  test.each([
    ['plain', ['plain']],
    ["'$A'", ['$A']],
    ['"$A"', ['a']],
    ['\\$A', ['$A']],
    ['x$A', ['xa']],
    ['${A}b', ['ab']],
    ['$TWO', ['a', 'b']],
    ['"$TWO"', ['a b']],
    ['x$TWO', ['xa', 'b']],
    ['$EMPTY', []],
    ['"$EMPTY"', ['']],
    ['$UNSET', []],
    ['$OTHER', ['?']],
    ['"x$OTHER"', ['?']],
    ['${UNSET:-d}', ['d']],
    ['${EMPTY:-d}', ['d']],
    ['${EMPTY-d}', []],
    ['${OTHER:-d}', ['?']],
    ['${A:+set}', ['set']],
    ['${UNSET:+set}', []],
    ['${UNSET:?no}', ['?']],
    ['${V%%.*}', ['12']],
    ['${V%.*}', ['12.4']],
    ['${V#*.}', ['4.1']],
    ['${V##*.}', ['1']],
    ['${V//./}', ['1241']],
    ['${V/./-}', ['12-4.1']],
    ['${V:0:2}', ['?']],
    ['*.whl', ['glob:*.whl']],
    ['"*.whl"', ['*.whl']],
    ['$STAR', ['glob:*.txt']],
    ['"$STAR"', ['*.txt']],
    ['.[dev]', ['.[dev]']],
    ['./lib[a,b]', ['./lib[a,b]']],
    ['fastapi[all]==1.0', ['fastapi[all]==1.0']],
    ['lib[0-9].so', ['glob:lib[0-9].so']],
    ['"/dist/p.tar.gz${EXTRAS:-""}"', ['/dist/p.tar.gz[redis,otel]']],
    ['$(cat x)', ['?']],
    ['`cat x`', ['?']],
    ['{a,b}', ['?']],
    ['<(cat x)', ['?']],
    ['~/x', ['?']],
    ['"unclosed', ['?']],
  ])('%s', (text, expected) => {
    expect(fields(text)).toEqual(expected);
  });
});

test('an assignment is one text, whatever its value holds', () => {
  expect(expandText('$TWO', lookup)).toBe('a b');
  expect(expandText('"$TWO" c', lookup)).toBe('a b c');
  expect(expandText('$OTHER', lookup)).toBeNull();
});

test('values that grow without end, and defaults within defaults, end', () => {
  expect(fields(`${'${UNSET:-'.repeat(1000)}x${'}'.repeat(1000)}`)).toEqual(['?']);
  expect(fields(`"${'$BIG'.repeat(10)}"`).length).toBe(1);
  expect(fields('x'.repeat(200_000))).toEqual(['?']);
});
