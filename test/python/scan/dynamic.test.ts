import { expect, test } from 'vitest';
import { guardedImports, importsOf } from './scanned.js';

test.each([
  ['importlib.import_module("a.b")', ['dynamic import a.b']],
  ['import importlib as i\ni . import_module ( r"a" )', ['import importlib as i', 'dynamic import a']],
  ['from importlib import import_module as m\nx = [m("a")]', ['from importlib import import_module as m', 'dynamic import a']],
  ['__import__("a").b', ['dynamic import a']],
  ['x = f"{__import__(\'a\').sep}"', ['dynamic import a']],
  ['x.import_module("a", package="p")', ['dynamic import a']],
  ['import_module(".x", __name__)', ['dynamic import .x']],
  ['import_module("..x", package=__package__)', ['dynamic import ..x']],
  ['import_module("..x", "p.q")', ['dynamic import p.x']],
  ['import_module(".x", package)', []],
  ['import_module(f"a.{b}")', []],
  ['import_module(name)', []],
  ['importlib.util.find_spec("a")', ['probe import a']],
  ['finder.find_spec("a")', ['probe import a']],
  ['import pkgutil\npkgutil.resolve_name("a.b:C")', ['import pkgutil', 'dynamic from a.b import C']],
  ['pytest.importorskip("a", minversion="1")', ['dynamic import a']],
  ['from django.utils.module_loading import import_string\nimport_string("a.b.C")', ['from django.utils.module_loading import import_string', 'dynamic from a.b import C']],
  ['LazyLoader("tf", globals(), "tensorflow")', ['dynamic import tensorflow']],
  ['np = lazy_import("numpy")', ['dynamic import numpy']],
  ['import_module("not a module")', []],
])('%s', (text, expected) => expect(importsOf(`${text}\n`)).toEqual(expected));

test('what stands around a dynamic import is known as around any other', () => {
  expect(guardedImports('try:\n    def f():\n        __import__("a")\n    x = __import__("b")\nexcept ImportError:\n    pass\n')).toEqual(['a: function', 'b: optional']);
});
