import { expect, test } from 'vitest';
import { filePathOf } from '#pep/file-url.js';

test.each([
  ['file:///opt/money', '/opt/money'],
  ['file:/opt/money', '/opt/money'],
  ['FILE://localhost/opt/money', '/opt/money'],
  ['file:../money', '../money'],
  ['file:./money#egg=money', './money'],
  ['file:///opt/every%20one', '/opt/every one'],
  ['file:///opt/100%', '/opt/100%'],
  ['file:///opt/libs#subdirectory=money', '/opt/libs/money'],
  ['file:///opt/libs/#egg=money&subdirectory=a/b', '/opt/libs/a/b'],
])('pip takes %s for a path', (address, path) => {
  expect(filePathOf(address)).toBe(path);
});

test.each(['https://wheels.example/money.whl', 'git+file:///opt/money', '/opt/money', 'files:/opt', 'money'])('%s is no address of a file', (address) => {
  expect(filePathOf(address)).toBeNull();
});
