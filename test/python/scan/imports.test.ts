import { describe, expect, test } from 'vitest';
import { scanPython } from '#python/scan/scan.js';
import { importsOf, scanned } from './scanned.js';

describe('import statements', () => {
  test('every form, with its line', () => {
    const source = scanned('import a, b.c as d\nfrom . import e\nfrom ..f.g import (h,  # import no\n    i as j,\n)\nfrom .k import *\n');
    expect(source.imports.map(({ module, level, name, as, line }) => [module, level, name, as, line])).toEqual([
      ['a', 0, null, null, 1], ['b.c', 0, null, 'd', 1], ['', 1, 'e', null, 2], ['f.g', 2, 'h', null, 3], ['f.g', 2, 'i', 'j', 3], ['k', 1, '*', null, 6],
    ]);
  });

  test('spread over lines, without white space, behind a semicolon and on the line of a header', () => {
    expect(importsOf('from a \\\n  import b, \\\n  c\nimport x\\\n.y as z\nfrom.q import r\nfrom .import s\n')).toEqual([
      'from a import b', 'from a import c', 'import x.y as z', 'from .q import r', 'from . import s',
    ]);
    expect(importsOf('x = 1; import a; import b\nif x: import c\nelse: import d\nclass K: import e; import f\nfor i in x[1:2]: import g\nwith {1: 2}: import h\n'))
      .toEqual(['import a', 'import b', 'import c', 'import d', 'import e', 'import f', 'import g', 'import h']);
  });

  test.each([
    ['a byte order mark, and no newline at the end', '\uFEFFimport a', ['import a']],
    ['lines that end with a carriage return', 'import a\rimport b\r', ['import a', 'import b']],
    ['a form feed before a statement', 'import a\n\f\nimport b\n', ['import a', 'import b']],
    ['names in the form that Python compares', 'import ﬁ as é\n', ['import fi as é']],
    ['words that only look like keywords', 'import_ = 1\nfrom_ = 2\nx.import_module\nx.from_\n', []],
    ['a lambda in a header', 'if (lambda: 1)(): import a\nwhile lambda: 1: import b\n', ['import a', 'import b']],
    ['soft keywords as names', 'match = 1\ncase = 2\nlazy = 3\nmatch.x\nprint(case)\nimport a\n', ['import a']],
    ['match and case (PEP 634)', 'match v:\n  case A.B: import a\n  case [x, *y] if z: import b\n  case _:\n    import c\n', ['import a', 'import b', 'import c']],
    ['type parameters (PEP 695)', 'type X[T: a] = list[T]\ndef f[T: (int, str)](x: T) -> T: import a\nclass K[*Ts](B): import b\n', ['import a', 'import b']],
    ['handlers without parentheses (PEP 758)', 'try:\n  import a\nexcept A, B:\n  import b\n', ['import a', 'import b']],
    ['lazy imports (PEP 810)', 'lazy import a\nlazy from b import c\n', ['import a', 'from b import c']],
    ['Python 2', 'print "import x", `y`\nexec "import z"\nprint >>f, 0777L, ur"q"\nexcept_ = 1\ntry:\n  import a\nexcept ImportError, e:\n  import b\n', ['import a', 'import b']],
    ['Cython, whose own modules are compiled in', 'cimport numpy as np\nfrom libc.math cimport sin\nfrom a cimport b\ncpdef int f(x):\n    import c\n', ['import numpy as np', 'from a import b', 'import c']],
  ])('%s', (_, text, expected) => expect(importsOf(text)).toEqual(expected));
});

describe('what only looks like an import', () => {
  test.each([
    ['a docstring', '"""\nimport no\nfrom no import no\n"""\nimport a\n', ['import a']],
    ['a string that goes on behind a backslash', "x = 'q\\\nimport no'\nimport a\n", ['import a']],
    ['raw strings, whose backslash still hides a quote', "a = r'\\''\nimport a\nb = rb\"\\\"\"\nimport b\nc = b'\\\\'\nimport c\n", ['import a', 'import b', 'import c']],
    ['quotes in quotes', "x = '''a \\''' import no\n'''\nimport a\n", ['import a']],
    ['keys and values', "y = {\n 'import': 1,\n 'from': 2}\nfrom a import b\n", ['from a import b']],
    ['yield from and raise from', 'def g():\n  yield from a.x\n  raise a.E from a.C\nimport b\n', ['import b']],
    ['fields of an f-string', "x = f'{a!r:>{b}} {{import no}} {c[\"k\"]:%H:%M}' f\"{d=}\"\nimport e\n", ['import e']],
    ['quotes again in a field (PEP 701)', "x = f'{a['k']} {f'{b}' + f'{f'{c}'}'}'\ny = f'{d # comment }\n}'\nimport e\n", ['import e']],
    ['a named character in an f-string', 'x = f"\\N{LEFT CURLY BRACKET} {a}"\nimport b\n', ['import b']],
    ['t-strings (PEP 750)', "x = t'{a} {b!r:{c}}'\nimport d\n", ['import d']],
    ['a colon or an equals sign in a field', "x = f'{a:=^10}' f'{(lambda q: a)(1)}' f'{a[1:2]}' f'{a != 3}'\nimport b\n", ['import b']],
  ])('%s', (_, text, expected) => expect(importsOf(text)).toEqual(expected));
});

describe('encodings (PEP 263)', () => {
  test.each([
    ['latin-1', '# -*- coding: latin-1 -*-\nimport \xe9\n', 'latin1', 'import é'],
    ['the second line, and a codec of Windows', '#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nimport \xe9\n', 'latin1', 'import é'],
  ] as const)('%s', (_, text, encoding, expected) => {
    const { imports, problems } = scanPython(Buffer.from(text, encoding));
    expect(imports.map(({ module }) => `import ${module}`)).toEqual([expected]);
    expect(problems).toEqual([]);
  });

  test('a second byte that looks like a backslash or a quote', () => {
    const { imports } = scanPython(Buffer.concat([Buffer.from('# coding: shift_jis\nx = "'), Buffer.from([0x83, 0x5c]), Buffer.from('"\nimport a\n')]));
    expect(imports.map(({ module, line }) => [module, line])).toEqual([['a', 3]]);
  });

  test('what cannot be read is said, and the rest is read', () => {
    const bad = scanPython(Buffer.concat([Buffer.from('import a\nx = "'), Buffer.from([0xff]), Buffer.from('"\nimport b\n')]));
    expect(bad.imports.map(({ module }) => module)).toEqual(['a', 'b']);
    expect(bad.problems).toEqual([{ line: 2, reason: 'text that is not UTF-8' }]);
    expect(scanPython(Buffer.from('# coding: klingon\nimport a # é\n')).problems).toEqual([{ line: 1, reason: 'the encoding klingon is not known' }]);
    expect(scanned('import a\n\0import b\n').problems).toEqual([{ line: 2, reason: 'null bytes' }]);
  });
});
