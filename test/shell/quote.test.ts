import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseShell } from '#shell/parse.js';
import { quoteWord } from '#shell/quote.js';

test('plain words stay as they are', () => {
  expect(['--no-cache-dir', 'torch==2.1.0+cpu', 'https://x.org/whl/cpu'].map(quoteWord))
    .toEqual(['--no-cache-dir', 'torch==2.1.0+cpu', 'https://x.org/whl/cpu']);
});

test('what the shell would read differently is quoted', () => {
  expect(['torch>=2', 'a b', "it's", '', '$X', 'x[y]'].map(quoteWord))
    .toEqual(["'torch>=2'", "'a b'", "'it'\\''s'", "''", "'$X'", "'x[y]'"]);
});

test('the shell gives any quoted word back', () => {
  fc.assert(fc.property(fc.string().filter((value) => !value.includes('\0')), (value) => {
    const parsed = parseShell(`x ${quoteWord(value)}`);
    expect(parsed.ok && parsed.script.commands.map(({ words }) => words.map((word) => word.value))).toEqual([['x', value]]);
  }));
});
