import { describe, expect, test } from 'vitest';
import { scanNotebook } from '#python/notebook.js';
import { isPythonFile, readPython } from '#python/read.js';
import { names, written } from './scanned.js';

test('which files hold Python code', () => {
  expect(['a.py', 'a.pyw', 'a.pyx', 'a.pxd', 'a.ipynb', 'A.PY'].every(isPythonFile)).toBe(true);
  expect(['a.pyi', 'a.pyc', 'py', 'a.txt', 'manage'].some(isPythonFile)).toBe(false);
});

test('a script without a suffix is known by its first line', () => {
  const script = (text: string): unknown => {
    const result = readPython('bin/run', Buffer.from(text));
    return result.ok ? result.value.imports.map(written) : result.reason;
  };
  expect(script('#!/usr/bin/env python3\nimport a\n')).toEqual(['import a']);
  expect(script('#!/usr/bin/python2.7 -u\nimport a\n')).toEqual(['import a']);
  expect(script('#! /usr/bin/env -S uv run python\nimport a\n')).toEqual(['import a']);
  expect(script('#!/bin/sh\nimport a\n')).toBe('no Python file: neither its name nor its first line says so');
  expect(script('import a\n')).toBe('no Python file: neither its name nor its first line says so');
});

describe('notebooks', () => {
  const notebook = (...cells: readonly (readonly string[])[]): string =>
    JSON.stringify({ cells: cells.map((source) => ({ cell_type: 'code', source, outputs: [] })), metadata: {}, nbformat: 4 }, null, 1);

  test('code cells, each line with its place in the JSON text', () => {
    const text = notebook(['import a\n', 'x = a.é'], ['"é"\n', 'import b']);
    const { imports } = scanNotebook(Buffer.from(text));
    const lines = text.split('\n');
    expect(imports.map(({ module, line }) => [module, lines[line - 1]?.trim()])).toEqual([['a', '"import a\\n",'], ['b', '"import b"']]);
  });

  test('text, magics and shell lines are left out; what a magic runs or imports is not', () => {
    const text = JSON.stringify({ cells: [
      { cell_type: 'markdown', source: ['import no'] },
      { cell_type: 'code', source: ['%pip install no\n', '!pip install no \\\n', '  import no\n', 'x = !ls\n', 'files = %env HOME\n', 'a.b?\n', '?help\n', '%time import a\n', 'import b; x = 5 %3\n', 'y = "why?"\n'] },
      { cell_type: 'code', source: ['%%bash\n', 'import no\n'] },
      { cell_type: 'code', source: ['%%time\n', 'import c'] },
      { cell_type: 'code', source: '%matplotlib inline\n%load_ext autoreload\n%load_ext sql\n%autoreload 2\n' },
      { cell_type: 'code', source: ['    import d\n', '    if d.e:\n', '        import f\n'] },
    ] });
    expect(scanNotebook(Buffer.from(text)).imports.map(written).toSorted()).toEqual([
      'dynamic import matplotlib', 'dynamic import sql', 'import a', 'import b', 'import c', 'import d', 'import f',
    ]);
  });

  test('names of one cell are known in the next', () => {
    expect(names(scanNotebook(Buffer.from(notebook(['import pandas as pd\n'], ['pd.read_csv("x")\n']))).symbols)).toEqual(['pandas.read_csv']);
  });

  test('the older format', () => {
    const text = JSON.stringify({ worksheets: [{ cells: [{ cell_type: 'code', input: ['import a'] }] }], nbformat: 3 });
    expect(scanNotebook(Buffer.from(text)).imports.map(written)).toEqual(['import a']);
  });

  test('what is no notebook, or one of another language, is said', () => {
    expect(scanNotebook(Buffer.from('{"cells": [')).problems).toEqual([{ line: 1, reason: 'no notebook: its JSON cannot be read' }]);
    expect(scanNotebook(Buffer.from('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}')).problems).toEqual([{ line: 1, reason: 'a notebook for R' }]);
    expect(readPython('a.ipynb', Buffer.from('[]'))).toEqual({ ok: false, reason: 'no notebook: its JSON cannot be read' });
  });
});
