import { expect, test } from 'vitest';
import { readPyproject } from '#pyproject/pyproject.js';
import { projectOf, rows } from './projects.js';

const UV = `[project]
name = "Shop.API"
requires-python = ">=3.11"
dependencies = [
  "Flask[async]>=3; python_version < '3.13'",
  "shop_core",
  "tool @ git+https://github.com/acme/tool@v2",
]

[project.optional-dependencies]
ml = ["torch>=2"]

[project.scripts]
shop = "shop.api:main"

[dependency-groups]
lint = ["ruff"]
dev = [{include-group = "lint"}, "pytest>=8"]

[build-system]
requires = ["hatchling>=1.26"]
build-backend = "hatchling.build"

[tool.uv]
package = false
dev-dependencies = ["ipdb"]
default-groups = ["lint"]
sources = { shop-core = { workspace = true }, torch = [{ index = "cpu", marker = "sys_platform == 'linux'" }, { index = "metal", marker = "sys_platform == 'darwin'" }] }

[[tool.uv.index]]
name = "cpu"
url = "https://wheels.example.org/cpu"
explicit = true

[tool.uv.workspace]
members = ["libs/*"]
exclude = ["libs/old"]
`;

test('a project of uv: every requirement with its line and its group', () => {
  expect(rows(projectOf(readPyproject('pyproject.toml', UV)))).toEqual([
    'flask >=3 @5',
    'shop-core @6',
    'tool @7',
    'extra ml: torch >=2 @11',
    'group lint: ruff @17',
    'group dev: pytest >=8 @18',
    'dev dev: ipdb @26',
  ]);
});

test('a project of uv: where its requirements come from', () => {
  const sources = projectOf(readPyproject('pyproject.toml', UV)).requirements.map(({ name, sources }) => [name, ...sources.map(({ kind, target, reference, marker }) => [kind, target, reference, marker].filter(Boolean).join(' '))]);
  expect(sources.filter((row) => row.length > 1)).toEqual([
    ['shop-core', 'workspace'],
    ['tool', 'git https://github.com/acme/tool v2'],
    ['torch', "index cpu sys_platform == 'linux'", "index metal sys_platform == 'darwin'"],
  ]);
});

test('a project of uv: all else that an install asks of the file', () => {
  const { name, requiresPython, extras, groups, defaultGroups, buildSystem, indexes, workspace, isPackage, scripts, tools, problems } = projectOf(readPyproject('pyproject.toml', UV));
  expect({ name, requiresPython, extras, defaultGroups, isPackage, tools, problems }).toEqual({
    name: { text: 'Shop.API', line: 2 },
    requiresPython: { text: '>=3.11', line: 3 },
    extras: ['ml'],
    defaultGroups: ['lint'],
    isPackage: false,
    tools: ['uv'],
    problems: [],
  });
  expect(groups.map(({ name, kind, includes }) => [kind, name, ...includes.map(({ text }) => text)])).toEqual([['group', 'lint'], ['group', 'dev', 'lint'], ['dev', 'dev']]);
  expect([buildSystem?.backend?.text, buildSystem?.requires[0]?.written]).toEqual(['hatchling.build', 'hatchling>=1.26']);
  expect(indexes).toEqual([{ name: 'cpu', url: 'https://wheels.example.org/cpu', line: 32, isDefault: false, explicit: true }]);
  expect([workspace?.members[0]?.text, workspace?.exclude[0]?.text]).toEqual(['libs/*', 'libs/old']);
  expect(scripts).toEqual([{ name: 'shop', target: 'shop.api:main', line: 14 }]);
});

const POETRY = `[tool.poetry]
name = "worker"
package-mode = false

[tool.poetry.dependencies]
python = "^3.9"
Celery = {version = "^5.3", extras = ["redis"]}
numpy = [
  {version = "<2", python = "<3.12"},
  {version = ">=2", python = ">=3.12"},
]
shared = {path = "../shared", develop = true}
fork = {git = "https://github.com/acme/fork.git", rev = "abc"}
boto3 = {version = "*", optional = true}
psycopg = {version = "~3.1", optional = true, markers = "sys_platform == 'linux'"}

[tool.poetry.extras]
aws = ["boto3"]

[tool.poetry.group.docs]
optional = true

[tool.poetry.group.docs.dependencies]
mkdocs = "^1.5"

[tool.poetry.dev-dependencies]
black = "23.1"
`;

test('a project of Poetry: constraints stay in its words', () => {
  expect(rows(projectOf(readPyproject('pyproject.toml', POETRY)))).toEqual([
    'celery ^5.3 @7',
    'numpy <2 @9',
    'numpy >=2 @10',
    'shared @12',
    'fork @13',
    'extra aws: boto3 @14',
    'psycopg ~3.1 @15',
    'dev dev: black 23.1 @27',
    'group docs: mkdocs ^1.5 @24',
  ]);
});

test('a project of Poetry: extras, sources and conditions', () => {
  const project = projectOf(readPyproject('pyproject.toml', POETRY));
  const [celery, old, , shared, fork, , psycopg] = project.requirements;
  expect([celery?.extras, old?.python, psycopg?.optional, psycopg?.marker]).toEqual([['redis'], '<3.12', true, "sys_platform == 'linux'"]);
  expect([shared?.sources[0], fork?.sources[0]]).toMatchObject([
    { kind: 'path', target: '../shared', editable: true },
    { kind: 'git', target: 'https://github.com/acme/fork.git', reference: 'abc' },
  ]);
  expect([project.requiresPython, project.isPackage, project.extras]).toEqual([{ text: '^3.9', line: 6 }, false, ['aws']]);
  expect(project.groups.map(({ name, optional }) => [name, optional])).toEqual([['dev', false], ['docs', true]]);
});

test('where [project] has the list, the table of Poetry only says where its members come from', () => {
  const project = projectOf(
    readPyproject('pyproject.toml', '[project]\nname = "a"\ndependencies = ["shared>=1"]\n[tool.poetry.dependencies]\nshared = {path = "../shared"}\nother = "*"\n'),
  );
  expect(rows(project)).toEqual(['shared >=1 @3']);
  expect(project.requirements[0]?.sources[0]?.target).toBe('../shared');
});

test('PDM: its groups for development, and what is no requirement there', () => {
  const project = projectOf(readPyproject('pyproject.toml', '[tool.pdm.dev-dependencies]\ntest = ["pytest", "-e file:///${PROJECT_ROOT}/lib#egg=lib"]\n'));
  expect(rows(project)).toEqual(['dev test: pytest @2']);
  expect(project.problems).toEqual([{ line: 2, reason: 'an editable requirement that is not read: -e file:///${PROJECT_ROOT}/lib#egg=lib' }]);
});

test('a dynamic list is in the files that setuptools is told, else it is not known', () => {
  const told = projectOf(readPyproject('pyproject.toml', '[project]\nname = "a"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["requirements.txt"]}\n'));
  expect([told.includes, told.problems]).toEqual([[{ path: 'requirements.txt', kind: 'requirement', line: 5, group: null }], []]);
  const untold = projectOf(readPyproject('pyproject.toml', '[project]\nname = "a"\ndynamic = ["version", "dependencies"]\n'));
  expect(untold.problems).toEqual([{ line: 3, reason: 'dependencies are dynamic: what builds the project decides, and it is not run' }]);
});

test('one line that is no requirement is named, the others hold', () => {
  const project = projectOf(readPyproject('pyproject.toml', '[project]\nname = "a"\ndependencies = [\n  "flask",\n  "not a name",\n]\n'));
  expect(rows(project)).toEqual(['flask @4']);
  expect(project.problems.map(({ line }) => line)).toEqual([5]);
});

test('a template is unreadable with its line', () => {
  expect(readPyproject('pyproject.toml', '[project]\nname = {{ cookiecutter.name }}\n')).toMatchObject({ ok: false, line: 2 });
});
