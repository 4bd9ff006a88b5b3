import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, overlap, spanToAfter, toAfter, toBefore, type TextEdit } from '#text/edits.js';

describe('applyEdits', () => {
  test('replaces, removes and inserts, whatever the order they are given in', () => {
    const edits = [
      { span: { start: 12, end: 12 }, text: ' --no-cache-dir' },
      { span: { start: 4, end: 5 }, text: '' },
    ];
    expect(applyEdits('RUN  pip xyz more', edits).text).toBe('RUN pip xyz --no-cache-dir more');
  });

  test('keeps the given order of insertions at one place', () => {
    const at = { start: 1, end: 1 };
    expect(applyEdits('ab', [{ span: at, text: '1' }, { span: at, text: '2' }]).text).toBe('a12b');
  });

  test('refuses overlapping edits and edits outside the text', () => {
    const edits = [{ span: { start: 0, end: 3 }, text: 'x' }, { span: { start: 2, end: 4 }, text: 'y' }];
    expect(() => applyEdits('abcd', edits)).toThrow(RangeError);
    expect(() => applyEdits('abcd', [{ span: { start: 2, end: 5 }, text: '' }])).toThrow(RangeError);
  });

  test('bytes outside the edits never change', () => {
    fc.assert(
      fc.property(textWithEdits(), ({ text, edits }) => {
        const { text: after, map } = applyEdits(text, edits);
        let before = 0;
        let later = 0;
        for (const one of map) {
          expect(after.slice(later, one.after.start)).toBe(text.slice(before, one.before.start));
          before = one.before.end;
          later = one.after.end;
        }
        expect(after.slice(later)).toBe(text.slice(before));
      }),
    );
  });
});

describe('edit maps', () => {
  test('an offset outside the edits goes there and back', () => {
    fc.assert(
      fc.property(textWithEdits(), fc.nat(), ({ text, edits }, pick) => {
        const { map } = applyEdits(text, edits);
        const offset = pick % (text.length + 1);
        fc.pre(!map.some(({ before }) => before.start <= offset && offset <= before.end));
        expect(toBefore(map, toAfter(map, offset))).toEqual({ offset, inserted: false });
      }),
    );
  });

  test('a span that no edit touches holds the same characters afterwards', () => {
    fc.assert(
      fc.property(textWithEdits(), fc.nat(), fc.nat(), ({ text, edits }, a, b) => {
        const [start = 0, end = 0] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y);
        const { text: after, map } = applyEdits(text, edits);
        const moved = spanToAfter(map, { start, end });
        if (moved && start < end) expect(after.slice(moved.start, moved.end)).toBe(text.slice(start, end));
      }),
    );
  });

  test('inserted text leads back to where it was put, and says so', () => {
    const { map } = applyEdits('pip install x', [{ span: { start: 11, end: 11 }, text: ' --no-cache-dir' }]);
    expect(toBefore(map, 15)).toEqual({ offset: 11, inserted: true });
    expect(toBefore(map, 27)).toEqual({ offset: 12, inserted: false });
  });
});

describe('overlap', () => {
  const edit = (start: number, end: number): TextEdit => ({ span: { start, end }, text: '' });

  test.each([
    ['shared characters', edit(0, 3), edit(2, 5), true],
    ['neighbours', edit(0, 3), edit(3, 5), false],
    ['an insertion inside a replacement', edit(0, 3), edit(1, 1), true],
    ['an insertion at the edge of a replacement', edit(0, 3), edit(3, 3), false],
    ['two insertions at one place', edit(3, 3), edit(3, 3), true],
  ])('%s', (_, a, b, expected) => {
    expect(overlap([a], [b])).toBe(expected);
    expect(overlap([b], [a])).toBe(expected);
  });
});

/** A text with edits at sorted, separate places. */
function textWithEdits(): fc.Arbitrary<{ text: string; edits: TextEdit[] }> {
  return fc.tuple(fc.string({ maxLength: 60 }), fc.array(fc.tuple(fc.nat(60), fc.string({ maxLength: 5 })), { maxLength: 8 })).map(([text, picks]) => {
    const cuts = [...new Set(picks.map(([at]) => at % (text.length + 1)))].sort((a, b) => a - b);
    const edits: TextEdit[] = [];
    for (let index = 0; index + 1 < cuts.length; index += 2) {
      edits.push({ span: { start: cuts[index] ?? 0, end: cuts[index + 1] ?? 0 }, text: picks[index]?.[1] ?? '' });
    }
    return { text, edits };
  });
}
