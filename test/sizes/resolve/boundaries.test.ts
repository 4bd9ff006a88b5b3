import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeIo } from '#io/node.js';
import { loadAlso, loadWorkspace } from '#files/load.js';
import { openTree } from '#files/tree.js';
import { workspaceModel } from '#services/workspace-model.js';
import { namedFiles } from '#services/file-uses.js';
import { byEnvironment, requestsOf } from '#sizes/request/requests.js';
import { createResolver } from '#sizes/resolve/resolve.js';
import { startIndex } from '../../indexes/server.js';
import { aidsWith, release, request, scratchFolder, uv } from './machine.js';

const scratch = scratchFolder();
afterAll(() => scratch.remove());

/** Writes files; scripts are made to run. */
function write(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
    if (content.startsWith('#!')) chmodSync(join(folder, path), 0o755);
  }
  return folder;
}

/** A program that stands in uv's place: says its version, then does this. */
function program(name: string, script: string): string {
  const folder = write(join(scratch.path, name), { uv: `#!/bin/sh\n[ "$1" = --version ] && { echo "uv 0.13.9"; exit 0; }\n[ "$1" = python ] && exit 1\n${script}\n` });
  return join(folder, 'uv');
}

const NOBODY = 'https://nobody.invalid/simple/';

describe('guarantee 10: nothing of the repository is executed, and only registry requirements leave it', () => {
  test.skipIf(!uv.ok)('setup.py, a build backend, programs and .pth files of an active environment, uv.toml and pip.conf', { timeout: 60_000 }, async () => {
    const index = await startIndex([release('flask', '3.1.0'), release('httpx', '0.28.0')]);
    const evil = await startIndex([release('flask', '99.0'), release('httpx', '99.0')]);
    const marker = join(scratch.path, 'executed');
    const python = `open(${JSON.stringify(marker)}, "w")\n`;
    const shell = `#!/bin/sh\ntouch ${marker}\n`;
    const root = write(join(scratch.path, 'repository'), {
      Dockerfile: 'FROM python:3.11-slim-bookworm\nWORKDIR /app\nCOPY . .\nRUN pip install -e . -r requirements.txt ./old\nCMD ["python", "-m", "shop"]\n',
      'requirements.txt': 'flask\n-e ./libs/common\ngit+https://nobody.invalid/x.git#egg=x\n',
      'pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "shop"\ndynamic = ["version", "dependencies"]\n[[tool.uv.index]]\nurl = "EVIL"\ndefault = true\n'.replace('EVIL', evil.url),
      'backend.py': python,
      'old/setup.py': `${python}from setuptools import setup\nsetup(name="old", install_requires=["httpx"])\n`,
      'libs/common/setup.py': `${python}from setuptools import setup\nsetup(name="common")\n`,
      'uv.toml': `[[index]]\nurl = "${evil.url}"\ndefault = true\n`,
      'pip.conf': `[global]\nindex-url = ${evil.url}\n`,
      'conftest.py': python,
      'sitecustomize.py': python,
      '.venv/pyvenv.cfg': 'home = /usr/bin\nversion = 3.11.2\n',
      '.venv/pip.conf': `[global]\nindex-url = ${evil.url}\n`,
      '.venv/bin/uv': shell,
      '.venv/bin/pip': shell,
      '.venv/bin/python': shell,
      '.venv/bin/python3': shell,
      '.venv/bin/python3.11': shell,
      '.venv/lib/python3.11/site-packages/evil.pth': `import os; ${python}`,
    });
    const first = loadWorkspace(nodeIo, openTree(nodeIo, root), { selects: () => null });
    const { snapshot } = loadAlso(nodeIo, first, namedFiles(workspaceModel(first.snapshot).uses));
    const [image] = workspaceModel(snapshot).images.images;
    const requests = byEnvironment(image ? requestsOf(image, snapshot) : []);
    expect(requests.flat().flatMap(({ lines }) => lines.map(({ text }) => text)).toSorted()).toEqual(['flask', 'httpx']);

    const variables = { PATH: `${join(root, '.venv/bin')}:${uv.ok ? dirname(uv.uv) : ''}:${process.env['PATH'] ?? ''}`, VIRTUAL_ENV: join(root, '.venv'), PYTHONPATH: root, UV_DEFAULT_INDEX: index.url };
    const resolver = createResolver(aidsWith(scratch.path, { uv: 'uv', pip: ['pip'], workspace: root, variables, text: (path) => snapshot.text(path) }));
    const resolution = await resolver((requests[0] ?? []).map((one) => ({ ...one, indexes: { ...one.indexes, index: null } })));
    expect([...resolution.packages.values()].map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(['flask 3.1.0', 'httpx 0.28.0']);
    expect(existsSync(marker)).toBe(false);
    expect(evil.requests).toEqual([]);
    await Promise.all([index.stop(), evil.stop()]);
  });

  test('lines that are more than a name with versions never reach a resolver, whoever made the request', async () => {
    const seen = join(scratch.path, 'seen');
    const spy = program('spy', `cat requirements.in constraints.txt >> ${seen}; echo 'error: stop' >&2; exit 2`);
    const lines = ['click', '-e ./evil', 'evil @ file:///tmp/evil', '--index-url https://evil.invalid', 'a\n--pre', 'b ; platform_release == "${SECRET}"', './evil', 'evil.whl', 'c @ git+https://evil.invalid/c'];
    await createResolver(aidsWith(scratch.path, { uv: spy }))([request(NOBODY, lines, { constraints: ['d<2', '-r /etc/passwd', 'e @ https://evil.invalid/e.whl'] })]);
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(seen, 'utf8')).toBe('click\nevil.whl\nd<2\n');
  });
});

describe('without a resolver that can tell', () => {
  const PINNED = ['flask==3.0.3', 'requests'];

  test('nobody may be asked: the bundled edges tell names, and the only versions are those that are pinned', async () => {
    const resolution = await createResolver(aidsWith(scratch.path, { uv: null }))([request(NOBODY, PINNED)]);
    expect(resolution).toMatchObject({ by: 'edges', complete: false });
    expect(resolution.because).toContain('no resolver was asked');
    expect(resolution.packages.get('flask')).toMatchObject({ version: '3.0.3', wheel: null });
    expect(resolution.packages.get('werkzeug')).toMatchObject({ version: null, wheel: null, parents: ['flask'] });
    expect([...resolution.packages.values()].filter(({ version }) => version !== null)).toHaveLength(1);
  });

  test.each([
    ['writes what is no TOML', "echo 'lock-version = '", /uv wrote a pylock\.toml that cannot be read/],
    ['writes another TOML', "echo 'a = 1'", /no pylock\.toml/],
    ['writes values inside each other without end', "printf 'lock-version = \"1.0\"\\npackages = '; head -c 200000 /dev/zero | tr '\\\\0' '['", /cannot be read/],
    ['writes nothing', 'exit 0', /no pylock\.toml/],
    ['ends with words of its own', "echo 'thread panicked' >&2; exit 101", /thread panicked/],
    ['is too old', "echo \"error: unexpected argument '--format' found\" >&2; exit 2", /unexpected argument '--format'/],
    ['floods its output', 'yes 0123456789012345678901234567890123456789 | head -c 70000000', /wrote more than 64 MB/],
  ])('a uv that %s', { timeout: 60_000 }, async (name, script, because) => {
    const resolution = await createResolver(aidsWith(scratch.path, { uv: program(name.replaceAll(/\W+/g, '-'), script) }))([request(NOBODY, PINNED)]);
    expect(resolution).toMatchObject({ by: 'edges', complete: false });
    expect(resolution.conflict).toBeUndefined();
    expect(resolution.because).toMatch(because);
  });

  test('a uv that never ends is ended, and the index is not asked again in this run', async () => {
    const resolver = createResolver(aidsWith(scratch.path, { uv: program('slow', 'sleep 60'), timeout: 300 }));
    const first = await resolver([request(NOBODY, ['flask'])]);
    expect(first.because).toContain('took longer than 0.3 s');
    const started = performance.now();
    const second = await resolver([request(NOBODY, ['requests'])]);
    expect(second.because).toContain('took longer than 0.3 s');
    expect(performance.now() - started).toBeLessThan(250);
  });
});

describe('an install from a lock', () => {
  const files: Readonly<Record<string, string>> = {
    'uv.lock': [
      'version = 1', 'requires-python = ">=3.11"',
      '[[package]]', 'name = "shop"', 'version = "1"', 'source = { virtual = "." }', 'dependencies = [{ name = "flask" }]',
      '[[package]]', 'name = "flask"', 'version = "3.0.3"', 'source = { registry = "https://pypi.org/simple" }', 'dependencies = [{ name = "click" }, { name = "colorama", marker = "sys_platform == \'win32\'" }]',
      '[[package]]', 'name = "click"', 'version = "8.1.0"', 'source = { registry = "https://pypi.org/simple" }',
      `wheels = [{ url = "https://files.acme.dev/click-8.1.0-py3-none-any.whl", hash = "sha256:${'ab'.repeat(32)}", size = 96588 }]`,
      '[[package]]', 'name = "colorama"', 'version = "0.4.6"', 'source = { registry = "https://pypi.org/simple" }', '',
    ].join('\n'),
  };
  const text = (path: string): string | null => files[path] ?? null;

  test.skipIf(!uv.ok)('its versions are those that come, though the index has newer ones', { timeout: 60_000 }, async () => {
    const index = await startIndex([release('flask', '3.0.3', ['click>=8']), release('flask', '3.1.0', ['click>=8']), release('click', '8.1.0'), release('click', '8.2.0')]);
    const resolution = await createResolver(aidsWith(scratch.path, { text }))([request(index.url, ['flask>=3'], { lock: 'uv.lock', manager: 'uv' })]);
    expect(resolution).toMatchObject({ by: 'uv', complete: true });
    expect([...resolution.packages.values()].map(({ name, version }) => `${name} ${version}`).toSorted()).toEqual(['click 8.1.0', 'flask 3.0.3']);
    await index.stop();
  });

  test('without any resolver the lock itself tells, for the system of the image', async () => {
    const resolution = await createResolver(aidsWith(scratch.path, { uv: null, text }))([request(NOBODY, ['flask>=3'], { lock: 'uv.lock', manager: 'uv' })]);
    expect(resolution).toMatchObject({ by: 'lock', complete: true });
    expect(resolution.because).toMatch(/^uv\.lock: 2 packages for Python 3\.11/);
    expect([...resolution.packages.values()].map(({ name, version, parents }) => `${name} ${version} <- ${parents.join()}`).toSorted()).toEqual(['click 8.1.0 <- flask', 'flask 3.0.3 <- ']);
    expect(resolution.packages.get('click')?.wheel).toEqual({ file: 'click-8.1.0-py3-none-any.whl', url: 'https://files.acme.dev/click-8.1.0-py3-none-any.whl', bytes: 96588, sha256: 'ab'.repeat(32) });
    expect(resolution.packages.get('flask')?.wheel).toBeNull();
  });
});
