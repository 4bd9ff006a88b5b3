import { describe, expect, test } from 'vitest';
import { renameRequirement, repinRequirement, setExtras } from '#requirements/edit.js';
import { documentOf, edited, entryOf } from './helpers.js';

describe('another distribution', () => {
  test.each([
    ['opencv-python>=4.8 ; os_name == "posix"  # vision\r\nsix\r\n', 'opencv-python-headless>=4.8 ; os_name == "posix"  # vision\r\nsix\r\n'],
    ['  OpenCV_Python [a] == 4.8.0.76', '  opencv-python-headless [a] == 4.8.0.76'],
    ['opencv-python \\\n  >=4.8', 'opencv-python-headless \\\n  >=4.8'],
  ])('%j', (text, expected) => {
    const document = documentOf(text);
    expect(edited(document, renameRequirement(entryOf(document, 'opencv-python'), 'opencv-python-headless'))).toBe(expected);
  });

  test.each([
    ['psycopg2==2.9 --hash=sha256:aa', /hashes/],
    ['psycopg2 @ https://a/psycopg2.zip', /URL/],
    ['psyco\\\npg2==2.9', /split/],
  ])('%s is refused', (text, reason) => {
    expect(renameRequirement(entryOf(documentOf(text), 'psycopg2'), 'psycopg2-binary')).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  test('a name must be one', () => {
    expect(renameRequirement(entryOf(documentOf('six'), 'six'), 'a b')).toMatchObject({ ok: false });
  });
});

describe('another version', () => {
  test.each([
    ['torch==2.0.1', '==2.1.0', 'torch==2.1.0'],
    ['torch >= 2, <3 ; os_name == "nt"', '>=2.1', 'torch >=2.1 ; os_name == "nt"'],
    ['torch (>=2)', '>=2.1', 'torch (>=2.1)'],
    ['torch[x]  # gpu', '==2.1.0+cpu', 'torch[x]==2.1.0+cpu  # gpu'],
    ['torch', '==2.1.0', 'torch==2.1.0'],
    ['torch \\\n  ; os_name == "nt"', '==2.1.0', 'torch==2.1.0 \\\n  ; os_name == "nt"'],
    ['torch>=2,<3 # x', '', 'torch # x'],
    ['torch (>=2) ; os_name == "nt"', '', 'torch ; os_name == "nt"'],
    ['torch>=2, ; os_name == "nt"', '', 'torch ; os_name == "nt"'],
    ['torch', '', 'torch'],
  ])('%j to %j', (text, specifiers, expected) => {
    const document = documentOf(text);
    expect(edited(document, repinRequirement(entryOf(document, 'torch'), specifiers))).toBe(expected);
  });

  test.each([
    ['torch==2.0 --hash=sha256:aa', '==2.1', /hashes/],
    ['torch @ https://a/torch.zip', '==2.1', /URL/],
    ['torch==2.0', '=2.1', /specifier/],
    ['torch>=2,\\\n<3', '==2.1', /split/],
  ])('%j to %j is refused', (text, specifiers, reason) => {
    expect(repinRequirement(entryOf(documentOf(text), 'torch'), specifiers)).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
  });

  test('the same version changes nothing, hashes or not', () => {
    expect(repinRequirement(entryOf(documentOf('a==1 --hash=sha256:aa'), 'a'), '==1')).toEqual({ ok: true, value: [] });
  });
});

describe('extras', () => {
  test.each([
    ['uvicorn[standard]>=0.30', [], 'uvicorn>=0.30'],
    ['uvicorn>=0.30', ['standard'], 'uvicorn[standard]>=0.30'],
    ['foo[B_c, a]==1', ['a', 'b-c', 'd'], 'foo[B_c, a, d]==1'],
    ['foo[a,b]', ['b'], 'foo[b]'],
    ['foo @ https://a/b', ['x'], 'foo[x] @ https://a/b'],
    ['foo[a]==1', ['A'], 'foo[a]==1'],
    ['foo[a]==1 --hash=sha256:aa', [], 'foo==1 --hash=sha256:aa'],
  ])('%j with %j', (text, extras, expected) => {
    const document = documentOf(text);
    const [entry] = document.entries;
    if (entry?.kind !== 'requirement') throw new Error(entry?.kind);
    expect(edited(document, setExtras(entry, extras))).toBe(expected);
  });

  test('what an extra brings would need hashes too', () => {
    expect(setExtras(entryOf(documentOf('a==1 --hash=sha256:aa'), 'a'), ['x'])).toMatchObject({ ok: false });
  });
});
