import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { expand } from '#image/stages/expand.js';

const VALUES: Readonly<Record<string, string | null>> = { A: 'one', B: 'two words', EMPTY: '', NESTED: '$A', PATH: '/bin:/usr/bin', V: '3.11-slim' };

/** UNKNOWN is set to what cannot be told; whatever else is not listed is not set. */
function lookup(name: string): string | null | undefined {
  return name === 'UNKNOWN' ? undefined : (VALUES[name] ?? null);
}

/** Expectations are what BuildKit's shell lexer gives (frontend/dockerfile/shell/lex.go). */
describe('variables', () => {
  test.each([
    ['plain', 'plain'],
    ['$A', 'one'],
    ['${A}', 'one'],
    ['python:${V}', 'python:3.11-slim'],
    ['$A$A', 'oneone'],
    ['${A}x${A}', 'onexone'],
    ['$Ax', ''],
    ['$A-x', 'one-x'],
    ['$A.$B', 'one.two words'],
    // A value is not expanded a second time.
    ['$NESTED', '$A'],
    ['$UNSET', ''],
    ['a${UNSET}b', 'ab'],
    ['${A:-x}', 'one'],
    ['${UNSET:-x}', 'x'],
    ['${UNSET-x}', 'x'],
    ['${EMPTY:-x}', 'x'],
    ['${EMPTY-x}', ''],
    ['${A:+x}', 'x'],
    ['${UNSET:+x}', ''],
    ['${EMPTY:+x}', ''],
    ['${EMPTY+x}', 'x'],
    ['${A:?must be set}', 'one'],
    ['${EMPTY?}', ''],
    ['${UNSET:-$A}', 'one'],
    ['${UNSET:-${EMPTY:-${A}}}', 'one'],
    ['${UNSET:-${UNSET:-deep}}/x', 'deep/x'],
    ['${UNSET:-}', ''],
    ['${UNSET:-a b}', 'a b'],
    ['${UNSET:-"a}b"}', 'a}b'],
    ['${UNSET:-\\}}', '}'],
    ['$', '$'],
    ['a$', 'a$'],
    ['$/x', '$/x'],
    ['100%$', '100%$'],
    // Positional and special parameters are names that are never set.
    ['$1', ''],
    ['$12x', 'x'],
    ['$@', ''],
    ['$$', ''],
    ['$?x', 'x'],
  ])('%s is %j', (text, expected) => {
    expect(expand(text, lookup, '\\')).toBe(expected);
  });

  test.each([
    ['a value that cannot be told', '$UNKNOWN'],
    ['a value that cannot be told, in the middle', 'x${UNKNOWN}y'],
    ['a default that would stand for it', '${UNKNOWN:-x}'],
    ['an unknown value in a default that is used', '${UNSET:-$UNKNOWN}'],
    ['a variable that must be set', '${UNSET:?message}'],
    ['a variable that must not be empty', '${EMPTY:?}'],
    ['a prefix taken off', '${A#o}'],
    ['a suffix taken off', '${A%e}'],
    ['a replacement', '${A/o/x}'],
    ['no closing brace', '${A'],
    ['no name', '${}'],
    ['a name that is none', '${A B}'],
    ['an open quote', '"a'],
    ['an open single quote', "'a"],
  ])('%s: cannot be told', (_, text) => {
    expect(expand(text, lookup, '\\')).toBeNull();
  });

  test('a default that is not used is not looked at', () => {
    expect(expand('${A:-$UNKNOWN}', lookup, '\\')).toBe('one');
  });
});

describe('quotes and escapes', () => {
  test.each([
    ['"a b"', 'a b'],
    ["'a b'", 'a b'],
    ['"$A"', 'one'],
    ["'$A'", '$A'],
    ["\"it's $A\"", "it's one"],
    ["'say \"$A\"'", 'say "$A"'],
    ['a"b"c', 'abc'],
    ['""', ''],
    ['\\$A', '$A'],
    ['\\\\$A', '\\one'],
    ['a\\ b', 'a b'],
    ['"\\$A"', '$A'],
    ['"a\\"b"', 'a"b'],
    ['"a\\nb"', 'a\\nb'],
    ['a\\nb', 'anb'],
    ["'a\\'", 'a\\'],
    ['x\\', 'x'],
  ])('%s is %j', (text, expected) => {
    expect(expand(text, lookup, '\\')).toBe(expected);
  });

  test('with # escape=` the backslash is a character like any other', () => {
    expect(expand('C:\\dir\\$A', lookup, '`')).toBe('C:\\dir\\one');
    expect(expand('`$A', lookup, '`')).toBe('$A');
  });
});

test('text without quotes, escapes and dollars is itself', () => {
  fc.assert(fc.property(fc.string().filter((text) => !/["'\\$]/.test(text)), (text) => expand(text, lookup, '\\') === text));
});

test('text in single quotes is itself', () => {
  fc.assert(fc.property(fc.string().filter((text) => !text.includes("'")), (text) => expand(`'${text}'`, lookup, '\\') === text));
});

test('defaults nested 20,000 deep do not overflow the stack', () => {
  expect([null, 'x']).toContain(expand(`${'${UNSET:-'.repeat(20_000)}x${'}'.repeat(20_000)}`, lookup, '\\'));
});
