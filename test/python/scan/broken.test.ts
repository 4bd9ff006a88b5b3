import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { importsOf, names, scanned } from './scanned.js';

describe('a file that Python refuses is read on', () => {
  test.each([
    ['a bracket without an end', 'import a\nx = f(1, [2\nimport b\ndef g():\n    from c import d\n', ['import a', 'import b', 'from c import d']],
    ['one on a list of names', 'from a import (b,\n  c\nimport d\n', ['from a import b', 'from a import c', 'import d']],
    ['one in a field of an f-string', 'x = f"{a(\nimport b\n', ['import b']],
    ['a bracket too many', 'x = f(1))]}\nimport a\n', ['import a']],
    ['a string without an end', "x = 'no\nimport a\n", ['import a']],
    ['a colon forgotten', 'def f()\n    import a\nclass A\n    import b\nif x\n    import c\ntry\n    import d\nexcept\n    import e\n', ['import a', 'import b', 'import c', 'import d', 'import e']],
    ['a line that breaks off', 'import a\nfrom\nfrom b\nfrom c import\nimport\nimport d.\nimport e as\nfrom . import\n', ['import a', 'import d', 'import e']],
    ['marks of a merge', '<<<<<<< HEAD\nimport a\n=======\nimport b\n>>>>>>> other\nimport c\n', ['import a', 'import b', 'import c']],
    ['a template', '{% if x %}\nimport a\n{% endif %}\nimport {{ no }}\nimport b\n', ['import a', 'import b']],
    ['indentation that fits nothing', 'if x:\n        import a\n    import b\n  import c\n', ['import a', 'import b', 'import c']],
  ])('%s', (_, text, expected) => expect(importsOf(text)).toEqual(expected));

  test('and says what it found', () => {
    expect(scanned('x = (\nimport a\ny = """\n').problems).toEqual([
      { line: 1, reason: 'a bracket without an end' }, { line: 3, reason: 'a string without an end' },
    ]);
    expect(scanned('x = f"{a\n').problems).toEqual([{ line: 1, reason: 'a bracket without an end' }]);
    expect(scanned('x = ("a",\n  f"{b:{c}}")\n').problems).toEqual([]);
  });
});

/** Statements that stand for themselves, each with the imports in it. */
const SNIPPETS: readonly (readonly [text: string, imports: readonly string[]])[] = [
  ['import a.b as c, d\n', ['import a.b as c', 'import d']],
  ['from ..x import (y,  # no\n  z,\n)\n', ['from ..x import y', 'from ..x import z']],
  ['"""import no"""\n', []],
  ["x = f'''{a['k']:{w}} import no\n{b!r}'''\n", []],
  ['try:\n    import e\nexcept (A, B) as error: import f\nelse:\n    pass\n', ['import e', 'import f']],
  ['def f(a, *b, c: int = {1: 2}[1]) -> "x": import g; return g.h\n', ['import g']],
  ['if x: pass\nelif y: import i\nelse: import j\n', ['import i', 'import j']],
  ['class K(A, metaclass=B):\n\timport k\n\n\tdef m(self):\n\t\tfrom l import *\n', ['import k', 'from l import *']],
  ['x = {\n  "a": [1, (2,\n 3)],  # )\n}\n', []],
  ["y = r'\\'' + '\\\\' + b'''\\'x'''\n", []],
  ['z = lambda: {"import": lambda x: x}\n', []],
  ['with a as b, c: import m; import n\n', ['import m', 'import n']],
  ['w = 1 if a else \\\n  2; import o\n', ['import o']],
  ['# import no\n\n', []],
  ['match x:\n  case [1, *_]: import p\n  case {"a": b}:\n    import q\n', ['import p', 'import q']],
];

describe('whatever stands before and after', () => {
  const statements = fc.array(fc.constantFrom(...SNIPPETS), { maxLength: 30 });

  test('the imports of a file are those of its statements', () => {
    fc.assert(fc.property(statements, (chosen) => {
      const text = chosen.map(([text]) => text).join('');
      expect(importsOf(text)).toEqual(chosen.flatMap(([, imports]) => imports));
      expect(importsOf(text.replaceAll('\n', '\r\n'))).toEqual(chosen.flatMap(([, imports]) => imports));
    }));
  });

  test('an indented copy in a function has the same', () => {
    fc.assert(fc.property(statements, (chosen) => {
      const plain = chosen.filter(([text]) => !text.includes("'''") && !text.includes('"""'));
      const text = `def outer():\n    pass\n${plain.map(([text]) => text.replace(/^(?=.)/gm, '    ')).join('')}`;
      expect(importsOf(text)).toEqual(plain.flatMap(([, imports]) => imports));
      expect(scanned(text).imports.every(({ guards }) => guards[0]?.kind === 'function')).toBe(true);
    }));
  });

  test('a bracket that is missing costs at most the statement it is in and the next', () => {
    fc.assert(fc.property(statements, statements, (before, after) => {
      const text = `${before.map(([text]) => text).join('')}x = f(1\nimport lost\nimport kept\n${after.map(([text]) => text).join('')}`;
      const found = importsOf(text);
      for (const one of [...before, ...after].flatMap(([, imports]) => imports)) expect(found).toContain(one);
      expect(found).toContain('import kept');
    }));
  });

  test('any bytes at all are read without a crash, twice the same', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.constantFrom(...SNIPPETS.map(([text]) => text), '(', ')', '{', '}', "'", '"""', 'f"{', '\\', '\0', ':', 'lambda', 'sys.path[', 'import ', 'from ', '\n  '), fc.string())), (parts) => {
      const text = `import sys\n${parts.join('')}`;
      expect(scanned(text)).toEqual(scanned(text));
    }), { numRuns: 300 });
  });
});

test('one scan leaves nothing behind for the next', () => {
  scanned('import a\nx = f"{a.b(');
  expect(names(scanned('a.b\n').symbols)).toEqual([]);
  expect(scanned('a.b\n').attributes).toEqual([{ name: 'b', line: 1 }]);
});
