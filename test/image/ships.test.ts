import { expect, test } from 'vitest';
import { modelOf } from '../workspace.js';

/** The numbers of the stages that ship. */
function ships(text: string): readonly number[] {
  return modelOf(text).shipping.flatMap((shipping, index) => (shipping.ships ? index : []));
}

test.each([
  ['the only stage', 'FROM a\n', [0]],
  ['the last stage, not the builder it copies from', 'FROM a AS build\nFROM a\nCOPY --from=build /venv /venv\n', [1]],
  ['what the last stage builds on, however far', 'FROM a AS base\nFROM base AS mid\nFROM mid\n', [0, 1, 2]],
  ['a stage whose whole file system is copied, and what that builds on', 'FROM a AS base\nFROM base AS build\nFROM scratch\nCOPY --from=build / /\n', [0, 1, 2]],
  ['the home of root, which holds its caches', 'FROM a AS build\nFROM a\nCOPY --from=build /root /root\n', [0, 1]],
  ['the JSON form copies it all just as well', 'FROM a AS build\nFROM scratch\nCOPY --from=build ["/", "/"]\n', [0, 1]],
  ['not a part below root', 'FROM a AS build\nFROM a\nCOPY --from=build /root/.local /root/.local\n', [1]],
  ['a stage that no other uses is a target of its own', 'FROM a AS worker\nFROM a AS api\n', [0, 1]],
  ['one that is for development by its name is not shipped', 'FROM a AS dev\nFROM a AS prod\n', [1]],
  ['one without a name is no target', 'FROM a\nFROM a\n', [1]],
  ['a base with two targets', 'FROM a AS base\nFROM base AS worker\nFROM base AS api\n', [0, 1, 2]],
  ['a test stage on top of a builder ships neither', 'FROM a AS build\nFROM build AS unit-test\nFROM a\nCOPY --from=build /x /x\n', [2]],
  ['a stage that is copied from by its number', 'FROM a\nFROM a\nCOPY --from=0 /x /x\n', [1]],
  ['a stage that is named in another case', 'FROM a AS Build\nFROM a\nCOPY --from=bUILD /x /x\n', [1]],
  ['a stage that is mounted', 'FROM a AS wheels\nFROM a\nRUN --mount=type=bind,from=wheels,target=/w pip install /w/x.whl\n', [1]],
  ['a chain of builders', 'FROM a AS one\nFROM a AS two\nCOPY --from=one /x /x\nFROM a\nCOPY --from=two /x /x\n', [2]],
  ['an image of the same name as no stage', 'FROM a\nCOPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/\n', [0]],
  ['a number that is no stage yet', 'FROM a AS one\nCOPY --from=1 /x /x\nFROM a AS two\n', [0, 1]],
] as const)('%s', (_, text, expected) => {
  expect(ships(text)).toEqual(expected);
});

test('it says why', () => {
  expect(modelOf('FROM a AS build\nFROM a AS worker\nFROM a AS base\nFROM base\nCOPY --from=build /x /x\n').shipping.map(({ because }) => because)).toEqual([
    'nothing that ships builds on this stage or copies it whole',
    'stage worker is used by no other, so it is a target of its own',
    'stage 3 builds on it',
    'the last stage, which is what a build without a target makes',
  ]);
});
