import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parsePyproject, type ProjectDocument } from '#pyproject/document.js';
import { developerGroup, intoDeveloperGroup } from '#pyproject/edit/developer-group.js';
import { takeFromPoetrySource, takeFromUvIndex } from '#pyproject/edit/explicit-index.js';
import { removeProjectEntries } from '#pyproject/edit/remove.js';
import { readLock } from '#pyproject/locks/read-lock.js';
import { applyEdits, type TextEdit } from '#text/edits.js';
import type { Read } from '#text/read.js';
import { pipPython } from '../oracles/pip-venv.js';
import { poetryProgram } from '../oracles/poetry-venv.js';
import { uvProgram } from '../oracles/uv-venv.js';

/** What the tools themselves make of an edited pyproject.toml. PyPI is asked. */
const uv = uvProgram();
const poetry = poetryProgram();
const pip = pipPython();
const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'slimify-tools-'));
  folders.push(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function run(folder: string, program: string, ...words: readonly string[]): { readonly exit: number | null; readonly output: string } {
  const { PIP_FIND_LINKS: _links, UV_FIND_LINKS: _more, VIRTUAL_ENV: _venv, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(program, words, { cwd: folder, encoding: 'utf8', timeout: 180_000, env: { ...env, POETRY_VIRTUALENVS_CREATE: 'false', POETRY_NO_INTERACTION: '1' } });
  return { exit: status, output: `${stdout}${stderr}` };
}

function succeeds(folder: string, program: string, ...words: readonly string[]): string {
  const { exit, output } = run(folder, program, ...words);
  if (exit !== 0) throw new Error(`${words.join(' ')} ends with ${exit}:\n${output}\n${readFileSync(join(folder, 'pyproject.toml'), 'utf8')}`);
  return output;
}

/** Name and version of all that a lock holds, the project itself aside. */
function locked(folder: string, file: string): readonly string[] {
  const lock = readLock(file, readFileSync(join(folder, file), 'utf8'));
  if (!lock.ok) throw new Error(lock.reason);
  return lock.value.packages.filter(({ name }) => name !== 'x').map(({ name, version }) => `${name} ${version}`).toSorted();
}

function change(folder: string, edits: (document: ProjectDocument) => Read<readonly TextEdit[]>): void {
  const path = join(folder, 'pyproject.toml');
  const text = readFileSync(path, 'utf8');
  const document = parsePyproject('pyproject.toml', text);
  if (!document.ok) throw new Error(document.reason);
  const made = edits(document.value);
  if (!made.ok) throw new Error(made.reason);
  writeFileSync(path, applyEdits(text, made.value).text);
}

function remove(name: string): (document: ProjectDocument) => Read<readonly TextEdit[]> {
  return (document) => removeProjectEntries(document, document.entries.filter(({ requirement }) => requirement.name === name));
}

function moveToDevelopers(name: string): (document: ProjectDocument) => Read<readonly TextEdit[]> {
  return (document) => {
    const entries = document.entries.filter(({ requirement }) => requirement.name === name);
    const removed = removeProjectEntries(document, entries, [name]);
    const added = intoDeveloperGroup(document, developerGroup(document), entries);
    return removed.ok && added.ok ? { ok: true, value: [...removed.value, ...added.value] } : removed;
  };
}

const INDEX = { name: 'pytorch-cpu', url: 'https://pypi.org/simple/' };

describe.runIf(uv.ok)(`uv${uv.ok ? '' : `: ${uv.reason}`}`, () => {
  const program = uv.ok ? uv.uv : '';
  const text = `[project]
name = "x"
version = "1.0"
requires-python = ">=3.11"
dependencies = [
    "idna>=3.0",
    # pages in colour
    "rich>=13",  # and tables
    "six",
]

[tool.uv]
package = false
`;

  test('the lock is stale after a removal, a frozen install goes on, and made anew it lacks exactly the closure', () => {
    const folder = folderWith({ 'pyproject.toml': text });
    succeeds(folder, program, 'lock');
    const before = locked(folder, 'uv.lock');
    change(folder, remove('rich'));
    expect(run(folder, program, 'lock', '--check').exit).not.toBe(0);
    expect(run(folder, program, 'sync', '--locked', '--dry-run').exit).not.toBe(0);
    expect(run(folder, program, 'sync', '--frozen', '--dry-run').output).toContain('rich');
    succeeds(folder, program, 'lock');
    const after = locked(folder, 'uv.lock');
    expect(before.filter((one) => !after.includes(one)).map((one) => one.split(' ')[0])).toEqual(['markdown-it-py', 'mdurl', 'pygments', 'rich']);
    expect(after.filter((one) => !before.includes(one))).toEqual([]);
  }, 240_000);

  test('what moves to the group for developers stays locked, and comes only with it', () => {
    const folder = folderWith({ 'pyproject.toml': text });
    succeeds(folder, program, 'lock');
    const before = locked(folder, 'uv.lock');
    change(folder, moveToDevelopers('rich'));
    succeeds(folder, program, 'lock');
    expect(locked(folder, 'uv.lock')).toEqual(before);
    expect(succeeds(folder, program, 'export', '--no-dev', '--no-hashes')).not.toContain('rich==');
    expect(succeeds(folder, program, 'export', '--no-hashes')).toContain('rich==');
  }, 240_000);

  test.each([
    ['what is asked for', ['idna'], []],
    ['what comes along, asked for by name from now on', [], ['pygments']],
  ])('an explicit index holds for %s and nothing else', (_, asked, added) => {
    const folder = folderWith({ 'pyproject.toml': text });
    change(folder, (document) => takeFromUvIndex(document, { ...INDEX, url: 'https://pypi.org/simple/#cpu' }, { asked: document.entries.filter(({ requirement }) => (asked as readonly string[]).includes(requirement.name)), added }));
    succeeds(folder, program, 'lock');
    const lock = readFileSync(join(folder, 'uv.lock'), 'utf8');
    const sources = new Map([...lock.matchAll(/name = "([\w-]+)"\nversion = "[^"]*"\nsource = \{ registry = "([^"]*)"/g)].map(([, name = '', registry = '']) => [name, registry]));
    const named = [...asked, ...added];
    expect([...sources].filter(([name]) => named.includes(name)).map(([, registry]) => registry)).not.toContain('https://pypi.org/simple');
    expect([...sources].filter(([name]) => !named.includes(name)).every(([, registry]) => registry === 'https://pypi.org/simple')).toBe(true);
  }, 240_000);
});

describe.runIf(poetry.ok)(`Poetry${poetry.ok ? '' : `: ${poetry.reason}`}`, () => {
  const program = poetry.ok ? poetry.poetry : '';
  // The plain index: what is asked of PyPI otherwise, a mirror may not have.
  const SIMPLE = `
[[tool.poetry.source]]
name = "simple"
url = "https://pypi.org/simple/"
priority = "primary"
`;
  const text = `[tool.poetry]
name = "x"
version = "1.0"
description = ""
authors = ["A <a@example.org>"]
package-mode = false

[tool.poetry.dependencies]
python = "^3.11"
idna = "^3.0"
rich = { version = ">=13", optional = false }
six = "*"
${SIMPLE}`;
  const listed = `[project]
name = "x"
version = "1.0"
description = ""
requires-python = ">=3.11"
dependencies = ["idna>=3.0", "rich>=13", "six"]

[tool.poetry]
package-mode = false
${SIMPLE}`;

  test.each([['keys', text], ['a list', listed]])('%s: the lock is stale after a removal, and made anew it lacks exactly the closure', (_, start) => {
    const folder = folderWith({ 'pyproject.toml': start });
    succeeds(folder, program, 'lock');
    const before = locked(folder, 'poetry.lock');
    change(folder, remove('rich'));
    expect(run(folder, program, 'check', '--lock').exit).not.toBe(0);
    expect(run(folder, program, 'install', '--no-root', '--dry-run').output).toMatch(/changed significantly since poetry\.lock was last generated/);
    succeeds(folder, program, 'lock');
    const after = locked(folder, 'poetry.lock');
    expect(before.filter((one) => !after.includes(one)).map((one) => one.split(' ')[0])).toEqual(['markdown-it-py', 'mdurl', 'pygments', 'rich']);
    expect(after.filter((one) => !before.includes(one))).toEqual([]);
  }, 240_000);

  test.each([['keys', text], ['a list', listed]])('%s: what moves to the group for developers stays locked, outside of main', (_, start) => {
    const folder = folderWith({ 'pyproject.toml': start });
    succeeds(folder, program, 'lock');
    const before = locked(folder, 'poetry.lock');
    change(folder, moveToDevelopers('rich'));
    succeeds(folder, program, 'lock');
    succeeds(folder, program, 'check', '--lock');
    expect(locked(folder, 'poetry.lock')).toEqual(before);
    const lock = readLock('poetry.lock', readFileSync(join(folder, 'poetry.lock'), 'utf8'));
    expect(lock.ok && lock.value.packages.find(({ name }) => name === 'rich')?.groups).toEqual(['dev']);
  }, 240_000);

  test.each([['keys', text], ['a list', listed]])('%s: an explicit source holds for what names it', (_, start) => {
    const folder = folderWith({ 'pyproject.toml': start });
    change(folder, (document) => takeFromPoetrySource(document, INDEX, { asked: document.entries.filter(({ requirement }) => requirement.name === 'idna'), added: [] }));
    succeeds(folder, program, 'lock');
    succeeds(folder, program, 'check', '--lock');
    const lock = readFileSync(join(folder, 'poetry.lock'), 'utf8');
    expect(lock.match(/reference = "pytorch-cpu"/g)).toHaveLength(1);
    expect(/name = "idna"[\s\S]*?\n\n\[\[package\]\]/.exec(lock)?.[0]).toContain('reference = "pytorch-cpu"');
  }, 240_000);
});

describe.runIf(pip.ok)(`setuptools${pip.ok ? '' : `: ${pip.reason}`}`, () => {
  const program = pip.ok ? pip.python : '';
  const text = `[build-system]
requires = ["setuptools>=75"]
build-backend = "setuptools.build_meta"

[project]
name = "x"
version = "1.0"
dependencies = ["idna>=3.0", "rich>=13"]

[project.optional-dependencies]
prod = [
    "six",
    "click",
]

[tool.setuptools]
py-modules = ["x"]
`;

  function installed(folder: string): readonly string[] {
    succeeds(folder, program, '-m', 'pip', 'install', '--dry-run', '--quiet', '--ignore-installed', '--report', 'report.json', '.[prod]');
    const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as { readonly install: readonly { readonly metadata: { readonly name: string } }[] };
    return report.install.map(({ metadata }) => metadata.name.toLowerCase()).toSorted();
  }

  test('a removal changes what pip installs by exactly the closure, of the list and of the extra', () => {
    const folder = folderWith({ 'pyproject.toml': text, 'x.py': '' });
    expect(installed(folder)).toEqual(['click', 'idna', 'markdown-it-py', 'mdurl', 'pygments', 'rich', 'six', 'x']);
    change(folder, remove('rich'));
    change(folder, remove('six'));
    expect(installed(folder)).toEqual(['click', 'idna', 'x']);
  }, 240_000);
});
