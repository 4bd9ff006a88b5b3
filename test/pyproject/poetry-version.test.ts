import { expect, test } from 'vitest';
import { poetrySpecifiers } from '#pyproject/poetry-version.js';

// The tables of https://python-poetry.org/docs/dependency-specification/#version-constraints
test.each([
  ['^1.2.3', '>=1.2.3,<2'],
  ['^1.2', '>=1.2,<2'],
  ['^1', '>=1,<2'],
  ['^0.2.3', '>=0.2.3,<0.3'],
  ['^0.0.3', '>=0.0.3,<0.0.4'],
  ['^0.0', '>=0.0,<0.1'],
  ['^0', '>=0,<1'],
  ['~1.2.3', '>=1.2.3,<1.3'],
  ['~1.2', '>=1.2,<1.3'],
  ['~1', '>=1,<2'],
  ['1.*', '==1.*'],
  ['1.2.3', '==1.2.3'],
  ['=1.2.3', '==1.2.3'],
  ['>= 1.2.0', '>=1.2.0'],
  ['>=1.2,<1.5', '>=1.2,<1.5'],
  ['>=1.2 <1.5', '>=1.2,<1.5'],
  ['!=1.2.3', '!=1.2.3'],
  ['~=2.2', '~=2.2'],
  ['*', ''],
])('%s is %s', (constraint, specifiers) => {
  expect(poetrySpecifiers(constraint)).toBe(specifiers);
});

test.each(['^1 || ^2', '^1.2rc1', 'latest', '>1 or <0'])('%s has no words in PEP 440', (constraint) => {
  expect(poetrySpecifiers(constraint)).toBeNull();
});
