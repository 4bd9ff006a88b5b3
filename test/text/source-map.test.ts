import { describe, expect, test } from 'vitest';
import { sliceMap, spanToSource, toSource, type SourceMap } from '#text/source-map.js';

// "pip install x" joined from `pip \⏎  install x`, where the continuation and the indentation are left out.
const map: SourceMap = [
  { at: 0, start: 0, length: 4 },
  { at: 4, start: 8, length: 9 },
];

describe('source maps', () => {
  test('a stretch inside one piece has a place in the file', () => {
    expect(spanToSource(map, { start: 4, end: 11 })).toEqual({ start: 8, end: 15 });
    expect(toSource(map, 3)).toBe(3);
    expect(toSource(map, 13)).toBeNull();
  });

  test('a stretch over the cut has none, neighbouring pieces without a gap have one', () => {
    expect(spanToSource(map, { start: 2, end: 6 })).toBeNull();
    const close: SourceMap = [{ at: 0, start: 10, length: 2 }, { at: 2, start: 12, length: 2 }];
    expect(spanToSource(close, { start: 1, end: 3 })).toEqual({ start: 11, end: 13 });
  });

  test('an empty stretch may stand at the end of a piece', () => {
    expect(spanToSource(map, { start: 13, end: 13 })).toEqual({ start: 17, end: 17 });
  });

  test('a slice is a map of its own', () => {
    expect(sliceMap(map, { start: 2, end: 6 })).toEqual([{ at: 0, start: 2, length: 2 }, { at: 2, start: 8, length: 2 }]);
  });
});
