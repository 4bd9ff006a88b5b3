import { expect, test } from 'vitest';
import { serviceNamed } from './story.js';

test('a variable of the base image stands at FROM, and is told from those that the Dockerfile sets', () => {
  const { environment } = serviceNamed({
    'compose.yaml': 'services:\n  a:\n    build: .\n    environment:\n      B: 2\n',
    Dockerfile: 'ARG VERSION=3.12\n# what it stands on\nFROM python:${VERSION}-slim AS base\nENV A=1\nFROM base\nCMD ["a"]\n',
  }, 'a');
  expect(environment.get('PATH')).toMatchObject({ at: { path: 'Dockerfile', line: 3 }, ofBase: true });
  expect(environment.get('A')).toEqual({ value: '1', at: { path: 'Dockerfile', line: 4 } });
  expect(environment.get('B')).toEqual({ value: '2', at: { path: 'compose.yaml', line: 5 } });
});
