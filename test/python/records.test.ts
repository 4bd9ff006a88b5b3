import { describe, expect, test } from 'vitest';
import { readPython } from '#python/read.js';
import { createRecorder, type Records, sourceAt } from '#python/records.js';
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

/** What arrives of files that are told so many at once, in another thread. */
function arrived(sources: readonly Read<PythonSource>[], together = 1): readonly Read<PythonSource>[] {
  const recorder = createRecorder();
  const texts: string[] = [];
  let waiting: number[] = [];
  return sources.flatMap((source, index) => {
    waiting.push(recorder.add(source));
    if ((index + 1) % together !== 0 && index < sources.length - 1) return [];
    const told = structuredClone(recorder.take());
    texts.push(...told.texts);
    const found = waiting.map((at) => sourceAt({ bytes: told.bytes, texts }, at));
    waiting = [];
    return found;
  });
}

describe('the record of a Python file', () => {
  test('says what was read: every kind of import, name, text, call and argument', () => {
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
    if (!first?.ok || !second?.ok) throw new Error('not read');
    const before = first.value.calls;
    expect(second.value.calls.map(({ name }) => name)).toEqual(['print']);
    expect(first.value.calls).toStrictEqual(before);
    expect(before).toStrictEqual(sourceOf(CODE).calls);
  });

  test('a text is told once', () => {
    const recorder = createRecorder();
    recorder.add(read(sourceOf(CODE)));
    expect(recorder.take().texts).toContain('numpy');
    recorder.add(read(sourceOf('import numpy\nimport scipy\n')));
    expect(recorder.take().texts).toEqual(['scipy']);
  });

  test('says the same after it moved among others, from lists that still grow', () => {
    const codes = [CODE, '', 'import a\n', '\0\nfrom . import x\n', CODE.replaceAll('o', 'u'), `x = "${'long'.repeat(5)}"\n`.repeat(200)];
    const from = createRecorder();
    const moved = createRecorder();
    moved.add(read(sourceOf('import z, json\n')));
    const places = codes.map((code, index) => {
      const at = from.add(index === 1 ? unreadable('no notebook', 300) : read(sourceOf(code)));
      return index % 2 === 0 ? moved.copy(from.records(), at) : at;
    });
    const second = codes.map((_, index) => (index % 2 === 0 ? (places[index] as number) : moved.copy(from.records(), places[index] as number)));
    const records: Records = moved.records();
    expect(second.map((at) => sourceAt(records, at))).toStrictEqual(codes.map((code, index) => (index === 1 ? unreadable('no notebook', 300) : read(sourceOf(code)))));
    expect(moved.size()).toBe(records.bytes.length + records.texts.join('').length);
  });

  test('numbers of every length come back', () => {
    const lines = Array.from({ length: 31 }, (_, bit) => [2 ** bit - 1, 2 ** bit, 2 ** bit + 1]).flat().filter((line) => line < 2 ** 31);
    const source: PythonSource = { ...sourceOf(''), strings: lines.map((line) => ({ name: 'x', line })) };
    expect(arrived([read(source)])).toStrictEqual([read(source)]);
  });
});
