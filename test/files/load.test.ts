import { describe, expect, test } from 'vitest';
import { dockerfilesOf, requirementsOf } from '#files/snapshot.js';
import { load, loadAll } from '../workspace.js';

const GOOD = 'FROM python:3.11-slim\nRUN pip install flask\n';

function paths(loaded: ReturnType<typeof load>): readonly string[] {
  return [...dockerfilesOf(loaded.snapshot), ...requirementsOf(loaded.snapshot)].map(({ path }) => path);
}

test('files are read by their names, the rest is left alone', () => {
  const loaded = load({ 'Dockerfile': GOOD, 'requirements.txt': 'flask\n', 'app.py': 'import flask\n' });
  expect(paths(loaded)).toEqual(['Dockerfile', 'requirements.txt']);
  expect(loaded.skipped).toEqual([]);
});

describe('what cannot be read is skipped with a reason', () => {
  test.each([
    ['binary', new Uint8Array([0x46, 0, 0x4f]), 'binary: it holds a NUL byte'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x46, 0x00]), 'UTF-16, not UTF-8'],
    ['UTF-16, big end first', new Uint8Array([0xfe, 0xff, 0x00, 0x46]), 'UTF-16, not UTF-8'],
    ['Latin-1', new Uint8Array([0x23, 0xe4, 0x0a]), 'not UTF-8'],
    ['a template', 'FROM {{ base }}\n{% if gpu %}\nRUN x\n{% endif %}\n', /^line \d+: /],
    ['not a Dockerfile', 'services:\n  api:\n', /^line 1: /],
  ])('%s', (_, content, reason) => {
    const loaded = load({ 'apps/a/Dockerfile': content, 'apps/b/Dockerfile': GOOD });
    expect(paths(loaded)).toEqual(['apps/b/Dockerfile']);
    expect(loaded.skipped).toEqual([{ path: 'apps/a/Dockerfile', reason: typeof reason === 'string' ? reason : expect.stringMatching(reason) }]);
  });
});

test('a UTF-8 byte order mark is read', () => {
  const loaded = load({ 'Dockerfile': `\ufeff${GOOD}`, 'requirements.txt': '\ufeffflask\n' });
  expect(paths(loaded)).toEqual(['Dockerfile', 'requirements.txt']);
});

describe('includes', () => {
  test('a file that is included is a requirements file, whatever its name', () => {
    const loaded = load({ 'requirements.txt': '-r deps/common.list\n', 'deps/common.list': '-c ../pins.cfg\nflask\n', 'pins.cfg': 'flask==3.0.0\n' });
    expect(paths(loaded)).toEqual(['deps/common.list', 'pins.cfg', 'requirements.txt']);
  });

  test('a cycle ends', () => {
    const loaded = load({ 'requirements.txt': '-r a.list\nflask\n', 'a.list': '-r b.list\n', 'b.list': '-r a.list\n-r requirements.txt\n-r b.list\n' });
    expect(paths(loaded)).toEqual(['a.list', 'b.list', 'requirements.txt']);
  });

  test('a path above the root, an absolute one, a URL and a missing file are not followed', () => {
    const loaded = load({
      'requirements.txt': '-r ../../etc/passwd\n-r /etc/passwd\n-r https://example.org/r.txt\n-r nowhere.txt\nflask\n',
      'etc/passwd': 'root\n',
      'passwd': 'root\n',
    });
    expect(paths(loaded)).toEqual(['requirements.txt']);
    expect(loaded.skipped).toEqual([]);
  });

  test('an included file that cannot be read is skipped with its reason', () => {
    const loaded = load({ 'requirements.txt': '-r a.bin\n', 'a.bin': new Uint8Array([0, 1, 2]) });
    expect(loaded.skipped).toEqual([{ path: 'a.bin', reason: 'binary: it holds a NUL byte' }]);
  });
});

describe('files that Dockerfiles name', () => {
  test('are read whatever their names are', () => {
    const loaded = loadAll({ 'Dockerfile': 'FROM python:3.11\nCOPY deps.list extra.list /tmp/\nRUN pip install -r /tmp/deps.list\n', 'deps.list': 'flask\n', 'extra.list': 'x\n' });
    expect(paths(loaded)).toEqual(['Dockerfile', 'deps.list']);
  });

  test('a pyproject.toml or setup.py that uv installs from is no requirements file', () => {
    const loaded = loadAll({
      'Dockerfile': 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN uv pip install -r pyproject.toml && uv pip install -r setup.py\n',
      'pyproject.toml': '[project]\nname = "x"\ndependencies = ["flask"]\n',
      'setup.py': 'from setuptools import setup\nsetup()\n',
    });
    expect(paths(loaded)).toEqual(['Dockerfile']);
    expect(loaded.skipped).toEqual([]);
  });
});

describe('samples and copies', () => {
  const FILES = { 'tests/fixtures/Dockerfile': GOOD, 'vendor/x/requirements.txt': 'flask\n', 'testdata/Dockerfile': GOOD, 'apps/fixtures_api/Dockerfile': GOOD };

  test('are skipped with a reason that says how to get them back', () => {
    const loaded = load(FILES);
    expect(paths(loaded)).toEqual(['apps/fixtures_api/Dockerfile']);
    expect(loaded.skipped).toEqual([
      { path: 'testdata/Dockerfile', reason: 'in a folder of samples or copies (testdata/): name it under "include" to plan it' },
      { path: 'tests/fixtures/Dockerfile', reason: 'in a folder of samples or copies (fixtures/): name it under "include" to plan it' },
      { path: 'vendor/x/requirements.txt', reason: 'in a folder of samples or copies (vendor/): name it under "include" to plan it' },
    ]);
  });

  test('are read when the configuration includes them', () => {
    const loaded = load(FILES, { selects: (path) => (path.startsWith('tests/fixtures/') ? true : null) });
    expect(paths(loaded)).toContain('tests/fixtures/Dockerfile');
    expect(loaded.skipped.map(({ path }) => path)).toEqual(['testdata/Dockerfile', 'vendor/x/requirements.txt']);
  });

  test('a requirements file among them that a Dockerfile installs is read: the image holds it', () => {
    const loaded = loadAll({ 'Dockerfile': 'FROM python:3.11\nCOPY vendor/req.txt /r.txt\nRUN pip install -r /r.txt\n', 'vendor/req.txt': 'flask\n' });
    expect(paths(loaded)).toEqual(['Dockerfile', 'vendor/req.txt']);
  });
});

describe('include and exclude', () => {
  const FILES = {
    'a/Dockerfile': 'FROM python:3.11\nCOPY libs/requirements.txt /r.txt\nRUN pip install -r /r.txt\n',
    'b/Dockerfile': GOOD,
    'libs/requirements.txt': '-r more.list\nflask\n',
    'libs/more.list': 'six\n',
  };

  test('what is excluded takes no part', () => {
    expect(paths(loadAll(FILES, { selects: (path) => (path.startsWith('b/') ? false : null) }))).toEqual(['a/Dockerfile', 'libs/more.list', 'libs/requirements.txt']);
  });

  test('an excluded file that an image installs is read for the model and never written', () => {
    const loaded = loadAll(FILES, { selects: (path) => (path.startsWith('libs/') ? false : null) });
    expect(paths(loaded)).toEqual(['a/Dockerfile', 'b/Dockerfile', 'libs/more.list', 'libs/requirements.txt']);
    expect([...loaded.untouchable.keys()].toSorted()).toEqual(['libs/more.list', 'libs/requirements.txt']);
    expect(loaded.untouchable.get('libs/more.list')).toBe('left out by "include" or "exclude" of the configuration');
  });
});

describe('files that are read for the model but never written', () => {
  test('a generated file, with the line that says so', () => {
    const loaded = load({ 'Dockerfile': `# syntax=docker/dockerfile:1\n# Code generated by gen.py. DO NOT EDIT.\n${GOOD}` });
    expect(loaded.untouchable.get('Dockerfile')).toBe('generated (line 2: # Code generated by gen.py. DO NOT EDIT.): change what it is made from');
    expect(loaded.skipped).toEqual([{ path: 'Dockerfile', reason: loaded.untouchable.get('Dockerfile') }]);
    expect(paths(loaded)).toEqual(['Dockerfile']);
  });

  test('a requirements file with a line that pip would refuse', () => {
    const loaded = load({ 'requirements.txt': 'flask\n<<<<<<< HEAD\nsix\n' });
    expect(loaded.untouchable.get('requirements.txt')).toMatch(/^not read with certainty \(line 2: /);
  });

  test.each([
    ['#\n# This file is autogenerated by pip-compile with Python 3.11\n# by the following command:\n#\n#    pip-compile requirements.in\n#\nflask==3.0.0\n    # via -r requirements.in\n'],
    ['# This file was autogenerated by uv via the following command:\n#    uv pip compile requirements.in -o requirements.txt\nflask==3.0.0\n    # via -r requirements.in\n'],
  ])('a compiled one, which is not named as skipped: its source is there to be changed', (compiled) => {
    const loaded = load({ 'requirements.in': 'flask\n', 'requirements.txt': compiled });
    expect([...loaded.untouchable]).toEqual([['requirements.txt', 'compiled from requirements.in: change that and compile it again']]);
    expect(loaded.skipped).toEqual([]);
  });
});

test('each file that was read has its SHA-256, so that writing can tell whether it changed', () => {
  const loaded = load({ 'requirements.txt': 'abc' });
  expect([...loaded.hashes]).toEqual([['requirements.txt', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']]);
});
