import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePep508 } from '#pep/pep508.js';
import type { Pep508 } from '#pep/types.js';

function parsed(text: string): Pep508 {
  const result = parsePep508(text);
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

test('every part has its place in the text', () => {
  const text = ' Foo_Bar [ a , B.c ] (>= 1.0, <2) ; python_version < "3.9" ';
  const requirement = parsed(text);
  expect(requirement).toMatchObject({ name: 'Foo_Bar', extras: ['a', 'B.c'], url: null, marker: 'python_version < "3.9"' });
  expect(requirement.specifiers.map(({ operator, version }) => [operator, version])).toEqual([['>=', '1.0'], ['<', '2']]);
  const spans = [requirement.nameSpan, requirement.extrasSpan, requirement.specifierSpan, requirement.markerSpan];
  expect(spans.map((span) => span && text.slice(span.start, span.end))).toEqual([
    'Foo_Bar', '[ a , B.c ]', '>= 1.0, <2', 'python_version < "3.9"',
  ]);
});

test('a URL ends at a blank, so a marker needs one before its semicolon', () => {
  expect(parsed('x @ https://a/b.zip#sha256=1 ; os_name == "nt"')).toMatchObject({ url: 'https://a/b.zip#sha256=1', marker: 'os_name == "nt"' });
  expect(parsed('x@https://a/b;os_name').url).toBe('https://a/b;os_name');
});

describe('what packaging accepts', () => {
  test.each([
    'foo', 'foo_', 'foo[]', 'foo()', 'foo>=1,', 'foo (==1)', 'foo===whatever', 'foo===1.0,<2', 'foo==1.*', 'foo==1!2.0rc1.post2.dev3+ab.1',
    'FOO>=1.0PRE', 'foo ; python_version<"3"', "foo; 'linux' in sys_platform",
  ])('%s', (text) => {
    expect(parsePep508(text).ok).toBe(true);
  });
});

describe('what packaging refuses', () => {
  test.each([
    '', '-foo', '_foo', 'foo-', 'fooé', 'foo[a,]', 'foo[a b]', 'foo[a', 'foo (>=1', 'foo>=1,,<2', 'foo=1', 'foo>>1', 'foo==dev', 'foo>1.*', 'foo~=1', 'foo>=1+x',
    'foo 1.0', 'foo @', 'foo @ http://x y', 'foo;', 'foo; os_name', 'foo; os_names == "a"', 'foo; os_name == "a" and',
  ])('%s', (text) => {
    expect(parsePep508(text).ok).toBe(false);
  });
});

test('a single equals sign is explained', () => {
  expect(parsePep508('foo=1')).toMatchObject({ ok: false, reason: expect.stringContaining('`==`') });
});

test('no text makes the parser throw, and what it reads it can point at', () => {
  const pieces = fc.array(fc.constantFrom('foo', '[', ']', ',', '>=', '==', '1.0', '.*', '+x', ';', ' ', '@', '(', ')', 'os_name', '"a"', 'and', "'", '\t', 'é', '!'));
  fc.assert(
    fc.property(pieces, (words) => {
      const text = words.join('');
      const result = parsePep508(text);
      if (!result.ok) return;
      const { name, nameSpan, specifiers } = result.value;
      expect(text.slice(nameSpan.start, nameSpan.end)).toBe(name);
      for (const { operator, version, span } of specifiers) expect(text.slice(span.start, span.end).replace(/\s/g, '')).toBe(operator + version);
    }),
  );
});
