import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitLines } from '#requirements/logical-lines.js';

function joined(text: string): readonly string[] {
  return splitLines(text).logical.map((line) => line.text);
}

describe('continuations', () => {
  test.each([
    ['a backslash joins with the next line', 'foo==1 \\\n  --hash=sha256:ab\nbar', ['foo==1   --hash=sha256:ab', 'bar']],
    ['a blank behind the backslash keeps it in the line', 'foo==1 \\ \nbar', ['foo==1 \\', 'bar']],
    ['all backslashes around a continued line go', '\\foo\\\\\nbar', ['foobar']],
    ['a comment line ends the join', 'foo==1 \\\n  # why\n  --hash=sha256:ab', ['foo==1', '--hash=sha256:ab']],
    ['a comment line never continues', '# why \\\nfoo', ['foo']],
    ['a comment before a backslash takes what is joined to it', 'foo # why \\\nbar\nbaz', ['foo', 'baz']],
    ['a blank line ends the join', 'foo \\\n\nbar', ['foo', 'bar']],
    ['a backslash at the end of the file is dropped', 'foo\\', ['foo']],
    ['with CRLF', 'foo \\\r\nbar\r\nbaz\r\n', ['foo bar', 'baz']],
  ])('%s', (_, text, expected) => {
    expect(joined(text)).toEqual(expected);
  });
});

describe('comments', () => {
  test.each([
    ['need white space before them', 'foo==1#c', ['foo==1#c']],
    ['may follow a tab', 'foo\t# c', ['foo']],
    ['are not fragments of a URL', 'x @ https://a/b#egg=x', ['x @ https://a/b#egg=x']],
    ['may stand alone', '# c\n  # d\n#', []],
    ['begin at the first of several marks', 'foo # a # b', ['foo']],
  ])('%s', (_, text, expected) => {
    expect(joined(text)).toEqual(expected);
  });

  test('have their place in the file', () => {
    const text = 'a\nfoo>=1  # why # so\nb';
    const comment = splitLines(text).logical[1]?.comment;
    expect(comment && text.slice(comment.start, comment.end)).toBe('# why # so');
  });
});

test('lines end where Python ends them', () => {
  expect(joined('a\rb\r\nc\vd\fe\x1cf\x1dg\x1eh\x85i\u2028j\u2029k')).toEqual([...'abcdefghijk']);
});

test('white space is what Python takes for it', () => {
  expect(joined('\xa0foo\x1f# c')).toEqual(['foo']);
  expect(joined('foo\ufeff')).toEqual(['foo\ufeff']);
});

test('a byte order mark is not part of the first line', () => {
  expect(joined('\ufefffoo')).toEqual(['foo']);
  expect(splitLines('\ufefffoo').physical[0]?.span).toEqual({ start: 1, end: 4 });
});

test('physical lines cover the text, and every piece of a logical line stands in the file', () => {
  const text = fc.array(fc.constantFrom('foo', '\\', '\n', '\r\n', '\r', '#', ' ', '\t', '\f', '==1', '\u2028', 'é')).map((words) => words.join(''));
  fc.assert(
    fc.property(text, (source) => {
      const { physical, logical } = splitLines(source);
      let at = 0;
      for (const line of physical) {
        expect(line.span.start).toBe(at);
        at = line.next;
      }
      expect(at).toBe(source.length);
      for (const line of logical) {
        for (const piece of line.source) expect(source.slice(piece.start, piece.start + piece.length)).toBe(line.text.slice(piece.at, piece.at + piece.length));
      }
    }),
  );
});
