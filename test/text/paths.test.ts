import { expect, test } from 'vitest';
import { baseName, folderOf, foldersUp, isWithin, resolvePath } from '#text/paths.js';

test.each([
  ['apps/api', '../../libs/requirements.txt', 'libs/requirements.txt'],
  ['apps/api', './requirements.txt', 'apps/api/requirements.txt'],
  ['apps/api', '/libs/./x//y/', 'libs/x/y'],
  ['', '.', ''],
  ['apps', '..', ''],
  ['apps', '../..', null],
  ['', '../x', null],
  // Down and up again stays inside; up and down again does not.
  ['apps', '../../apps/x', null],
  ['apps', 'a/../../b', 'b'],
] as const)('from %j, %j is %j', (folder, path, expected) => {
  expect(resolvePath(folder, path)).toBe(expected);
});

test('names and folders', () => {
  expect([folderOf('a/b/c'), folderOf('c'), baseName('a/b/c'), baseName('c')]).toEqual(['a/b', '', 'c', 'c']);
  expect(foldersUp('a/b')).toEqual(['a/b', 'a', '']);
  expect(foldersUp('')).toEqual(['']);
});

test('a folder holds what lies below it, not what merely begins like it', () => {
  expect([isWithin('app/x', 'app'), isWithin('app', 'app'), isWithin('application/x', 'app'), isWithin('x', '')]).toEqual([true, true, false, true]);
});
