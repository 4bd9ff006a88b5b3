import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs, type Story } from './story.js';

const TOPS = ['a', 'b', 'c', 'tool'];
const FOLDERS = ['/app', '/app/a', '/app/b', '/app/b/c', '/jobs', '/jobs/a', '/lib', '/lib/tool'];
const FILES = FOLDERS.flatMap((folder) => ['__init__', ...TOPS].map((name) => `${folder}/${name}.py`));

/** What files are made of: each line leads somewhere else, as the interpreter finds it. */
const LINES = [
  ...TOPS.flatMap((top) => [`import ${top}`, `from . import ${top}`, `from ${top} import *`]),
  ...TOPS.flatMap((top) => TOPS.map((inner) => `from ${top} import ${inner}`)),
  'import a.b.c', 'from ..c import tool', 'import requests', 'def f():\n    import b.tool', 'try:\n    import c.a\nexcept ImportError:\n    import tool.c',
  'NAMES = ["a.b", "tool.c", "b.Thing"]', 'import subprocess\nsubprocess.run(["python", "jobs/a.py"])', 'subprocess.run(["b.py"])', 'INSTALLED_APPS = ["a", "django.contrib.admin"]',
  'import sys\nsys.path.insert(0, "/lib")', 'import os, sys\nsys.path.append(os.path.dirname(__file__))', 'import sys\nsys.path.append("/jobs/a")', 'import sys\nsys.path.append(FOLDER)',
  'import importlib\nimportlib.import_module(name)', 'import importlib\nimportlib.import_module("b." + name)', 'from importlib import import_module\nmodule, _, name = path.rpartition(".")\nimport_module(module)',
  'import pkgutil\n__path__ = pkgutil.extend_path(__path__, __name__)', 'exec("import c")', 'exec(code)', '__all__ = ["a", "b"]', 'x = (',
];

const story: fc.Arbitrary<Story> = fc.record({
  files: fc.dictionary(fc.constantFrom(...FILES), fc.array(fc.constantFrom(...LINES), { maxLength: 5 }).map((lines) => lines.join('\n')), { minKeys: 4, maxKeys: 25 }),
  roots: fc.subarray(['/app', '/lib'], { minLength: 0 }),
  named: fc.subarray(['requests', 'tool', 'django']),
  runs: fc.array(fc.constantFrom(...FILES, 'import a', '-m a.b', '-m tool', '-c import b.c'), { minLength: 2, maxLength: 10 }),
});

test('interpreters that share what they saw come to what each comes to by itself', () => {
  fc.assert(fc.property(story, (one) => {
    const [shared, apart] = [runs(one), runs({ ...one, apart: true })];
    expect([...shared.modules]).toEqual([...apart.modules]);
    expect(shared.outside).toEqual(apart.outside);
    expect(shared.doubts).toEqual(apart.doubts);
  }), { numRuns: 1_000 });
});
