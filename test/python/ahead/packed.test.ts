import { describe, expect, test } from 'vitest';
import { createPacker, createUnpacker } from '#python/ahead/packed.js';
import { readPython } from '#python/read.js';
import type { PythonSource } from '#python/source.js';
import { type Read, read, unreadable } from '#text/read.js';

const CODE = `
import os, sys
import numpy as np
from . import sibling
from ..above import *
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import pandas
if sys.version_info < (3, 11):
    import tomli as tomllib
try:
    import orjson
except ImportError:
    orjson = None
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "shared"))
sys.path.append(os.environ["EXTRA"])
frame.to_excel("out.xlsx", engine="openpyxl", index=False, columns=None, rows=wanted)
importlib.import_module(f"plugins.{name}")
importlib.import_module("plugins." + name)
np.load("é\\ud800 https://x.example/1", 3)
exec(code)
if __name__ == "__main__":
    main()
`;

function sourceOf(code: string): PythonSource {
  const source = readPython('app.py', Buffer.from(code));
  if (!source.ok) throw new Error(source.reason);
  return source.value;
}

/** What arrives of files that are told so many at once, by their places. */
function arrived(sources: readonly Read<PythonSource>[], together = 1): readonly (Read<PythonSource> | null)[] {
  const packer = createPacker();
  const unpacker = createUnpacker();
  sources.forEach((source, place) => {
    packer.add(place, source);
    if ((place + 1) % together === 0 || place === sources.length - 1) unpacker.add(structuredClone(packer.packed()));
  });
  return sources.map((_, place) => unpacker.take(place));
}

describe('what another thread tells of a Python file', () => {
  test('is what was read: every kind of import, name, text, call and argument', () => {
    const source = sourceOf(CODE);
    expect(source.imports.map(({ guards }) => guards.map(({ kind }) => kind).join())).toEqual(expect.arrayContaining(['typing', 'version', 'optional', '']));
    expect(source.calls.flatMap((call) => call.arguments.map(({ start }) => start))).toContain('plugins.');
    expect(source.searchPaths.map(({ place, folder }) => [place, folder === null])).toEqual([['first', false], ['last', true]]);
    expect(source.main).toBe(22);
    expect(arrived([read(source)])).toStrictEqual([read(source)]);
  });

  test('an empty file, and one that is broken', () => {
    for (const code of ['', 'import "\0\n"""never closed']) {
      const source = sourceOf(code);
      expect(arrived([read(source)])).toStrictEqual([read(source)]);
    }
  });

  test('texts with signs of every kind, and values that are absent beside empty ones', () => {
    const source: PythonSource = {
      ...sourceOf(''),
      imports: [{ module: '', level: 2, name: '', as: '', line: 1, by: 'probe', guards: [{ kind: 'platform', test: 'sys.platform == "win32"', negated: true }, { kind: 'main' }] }],
      strings: ['\u0000', '\n', '\ud800', '"', '\\', '\u{1f40d}', '', '__proto__', 'constructor'].map((name, line) => ({ name, line })),
      calls: [{ name: '', line: 0, arguments: [{ name: 4000, value: '', text: true, start: '', line: 70_000 }, { name: '', value: null, text: false, line: 0 }] }],
      searchPaths: [{ line: 3, place: 'last', folder: '', written: '' }],
      main: 0,
      problems: [{ line: 1, reason: 'null bytes' }],
    };
    expect(arrived([read(source)])).toStrictEqual([read(source)]);
  });

  test('a file that cannot be read keeps its reason and its line', () => {
    for (const reason of [unreadable('larger than 20 MB'), unreadable('no notebook', 3)]) expect(arrived([reason])).toStrictEqual([reason]);
  });

  test('files that share texts, in messages of several files', () => {
    const codes = [CODE, 'import os\n', '', CODE.replaceAll('numpy', 'jax'), 'import "\0\n', CODE];
    const sources = [...codes.map((code) => read(sourceOf(code))), unreadable('no notebook', 3), read(sourceOf('import last\n'))];
    for (const together of [1, 2, 3, 100]) expect(arrived(sources, together)).toStrictEqual(sources);
  });

  test('calls are the same however often they are asked for, and whatever was asked for between', () => {
    const [first, second] = arrived([read(sourceOf(CODE)), read(sourceOf('print("a", 1)\n'))], 2);
    if (!first?.ok || !second?.ok) throw new Error('not told');
    const before = first.value.calls;
    expect(second.value.calls.map(({ name }) => name)).toEqual(['print']);
    expect(first.value.calls).toStrictEqual(before);
    expect(before).toStrictEqual(sourceOf(CODE).calls);
  });

  test('a text is told once', () => {
    const packer = createPacker();
    packer.add(0, read(sourceOf(CODE)));
    expect(packer.packed().texts).toContain('numpy');
    packer.add(1, read(sourceOf('import numpy\nimport scipy\n')));
    expect(packer.packed().texts).toEqual(['scipy']);
  });

  test('a file is given out once, and only after it was told', () => {
    const packer = createPacker();
    const unpacker = createUnpacker();
    packer.add(7, read(sourceOf('import os\n')));
    expect(unpacker.take(7)).toBe(null);
    unpacker.add(packer.packed());
    expect(unpacker.take(7)).not.toBe(null);
    expect(unpacker.take(7)).toBe(null);
  });
});
