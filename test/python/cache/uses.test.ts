import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRecorder, usesAt } from '#python/cache/records.js';
import { type PythonUses, scanPython, scanUses } from '#python/scan/scan.js';
import { importsOf, pythonFile, randomFrom } from '../../bench/python-files.js';

const EVERYTHING = `
from __future__ import annotations
import sys, os.path as p
from . import sibling
from ...far.away import (one as first, two, *)
from importlib import import_module as im, util
from runpy import *
import runpy, lazy_loader as lazy
if sys.version_info >= (3, 11):
    import tomllib
elif sys.platform == "win32":
    import winreg
try:
    import orjson
except ImportError:
    import json as orjson
def load(name, importlib=None):
    from torch import cuda
    util.find_spec("probed")
    sys.intern("not an import"); cuda.is_available()
    return im("plugins.one"), im(name), __import__("plugins.two", level=1)
runpy.run_module("tool.main", run_name="__main__")
lazy.load(__name__, "x"); lazy.load("lazy.one")
f"{im('in.an.fstring')} {p.join('a', 'b')}"
if __name__ == "__main__":
    load("x").import_string("app.models.User")
text = "no end
`;

function part({ imports, symbols, main, problems }: PythonUses): PythonUses {
  return { imports, symbols, main, problems };
}

/** Python like people write it, with every kind of import in the middle, cut somewhere. */
const sources = fc.tuple(fc.nat(500), fc.nat(9_000), fc.nat(60), fc.nat(9_000)).map(([number, from, length, place]) => {
  const text = pythonFile(number, 3_000, importsOf(randomFrom(number)));
  const whole = text.slice(0, place) + EVERYTHING + text.slice(place);
  return Buffer.from(whole.slice(0, from) + whole.slice(from + length));
});

describe('imports and uses alone', () => {
  test('are the same as beside strings, calls and attributes, in broken files too', () => {
    fc.assert(
      fc.property(sources, (bytes) => {
        expect(part(scanUses(bytes))).toEqual(part(scanPython(bytes)));
      }),
      { numRuns: 200 },
    );
  });

  test('find what a text imports by another name of import_module', () => {
    const dynamic = scanUses(Buffer.from(EVERYTHING)).imports.filter(({ by }) => by !== 'statement');
    expect(dynamic.map(({ module, by }) => `${by} ${module}`)).toEqual([
      'probe probed', 'dynamic plugins.one', 'dynamic plugins.two', 'dynamic tool.main', 'dynamic lazy.one', 'dynamic in.an.fstring', 'dynamic app.models',
    ]);
  });
});

describe('records', () => {
  test('say what was put in, also after they moved among others', () => {
    const files = [EVERYTHING, '', 'import a\n', '\0\nfrom . import x\n', EVERYTHING.replaceAll('o', 'u')].map((text) => scanUses(Buffer.from(text)));
    const first = createRecorder();
    const places = files.map(first.add);
    const records = first.done();
    const second = createRecorder();
    second.add(scanUses(Buffer.from('import z, json\n')));
    const moved = places.toReversed().map((place) => second.copy(records, place)).toReversed();
    files.forEach((file, index) => {
      expect(part(usesAt(records, places[index] as number))).toEqual(part(file));
      expect(part(usesAt(second.done(), moved[index] as number))).toEqual(part(file));
    });
  });
});
