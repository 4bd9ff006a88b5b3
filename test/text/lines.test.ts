import { describe, expect, test } from 'vitest';
import { endingNear, lineAt, lineEnd, lineStart, lineTable } from '#text/lines.js';

describe('line table', () => {
  test('counts as editors do: at line feeds only, the end belongs to the last line', () => {
    const text = 'a\r\nb\x0cc\nlast';
    const table = lineTable(text);
    expect([0, 2, 3, 5, 7, text.length].map((offset) => lineAt(table, offset))).toEqual([1, 1, 2, 2, 3, 3]);
    expect(text.slice(lineStart(table, 2), lineEnd(table, 2))).toBe('b\x0cc\n');
  });
});

describe('endingNear', () => {
  test.each([
    ['the line itself in a mixed file', 'a\nb\r\nc\n', 3, '\r\n'],
    ['the line before, at the end of a file without a final line ending', 'a\r\nb', 4, '\r\n'],
    ['a plain line feed in a file of one line', 'a', 0, '\n'],
  ])('%s', (_, text, offset, expected) => {
    expect(endingNear(text, offset)).toBe(expected);
  });
});
