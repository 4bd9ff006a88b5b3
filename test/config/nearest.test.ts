import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance, nearest } from '#config/nearest.js';

const RULES = ['dockerfile/pip-cache', 'requirements/backport', 'requirements/unused'];

test.each([
  ['requirement/unused', 'requirements/unused'],
  ['dockerfile/pip-cahce', 'dockerfile/pip-cache'],
  ['pip-cache', 'dockerfile/pip-cache'],
  ['Requirements/Backport', 'requirements/backport'],
  ['something-else', null],
  ['x', null],
])('%s means %s', (word, meant) => {
  expect(nearest(word, RULES)).toBe(meant);
});

test('a distance counts insertions, deletions, substitutions and swaps', () => {
  expect(editDistance('plan', 'plan')).toBe(0);
  expect(editDistance('paln', 'plan')).toBe(1);
  expect(editDistance('pln', 'plan')).toBe(1);
  expect(editDistance('', 'plan')).toBe(4);
  expect(editDistance('apply', 'explain')).toBe(5);
});

test('a distance is symmetric, and zero only between equals', () => {
  assert(
    property(string({ maxLength: 8 }), string({ maxLength: 8 }), (left, right) => {
      expect(editDistance(left, right)).toBe(editDistance(right, left));
      expect(editDistance(left, right) === 0).toBe(left === right);
    }),
  );
});
