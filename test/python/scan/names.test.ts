import { describe, expect, test } from 'vitest';
import { names, scanned } from './scanned.js';

describe('symbols', () => {
  test('are qualified through the imports of the file', () => {
    const { symbols } = scanned('import pandas as pd, os.path\nfrom a import b as c, d\nfrom . import e\nfrom .f import g\npd.read_sql(x).to_dict()\nc.q\nos.path.join\ne.r\ng.s\npd\n');
    expect(names(symbols)).toEqual([
      'a.b', 'a.d', '.e', '.f.g', 'pandas.read_sql', 'a.b.q', 'os.path.join', '.e.r', '.f.g.s', 'pandas',
    ]);
  });

  test('in decorators, bases, annotations, defaults, fields of f-strings and brackets over several lines', () => {
    const { symbols } = scanned('import a\n@a.b(x=a.c)\nasync def f(x: a.d = a.e, *y: a.f) -> a.g:\n    async with a.h as z, a.i: await a.j\nclass K(a.k, m=a.l): n: a.o = a.p\nx = f"{a.q:{a.r}} {a.s!r}" + (a\n  .t  # no\n  .u)\nlambda: a.v\ndel a.w\na.x += 1\n');
    expect(names(symbols)).toEqual('bcdefghijklopqrs'.split('').map((name) => `a.${name}`).toSpliced(16, 0, 'a.t.u', 'a.v', 'a.w', 'a.x'));
  });

  test('an import further down, or in a function, counts where Python would find it', () => {
    const text = 'def f(): return a.x\nimport a\ndef g():\n    import b\n    def h(): return b.y, a.z\n    return b.w\nb.no\ndef i():\n    global c\n    import c\nc.v\n';
    expect(names(scanned(text).symbols)).toEqual(['a.x', 'b.y', 'a.z', 'b.w', 'c.v']);
  });

  test('a parameter or a local name hides an import; one of a class body does not', () => {
    const text = 'import a, b\ndef f(a, *b): a.no; b.no\ndef g():\n    a.no\n    a = 1\nclass K:\n    a = a.x\n    def m(self): return a.y\ndef h(): return b.z\n';
    const { symbols, attributes } = scanned(text);
    // The names of the parameters themselves count as uses of `a` and `b`, which does no harm.
    expect(names(symbols)).toEqual(['a', 'b', 'a.x', 'a.y', 'b.z']);
    expect(names(attributes)).toEqual(['no']);
  });

  test('a name with two imports may be either', () => {
    expect(names(scanned('try:\n    import ujson as json\nexcept ImportError:\n    import json\njson.loads("x")\n').symbols)).toEqual(['ujson.loads', 'json.loads']);
    expect(names(scanned('try:\n    import ujson as json\nexcept ImportError:\n    import json\njson.loads("x")\n').calls)).toEqual(['ujson.loads', 'json.loads']);
  });

  test('keywords and assignments are no uses', () => {
    expect(names(scanned('import a, b\nf(a=1, b=b.x)\na = 3\n').symbols)).toEqual(['b.x']);
  });
});

test('attributes are the names behind a dot on what is not imported, once each', () => {
  expect(scanned('import a\na.no\nx.b.c\nf().d\n"".e\n[1].b\na.no().f\n').attributes).toEqual([
    { name: 'b', line: 3 }, { name: 'c', line: 3 }, { name: 'd', line: 4 }, { name: 'e', line: 5 }, { name: 'f', line: 7 },
  ]);
});

describe('strings', () => {
  test.each([
    ['short ones without white space, keys too', 'x = {"a.b": b\'c\', "no no": 1}\n', ['a.b', 'c']],
    ['longer ones with an address', 'x = "see http://a b"\n', ['see http://a b']],
    ['no docstrings', '"doc"\ndef f():\n    "http://doc"\nclass A: "doc"\n', []],
    ['adjacent ones are one', 'x = ("post" "gres" \'://\'\n  r"h")\n', ['postgres://h']],
    ['escapes are resolved', 'x = "a\\x62\\u0063\\\n", r"\\d"\n', ['abc', '\\d']],
    ['the beginning of an f-string with an address', 'x = f"redis://{h}/0", f"{h}://x", f"no{h}", f"yes", f"a://{{{h}"\n', ['redis://', 'yes', 'a://{']],
    ['in the fields of an f-string', 'x = f"no{d["key"]}"\n', ['key']],
    ['letters that are not ASCII', 'x = "é"\n', ['é']],
  ])('%s', (_, text, expected) => expect(names(scanned(text).strings)).toEqual(expected));
});

describe('calls', () => {
  test('with a literal, by a qualified name, a plain name or what is behind the dot', () => {
    const { calls } = scanned('import pandas as pd\npd.read_csv("f", sep=",", n=-1, q=x)\ncreate("a")\ndf.to_sql(*a, "t", con=None)\nno(x)\npd.no(x)\nf(x)(1.5)\n');
    expect(calls.map(({ name, line, arguments: given }) => [name, line, ...given.map((one) => `${one.name}=${one.value}${one.text ? ' text' : ''}`)])).toEqual([
      ['pandas.read_csv', 2, '0=f text', 'sep=, text', 'n=-1', 'q=null'],
      ['create', 3, '0=a text'],
      ['.to_sql', 4, '0=null', '1=t text', 'con=None'],
    ]);
  });

  test('elements of a list are arguments of their own', () => {
    const [call] = scanned('setup(\n  extras=["a", "b",\n    c], packages=("x"), d={"k": "v"}, e=[f("no")])\n').calls;
    expect(call?.arguments.map(({ name, value, line }) => [name, value, line])).toEqual([
      ['extras', 'a', 2], ['extras', 'b', 2], ['packages', 'x', 3], ['d', null, 3], ['e', null, 3],
    ]);
  });

  test('exec, eval and imports by name are listed whatever they are given', () => {
    expect(names(scanned('from importlib import import_module as load\nexec(x)\neval(y)\nload(z)\n__import__(w)\nq.import_module(v)\nopen(u)\n').calls)).toEqual([
      'exec', 'eval', 'importlib.import_module', '__import__', '.import_module',
    ]);
  });

  test('definitions are no calls', () => {
    expect(scanned('def f(x="a"): pass\nclass A("b"): pass\n').calls).toEqual([]);
  });
});
