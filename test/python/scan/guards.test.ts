import { expect, test } from 'vitest';
import { guardedImports, scanned } from './scanned.js';

test('below TYPE_CHECKING only types are meant; its else runs', () => {
  expect(guardedImports(`
if TYPE_CHECKING:
    import a
    if x:
        import b
else:
    import c
if (typing.TYPE_CHECKING): import d
if not TYPE_CHECKING:
    import e
else:
    import f
if TYPE_CHECKING or x:
    import g
elif TYPE_CHECKING:
    import h
`)).toEqual(['a: typing', 'b: typing', 'c:', 'd: typing', 'e:', 'f: typing', 'g:', 'h: typing']);
});

test('a try whose handler goes on makes an import optional; the handler is the fallback', () => {
  expect(guardedImports(`
try:
    import a
    try:
        import b
    except ValueError:
        import c
except (OSError, ImportError) as error:
    import d
except:
    import e
else:
    import f
finally:
    import g
try: import h
except Exception: import i
try:
    import j
finally:
    import k
with suppress(ModuleNotFoundError):
    import l
`)).toEqual(['a: optional', 'b: optional', 'c: optional', 'd: fallback', 'e: fallback', 'f:', 'g:', 'h: optional', 'i: fallback', 'j:', 'k:', 'l: optional']);
});

test('an import whose first handler always raises or exits is not optional', () => {
  expect(guardedImports(`
try:
    import a
except ImportError as error:
    message = "install a"
    raise RuntimeError(message) from error
try:
    import b
except ImportError:
    sys.exit(1)
try:
    import c
except ImportError:
    if strict:
        raise
try:
    import d
except ImportError:
    raise
except Exception:
    d = None
try:
    import e
except AttributeError:
    raise
except Exception:
    e = None
`)).toEqual(['a:', 'b:', 'c: optional', 'd:', 'e: optional']);
});

test('a function that is defined in a try is called outside of it', () => {
  expect(guardedImports('try:\n    def f():\n        import a\n    class K:\n        import b\nexcept ImportError:\n    def f(): import c\n')).toEqual([
    'a: function', 'b: optional', 'c: fallback function',
  ]);
});

test('tests of the version and the platform, with all that were not met before', () => {
  expect(guardedImports(`
if sys.version_info >= (3,
                        11):  # new
    import a
elif sys.platform == "win32":
    import b
elif x:
    import c
else:
    import d
if os.name == 'nt': import e
if six.PY2: import f
`)).toEqual([
    'a: (sys.version_info >= (3, 11))',
    'b: not (sys.version_info >= (3, 11)) (sys.platform == "win32")',
    'c: not (sys.version_info >= (3, 11)) not (sys.platform == "win32")',
    'd: not (sys.version_info >= (3, 11)) not (sys.platform == "win32")',
    "e: (os.name == 'nt')",
    'f: (six.PY2)',
  ]);
});

test('what runs as a program', () => {
  const text = 'import a\nif __name__ == "__main__":\n    import b\nif \'__main__\' == __name__ and x: import c\nif __name__ != "__main__": import d\n';
  expect(guardedImports(text)).toEqual(['a:', 'b: main', 'c: main', 'd:']);
  expect(scanned(text).main).toBe(2);
  expect(scanned('x = __name__\n').main).toBeNull();
});

test('functions in classes, async functions and decorators', () => {
  expect(guardedImports('class A:\n    import a\n    @x.y\n    async def f(self, *, b=1) -> A:\n        import c\n    import d\nimport e\n')).toEqual([
    'a:', 'c: function', 'd:', 'e:',
  ]);
});

test('mixed tabs and spaces, and comments that are not indented', () => {
  expect(guardedImports('if TYPE_CHECKING:\n\timport a\n# no\n        \n        import b\n\ttry:\n\t\timport c\n\texcept ImportError:\n\t\tpass\nimport d\n')).toEqual([
    'a: typing', 'b: typing', 'c: typing optional', 'd:',
  ]);
});
