import { expect, test } from 'vitest';
import { readPyproject } from '#pyproject/pyproject.js';
import { defaultGroups, selectRequirements, type Selection } from '#pyproject/select.js';
import { projectOf } from './projects.js';

const NOTHING_MORE: Selection = { extras: [], groups: [], withDefaultGroups: false };

const SHOP = projectOf(
  readPyproject(
    'shop/pyproject.toml',
    `[project]
name = "Shop"
dependencies = ["flask"]
[project.optional-dependencies]
all = ["shop[ml,aws]"]
ml = ["torch"]
aws = ["boto3"]
[dependency-groups]
dev = ["pytest", {include-group = "lint"}]
lint = ["ruff", {include-group = "dev"}]
`,
  ),
);

function names(selection: Partial<Selection>): readonly string[] {
  return selectRequirements(SHOP, { ...NOTHING_MORE, ...selection }).requirements.map(({ name }) => name);
}

test('pip install . takes the project\'s own dependencies', () => {
  expect(names({})).toEqual(['flask']);
});

test('an extra brings the extras that it names', () => {
  expect(names({ extras: ['ALL'] })).toEqual(['flask', 'torch', 'boto3']);
  expect(names({ extras: 'all' })).toEqual(['flask', 'torch', 'boto3']);
});

test('groups that include each other in a circle end', () => {
  expect(names({ groups: ['lint'] })).toEqual(['flask', 'pytest', 'ruff']);
});

test('uv sync takes dev unless it is told not to', () => {
  expect(names({ withDefaultGroups: true })).toEqual(['flask', 'pytest', 'ruff']);
  expect(names({ withDefaultGroups: true, withoutGroups: ['dev'] })).toEqual(['flask']);
});

test('uv sync --only-group lint leaves the project out', () => {
  expect(names({ groups: ['lint'], withProject: false })).toEqual(['pytest', 'ruff']);
});

test('names that the project does not have are told', () => {
  expect(selectRequirements(SHOP, { ...NOTHING_MORE, extras: ['gpu'], groups: ['docs'] }).problems).toEqual([
    'shop/pyproject.toml has no extra gpu',
    'shop/pyproject.toml has no dependency group docs',
  ]);
});

test('which groups come unasked is the habit of the tool', () => {
  const project = projectOf(
    readPyproject('pyproject.toml', '[tool.poetry.group.test.dependencies]\npytest = "*"\n[tool.poetry.group.docs]\noptional = true\n[tool.poetry.group.docs.dependencies]\nmkdocs = "*"\n'),
  );
  expect(defaultGroups(project)).toEqual(['test']);
  expect([defaultGroups(SHOP), defaultGroups(SHOP, 'pdm'), defaultGroups(SHOP, 'pip')]).toEqual([['dev'], ['dev', 'lint'], []]);
});

test('an optional dependency of Poetry comes only by its extra', () => {
  const project = projectOf(readPyproject('pyproject.toml', '[tool.poetry.dependencies]\na = {version = "1", optional = true}\nb = {version = "1", optional = true}\n[tool.poetry.extras]\nx = ["a"]\n'));
  expect(selectRequirements(project, NOTHING_MORE).requirements).toEqual([]);
  expect(selectRequirements(project, { ...NOTHING_MORE, extras: ['x'] }).requirements.map(({ name }) => name)).toEqual(['a']);
});
