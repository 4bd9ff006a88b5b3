import { expect, test } from 'vitest';
import fc from 'fast-check';
import { matchPath } from '#image/files/match.js';

/** Go's path/filepath.Match, which BuildKit uses for COPY sources. */
test.each([
  ['*.txt', 'a.txt', true],
  ['*.txt', 'a/b.txt', false],
  ['*', '.hidden', true],
  ['requirements*.txt', 'requirements.txt', true],
  ['requirements*.txt', 'requirements-dev.txt', true],
  ['req?irements.txt', 'requirements.txt', true],
  ['a?b', 'a/b', false],
  ['apps/*/requirements.txt', 'apps/x/requirements.txt', true],
  ['apps/*/requirements.txt', 'apps/x/y/requirements.txt', false],
  ['**/x', 'a/b/x', false],
  ['**/x', 'a/x', true],
  ['[a-c].txt', 'b.txt', true],
  ['[a-c].txt', 'd.txt', false],
  ['[^a-c].txt', 'd.txt', true],
  ['[^a-c].txt', 'b.txt', false],
  ['[^a]b', '/b', false],
  // `!` is a character of the set, not its opposite.
  ['[!a].txt', '!.txt', true],
  ['[!a].txt', 'b.txt', false],
  ['a.b', 'axb', false],
  ['a+(b)', 'a+(b)', true],
  ['\\*.txt', '*.txt', true],
  ['\\*.txt', 'a.txt', false],
  ['[', '[', false],
  ['[b-a]', 'a', false],
])('%s and %s: %s', (pattern, path, expected) => {
  expect(matchPath(pattern, path)).toBe(expected);
});

test('a path without wildcards matches itself and nothing else', () => {
  const plain = fc.stringMatching(/^[\w .,+(){}|^$/-]+$/);
  fc.assert(fc.property(plain, plain, (a, b) => matchPath(a, a) && matchPath(a, b) === (a === b)));
});

test('stars in a row do not take for ever', () => {
  const start = performance.now();
  expect(matchPath(`${'*a'.repeat(25)}b`, 'a'.repeat(5_000))).toBe(false);
  expect(performance.now() - start).toBeLessThan(1_000);
}, 10_000);
