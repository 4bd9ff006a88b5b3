import { describe, expect, test } from 'vitest';
import { removeEntries, removeEntry } from '#requirements/remove.js';
import { documentOf, edited, entryOf } from './helpers.js';

function without(text: string, ...names: readonly string[]): string {
  const document = documentOf(text);
  return edited(document, removeEntries(document, names.map((name) => entryOf(document, name))));
}

describe('lines', () => {
  test.each([
    ['the first', 'a\nb\nc\n', 'a', 'b\nc\n'],
    ['one in the middle', 'a\nb\nc\n', 'b', 'a\nc\n'],
    ['the last', 'a\nb\nc\n', 'c', 'a\nb\n'],
    ['the last without a final newline: the line above keeps its own', 'a\nb', 'b', 'a\n'],
    ['the only one', 'a\n', 'a', ''],
    ['the only one without a final newline', 'a', 'a', ''],
    ['in CRLF', 'a\r\nb\r\nc\r\n', 'b', 'a\r\nc\r\n'],
    ['in mixed line endings', 'a\r\nb\nc\r\n', 'b', 'a\r\nc\r\n'],
    ['behind a byte order mark', '\ufeffa\nb\n', 'a', '\ufeffb\n'],
    ['indented', 'a\n  b\n  c\n', 'b', 'a\n  c\n'],
    ['with hashes on continued lines', 'a==1 \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\nb==2 \\\n  --hash=sha256:cc\n', 'a', 'b==2 \\\n  --hash=sha256:cc\n'],
    ['with a comment at its end', 'a\nb>=1  # why b\nc\n', 'b', 'a\nc\n'],
    ['with its via block', 'a==1\n    # via\n    #   c\n    #   d\nb==2\n    # via a\n', 'a', 'b==2\n    # via a\n'],
    ['with hashes and via block in CRLF', 'a==1 \\\r\n  --hash=sha256:aa\r\n    # via c\r\nb==2\r\n', 'a', 'b==2\r\n'],
  ])('%s', (_, text, name, expected) => {
    expect(without(text, name)).toBe(expected);
  });
});

describe('the comment above', () => {
  test.each([
    ['goes when it stands alone for the line', 'a\n\n# for b\nb\n\nc\n', ['b'], 'a\n\nc\n'],
    ['goes when the lines around have comments of their own', '\n# for a\na\n# for b\nb\n# for c\nc\n', ['b'], '\n# for a\na\n# for c\nc\n'],
    ['goes with all its lines', 'a\n\n# for b,\n# really\nb\n', ['b'], 'a\n'],
    ['stays as the heading of several lines', '\n# Database\nb\nc\n', ['b'], '\n# Database\nc\n'],
    ['goes when all the lines below it go', 'a\n\n# Database\nb\nc\n\nd\n', ['b', 'c'], 'a\n\nd\n'],
    ['stays when the line above has none', 'a\n# for b\nb\n\nc\n', ['b'], 'a\n# for b\n\nc\n'],
    ['stays at the top of the file', '# Service requirements\na\n\nb\n', ['a'], '# Service requirements\n\nb\n'],
    ['stays when it holds a requirement', 'a\n\n# b==2.0\nb\n\nc\n', ['b'], 'a\n\n# b==2.0\n\nc\n'],
    ['stays when it is the via block of the line above', 'a==1\n    # via c\nb==2\n', ['b'], 'a==1\n    # via c\n'],
    ['of a suppression goes with its line, a heading stays', '# Web\n# slimify-ignore requirements/unused: plugin\na\nb\n', ['a'], '# Web\nb\n'],
    ['stays beyond a blank line', 'x\n\n# about\n\na\nb\n', ['a'], 'x\n\n# about\n\nb\n'],
  ])('%s', (_, text, names, expected) => {
    expect(without(text, ...names)).toBe(expected);
  });
});

describe('blank lines', () => {
  test.each([
    ['two do not meet', 'a\n\nb\n\nc\n', ['b'], 'a\n\nc\n'],
    ['none opens the file', 'a\n\nb\n', ['a'], 'b\n'],
    ['none ends the file', 'a\n\nb\n', ['b'], 'a\n'],
    ['those between others stay', 'a\n\n\nb\nc\n', ['b'], 'a\n\n\nc\n'],
    ['one that ends a continued line belongs to it', 'a \\\n\nb\n', ['b'], 'a \\\n\n'],
    ['several removals meet', 'a\n\nb\n\nc\n', ['b', 'c'], 'a\n'],
    ['all removals', 'a\n\nb\n\nc\n', ['a', 'b', 'c'], ''],
  ])('%s', (_, text, names, expected) => {
    expect(without(text, ...names)).toBe(expected);
  });
});

test('an option line and a local path go the same way', () => {
  const document = documentOf('--extra-index-url https://a\nsix\n-e ./libs/x\n');
  const [option, , local] = document.entries;
  if (!option || !local) throw new Error('three entries');
  expect(edited(document, removeEntry(document, option))).toBe('six\n-e ./libs/x\n');
  expect(edited(document, removeEntry(document, local))).toBe('--extra-index-url https://a\nsix\n');
});

test('an entry of another document is refused', () => {
  const [entry] = documentOf('\n\n\nsix').entries;
  if (!entry) throw new Error('one entry');
  expect(removeEntry(documentOf('six'), entry)).toMatchObject({ ok: false });
});
