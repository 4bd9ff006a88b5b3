import { expect, test } from 'vitest';
import { isValidName, normalizeName } from '#pep/name.js';

test.each([
  ['Foo_Bar.baz', 'foo-bar-baz'],
  ['zope.interface', 'zope-interface'],
  ['a--_.b', 'a-b'],
  ['PyYAML', 'pyyaml'],
])('%s is %s after PEP 503', (written, normal) => {
  expect(normalizeName(written)).toBe(normal);
});

test('a name begins and ends with a letter or a digit', () => {
  expect(['a', 'A1', 'a.b_c-d'].every(isValidName)).toBe(true);
  expect(['', '-a', 'a-', 'a b', 'a/b', 'é'].some(isValidName)).toBe(false);
});
