import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MAIN } from '../cli/slimify.js';
import { temporaryFolder } from '../patch/git.js';

type Made = (path: string) => void;
type Files = Readonly<Record<string, string | Uint8Array | Made>>;

/** No input may take longer, on a slow machine with others at work. */
const LIMIT = 15_000;

const DOCKERFILE = 'FROM python:3.12-slim\nWORKDIR /srv\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n';

/** Two services: `good` is left in peace, `odd` gets what is thrown. Both ask for nltk, which no code in sight needs. */
const FILES: Files = {
  'compose.yaml': 'services:\n  good:\n    build: good\n  odd:\n    build: odd\n',
  'good/Dockerfile': DOCKERFILE,
  'good/requirements.txt': 'flask==3.0.3\nnltk==3.9.1\n',
  'good/app.py': 'import flask\n',
  'odd/Dockerfile': DOCKERFILE,
  'odd/requirements.txt': 'flask==3.0.3\nnltk==3.9.1\n',
  'odd/app.py': 'import flask\nimport odd\n',
};

interface Report {
  readonly services: readonly {
    readonly service: string;
    readonly blind: string | null;
    readonly modules: number;
    readonly requirements: readonly { readonly name: string; readonly verdict: string; readonly reason: string; readonly chain: readonly unknown[] }[];
  }[];
}

interface Found {
  /** `nltk unused`, of the odd service. */
  readonly verdicts: readonly string[];
  readonly blind: string | null;
  readonly modules: number;
  readonly err: string;
}

function slimify(root: string, ...words: readonly string[]): { readonly out: string; readonly err: string } {
  const start = performance.now();
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], { cwd: root, encoding: 'utf8', timeout: 2 * LIMIT, maxBuffer: 2 ** 28 });
  expect({ words, status, signal, stderr }).toEqual({ words, status: 0, signal: null, stderr });
  if (process.env['PROBE']) console.log(expect.getState().currentTestName, words.join(' '), Math.round(performance.now() - start), 'ms', stderr.slice(0, 300));
  expect(performance.now() - start).toBeLessThan(LIMIT);
  expect(stdout.length).toBeLessThan(2_000_000);
  return { out: stdout, err: stderr };
}

/** Lays the files out beside the good service; it must come out unharmed. */
function workspace(files: Files, git: boolean): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries({ ...FILES, ...files })) {
    const target = join(root, path);
    mkdirSync(dirname(target), { recursive: true });
    if (typeof content === 'function') content(target);
    else writeFileSync(target, content);
  }
  if (git) execFileSync('git', ['init', '-q'], { cwd: root });
  return root;
}

function needs(files: Files, git = true): Found {
  const root = workspace(files, git);
  const { out, err } = slimify(root, 'needs', '--json');
  const { services } = JSON.parse(out) as Report;
  const verdicts = (name: string): readonly string[] => services.find(({ service }) => service === name)?.requirements.map((one) => `${one.name} ${one.verdict}`) ?? [];
  expect(verdicts('good')).toEqual(['flask used', 'nltk unused']);
  const odd = services.find(({ service }) => service === 'odd');
  if (process.env['PROBE']) console.log(verdicts('odd').slice(0, 8).join(', '), '|', odd?.blind, '|', odd?.modules);
  return { verdicts: verdicts('odd'), blind: odd?.blind ?? null, modules: odd?.modules ?? 0, err };
}

const READ = ['flask used', 'nltk unused'];
const STOPPED = ['flask used', 'nltk unknown'];

describe('a module that cannot be read', () => {
  const unreadable: readonly (readonly [string, (module: string) => string | Uint8Array, RegExp])[] = [
    ['Latin-1 without a declaration', (module) => Buffer.from(`import ${module}\nname = "\xe4"\n`, 'latin1'), /UTF-8/],
    ['UTF-16', (module) => Buffer.from(`\ufeffimport ${module}\n`, 'utf16le'), /UTF-16/],
    ['UTF-16 without a mark', (module) => Buffer.from(`import ${module}\n`, 'utf16le'), /odd\.py/],
    ['null bytes', (module) => `x = 1\0\nimport ${module}\n`, /odd\.py/],
    ['random bytes', () => Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7_919 + 13) % 256), /odd\.py/],
    ['a string without an end', (module) => `x = """\nimport ${module}\n`, /odd\.py/],
    ['200,000 open brackets', (module) => `x = ${'('.repeat(200_000)}\nimport ${module}\n`, /odd\.py/],
  ];

  test.each(unreadable)('%s, and it is reached: named, and nothing is called unused', (_, content, reason) => {
    const found = needs({ 'odd/odd.py': content('nltk') });
    expect(found.verdicts).not.toContain('nltk unused');
    expect(found.verdicts).toContain('flask used');
    if (found.verdicts.includes('nltk used')) return;
    expect(found.blind).toMatch(reason);
    expect(found.blind).toMatch(/odd\/odd\.py/);
  });

  test.each(unreadable)('%s, and nothing reaches it: it hides nothing', (_, content) => {
    expect(needs({ 'odd/app.py': 'import flask\n', 'odd/odd.py': content('json') }).verdicts).toEqual(READ);
  });

  test('the file that starts', () => {
    const found = needs({ 'odd/app.py': Buffer.from('\ufeffimport flask\n', 'utf16le') });
    expect(found.verdicts).toEqual(STOPPED);
    expect(found.blind).toMatch(/odd\/app\.py/);
  });

  test('both sides of a merge conflict are read', () => {
    expect(needs({ 'odd/odd.py': '<<<<<<< HEAD\nimport json\n=======\nimport nltk\n>>>>>>> other\n' }).verdicts).toEqual(['flask used', 'nltk used']);
  });

  test.each([
    ['UTF-7, which is how Python reads it', '# coding: utf-7\n+AGkAbQBwAG8AcgB0ACAAbgBsAHQAaw-\n'],
    ['escapes, which Python decodes first', '# coding: unicode_escape\n\\u0069mport nltk\n'],
    ['an encoding that nobody has', '# -*- coding: klingon -*-\nx = 1\n'],
  ])('a declared encoding that is not read: %s', (_, text) => {
    const found = needs({ 'odd/odd.py': text });
    expect(found.verdicts).toEqual(STOPPED);
    expect(found.blind).toMatch(/odd\/odd\.py/);
  });

  test('declared Latin-1, and a byte order mark, are read', () => {
    expect(needs({ 'odd/odd.py': Buffer.from('# coding: latin-1\nname = "\xe4"\nimport nltk\n', 'latin1') }).verdicts).toEqual(['flask used', 'nltk used']);
    expect(needs({ 'odd/odd.py': '\ufeffimport nltk\r\n' }).verdicts).toEqual(['flask used', 'nltk used']);
  });
});

describe('large and deep code', () => {
  test('5 MB on one line', () => {
    expect(needs({ 'odd/odd.py': `DATA = [${'1, '.repeat(1_700_000)}]\nimport nltk\n` }).verdicts).toContain('nltk used');
    expect(needs({ 'odd/odd.py': `DATA = "${'x'.repeat(5_000_000)}"; import nltk\n` }).verdicts).toContain('nltk used');
  });

  test.each([
    ['200,000 nested brackets', `x = ${'['.repeat(200_000)}${']'.repeat(200_000)}\nimport nltk\n`],
    ['100,000 calls within calls', `x = ${'f('.repeat(100_000)}"a"${')'.repeat(100_000)}\nimport nltk\n`],
    ['an f-string within f-strings', `x = ${'f"{'.repeat(1_000)}1${'}"'.repeat(1_000)}\nimport nltk\n`],
    ['20,000 levels of indentation', `${Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}if x:\n`).join('')}${' '.repeat(3_000)}pass\nimport nltk\n`],
    ['100,000 attributes of attributes', `import os\nos${'.path'.repeat(100_000)}\nimport nltk\n`],
    ['100,000 backslashes at line ends', `x = 1 + \\\n${'1 + \\\n'.repeat(100_000)}1\nimport nltk\n`],
    ['200,000 imports', `${Array.from({ length: 200_000 }, (_, index) => `import m${index % 500}\n`).join('')}import nltk\n`],
    ['one import of 100,000 names', `from os import (${Array.from({ length: 100_000 }, (_, index) => `n${index}`).join(', ')})\nimport nltk\n`],
    ['a name of 1 MB', `${'n'.repeat(1_000_000)} = 1\nimport ${'m'.repeat(100_000)}\nimport nltk\n`],
  ])('%s: nltk behind it is not called unused', (_, text) => {
    const { verdicts } = needs({ 'odd/odd.py': text });
    expect(verdicts).toContain('flask used');
    expect(verdicts).not.toContain('nltk unused');
  });
});

describe('imports in circles and in chains', () => {
  test('two modules that import each other', () => {
    expect(needs({ 'odd/odd.py': 'import even\n', 'odd/even.py': 'import odd\nfrom odd import *\n' })).toMatchObject({ verdicts: READ, blind: null, modules: 3 });
  });

  test('a package that imports all of itself', () => {
    expect(needs({ 'odd/odd/__init__.py': 'from odd import *\nfrom . import *\nfrom .odd import odd\nimport odd.odd.odd\n', 'odd/odd/odd.py': 'from . import odd\nfrom .odd import *\n' })).toMatchObject({ verdicts: READ, blind: null });
  });

  test('a module that imports itself, and one that climbs out of its package', () => {
    expect(needs({ 'odd/odd.py': 'import odd\nfrom odd import odd\nfrom ......... import nothing\n' }).verdicts).toEqual(READ);
  });

  test('a chain of 3,000 modules, with the need at its end', () => {
    const chain = Object.fromEntries(Array.from({ length: 3_000 }, (_, index) => [`odd/m${index}.py`, index === 2_999 ? 'import nltk\n' : `import m${index + 1}\n`]));
    const root = workspace({ ...chain, 'odd/odd.py': 'import m0\n' }, true);
    const { out } = slimify(root, 'why', 'nltk');
    expect(out).toContain('odd   used   odd/requirements.txt:2  nltk==3.9.1');
    expect(out.length).toBeLessThan(20_000);
  });

  test('1,000 modules of which each imports all', () => {
    const all = Array.from({ length: 1_000 }, (_, index) => `import m${index}\n`).join('');
    const modules = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`odd/m${index}.py`, all]));
    expect(needs({ ...modules, 'odd/odd.py': 'import m0\n' })).toMatchObject({ verdicts: READ, modules: 1_002 });
  });

  test('an entry script that calls itself', () => {
    const found = needs({ 'odd/Dockerfile': `${DOCKERFILE}ENTRYPOINT ["/srv/start.sh"]\n`, 'odd/start.sh': '#!/bin/sh\n/srv/start.sh "$@"\n. /srv/start.sh\nexec "$@"\n', 'odd/odd.py': '' });
    expect(found.verdicts).toContain('flask used');
  });
});

describe('what is no file, or another one', () => {
  test.each([true, false])('links in circles, to nowhere and out of the workspace (git: %s)', (git) => {
    const found = needs(
      {
        'odd/odd.py': '',
        'odd/loop': (path) => symlinkSync('.', path),
        'odd/self.py': (path) => symlinkSync('self.py', path),
        'odd/gone.py': (path) => symlinkSync('nowhere.py', path),
        'odd/out.py': (path) => symlinkSync('/etc/passwd', path),
        'odd/up': (path) => symlinkSync('../..', path),
      },
      git,
    );
    expect(found.verdicts).toEqual(READ);
  });

  test.each([
    ['a link to itself', 'odd.py'],
    ['a link to nowhere', 'nowhere.py'],
    ['a link out of the workspace', '/etc/passwd'],
  ])('%s that is imported is not passed over in silence', (_, target) => {
    const found = needs({ 'odd/odd.py': (path) => symlinkSync(target, path) });
    expect(found.verdicts).toEqual(STOPPED);
    expect(found.blind).toMatch(/odd/);
  });

  test('a link to a module beside it is that module', () => {
    expect(needs({ 'odd/odd.py': (path) => symlinkSync('real.py', path), 'odd/real.py': 'import nltk\n' }).verdicts).not.toContain('nltk unused');
  });

  test.each([true, false])('a FIFO named like a module is not opened (git: %s)', (git) => {
    expect(needs({ 'odd/odd.py': (path) => void execFileSync('mkfifo', [path]) }, git).verdicts).toContain('flask used');
  });

  test('a folder named odd.py, with code in it', () => {
    expect(needs({ 'odd/odd.py/__init__.py': 'import json\n' }).verdicts).toEqual(READ);
  });
});

describe('documents', () => {
  test('a notebook that is no JSON hides nothing from a container that does not run it', () => {
    expect(needs({ 'odd/odd.py': '', 'odd/work.ipynb': '{"cells": [{"cell_type": "code", "source": ["import nltk' }).verdicts).toEqual(READ);
  });

  test('a notebook that is no JSON and is run stops unused', () => {
    const found = needs({ 'odd/odd.py': '', 'odd/Dockerfile': DOCKERFILE.replace('"python", "app.py"', '"papermill", "work.ipynb", "out.ipynb"'), 'odd/work.ipynb': '{"cells": [' });
    expect(found.verdicts).not.toContain('nltk unused');
  });

  test('requirements with control characters', () => {
    const root = workspace({ 'odd/odd.py': '', 'odd/requirements.txt': 'flask==3.0.3\nnltk==3.9.1  # \x1b[31mred\x07\nsix\x1b[2J==1\n' }, true);
    for (const words of [['needs', 'odd'], ['needs', '--all'], ['why', 'nltk'], ['plan', '--safety', 'review']]) {
      // oxlint-disable-next-line no-control-regex
      expect(slimify(root, ...words).out).not.toMatch(/[\0-\x08\x0b-\x1f\x7f\x9b]/);
    }
  });

  test('requirements that cannot be read are named, not taken for none', () => {
    const root = workspace({ 'odd/odd.py': '', 'odd/requirements.txt': Buffer.from('\ufeffflask\nnltk\n', 'utf16le') }, true);
    expect(slimify(root, 'needs', 'odd').err).toMatch(/odd\/requirements\.txt takes no part/);
  });

  test('requirements of 10,000 lines', () => {
    const lines = Array.from({ length: 9_998 }, (_, index) => `package-${index}==1.0\n`).join('');
    const root = workspace({ 'odd/odd.py': '', 'odd/requirements.txt': `flask==3.0.3\nnltk==3.9.1\n${lines}` }, true);
    expect(slimify(root, 'needs').out).toContain('nltk');
    expect(slimify(root, 'why', 'nltk').out).toContain('odd');
  });

  test('a lock of 20 MB', () => {
    const lock = `version = 1\n${Array.from({ length: 100_000 }, (_, index) => `[[package]]\nname = "p${index}"\nversion = "1.0"\nsource = { registry = "https://example.org/simple" }\ndependencies = [\n    { name = "p${(index * 7) % 100_000}" },\n    { name = "p${index + 1}" },\n]\n\n`).join('')}`;
    expect(lock.length).toBeGreaterThan(14_000_000);
    expect(needs({ 'odd/odd.py': '', 'odd/uv.lock': lock, 'odd/pyproject.toml': '[project]\nname = "odd"\nversion = "1"\n' }).verdicts).toContain('flask used');
  });

  test('a lock with a cycle of 10,000 packages', () => {
    const lock = `version = 1\n${Array.from({ length: 10_000 }, (_, index) => `[[package]]\nname = "${index === 0 ? 'flask' : `p${index}`}"\nversion = "1"\ndependencies = [{ name = "${index === 9_999 ? 'flask' : `p${index + 1}`}" }]\n\n`).join('')}`;
    const { verdicts } = needs({ 'odd/odd.py': '', 'odd/requirements.txt': 'flask==3.0.3\nnltk==3.9.1\np9999==1\n', 'odd/uv.lock': lock, 'odd/pyproject.toml': '[project]\nname = "odd"\nversion = "1"\ndependencies = ["flask"]\n' });
    expect(verdicts).toContain('flask used');
  });

  test('a command of 1 MB in a compose file', () => {
    const command = `python app.py ${'--flag value '.repeat(80_000)}`;
    const found = needs({ 'odd/odd.py': '', 'compose.yaml': `services:\n  good:\n    build: good\n  odd:\n    build: odd\n    command: ${command}\n` });
    expect(found.verdicts).toContain('flask used');
  });
});

describe('what reaches a terminal', () => {
  // oxlint-disable-next-line no-control-regex
  const CONTROLS = /[\0-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069]/;

  const files: Files = {
    'odd/odd.py': '__import__("evil\x1b[31m.\u202ename")\nimport importlib\nimportlib.import_module("x\x1b]0;title\x07")\nimportlib.import_module("yaml")\nfrom pkg import *\n',
    'odd/pkg/__init__.py': 'import importlib\nfor n in ("a\x1b[31mb",):\n    importlib.import_module("pkg." + n)\n',
    'odd/pkg/a\x1b[31mb.py': 'import nltk\nimport requests\n',
    'odd/x\x1b[2J\n/Dockerfile': 'FROM python:3.12-slim\nCOPY r.txt /r.txt\nRUN pip install -r /r.txt\nCOPY m.py /m.py\nCMD ["python", "/m.py"]\n',
    'odd/x\x1b[2J\n/r.txt': 'flask==3\n',
    'odd/x\x1b[2J\n/m.py': 'import flask\n',
    'compose.yaml': 'services:\n  good:\n    build: good\n  odd:\n    build: odd\n    command: ["python", "app.py", "\\e[31m\\u202e"]\n',
  };

  test.each([[['needs']], [['needs', '--all']], [['needs', 'odd']], [['why', 'nltk']], [['why', 'flask', '--all']], [['services']], [['plan', '--safety', 'review']]])('%j prints no control character of a name', (words) => {
    const { out, err } = slimify(workspace(files, true), ...words);
    expect(out).not.toMatch(CONTROLS);
    expect(err).not.toMatch(CONTROLS);
  });

  test.each(['\x1b[31mred', 'a\nb', '', ' ', '../../etc/passwd', '*', 'x'.repeat(100_000), '__proto__', 'constructor', '.', 'flask; rm -rf /'])('why %j answers in one line', (word) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, 'why', word, '--root', workspace({ 'odd/odd.py': '' }, true)], { encoding: 'utf8', timeout: LIMIT });
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd()).not.toMatch(CONTROLS);
    expect(stderr.trimEnd().split('\n').length).toBe(1);
    expect(stderr.length).toBeLessThan(2_000);
  });

  test('nothing is written by looking', () => {
    const root = workspace({ 'odd/odd.py': 'import nltk\n' }, true);
    const before = readdirSync(root, { recursive: true }).map(String).map((path) => `${path} ${lstatSync(join(root, path)).mtimeMs}`);
    slimify(root, 'needs', '--all');
    slimify(root, 'why', 'nltk');
    expect(readdirSync(root, { recursive: true }).map(String).map((path) => `${path} ${lstatSync(join(root, path)).mtimeMs}`)).toEqual(before);
  });
});
