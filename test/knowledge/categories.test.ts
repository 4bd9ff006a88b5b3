import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Answer } from '#answer/answer.js';
import { listen } from '#answer/ledger.js';
import { categoryOf, isDevelopmentTool } from '#knowledge/categories.js';

const file = JSON.parse(readFileSync(new URL('../../src/knowledge/categories.json', import.meta.url), 'utf8')) as {
  readonly categories: Readonly<Record<string, { readonly development: boolean }>>;
  readonly distributions: Readonly<Record<string, string>>;
  readonly patterns: Readonly<Record<string, { readonly pattern: string; readonly examples: readonly string[]; readonly others: readonly string[] }>>;
  readonly services: Readonly<Record<string, string>>;
};

describe('categoryOf', () => {
  it.each([
    ['fastapi', 'web'],
    ['asyncpg', 'db'],
    ['torch', 'ml'],
    ['pypdf', 'pdf'],
    ['rdflib', 'rdf'],
    ['pytest', 'dev-test'],
    ['ruff', 'dev-lint'],
    ['mypy', 'dev-type'],
    ['sphinx', 'dev-doc'],
    ['setuptools', 'dev-build'],
    ['ipython', 'dev-notebook'],
    ['twine', 'dev-release'],
  ])('%s is for %s', (name, category) => {
    expect(categoryOf(name).value).toBe(category);
  });

  it.each([
    ['pytest-anything', 'dev-test'],
    ['types-anything', 'dev-type'],
    ['anything-stubs', 'dev-type'],
    ['django-anything-stubs', 'dev-type'],
    ['flake8-anything', 'dev-lint'],
    ['mkdocs-anything', 'dev-doc'],
    ['sphinx-anything', 'dev-doc'],
    ['opentelemetry-instrumentation-anything', 'obs'],
  ])('%s by its name', (name, category) => {
    expect(categoryOf(name).value).toBe(category);
  });

  it('is a judgement, and says so', () => {
    expect(categoryOf('fastapi')).toMatchObject({ complete: true, assumed: true });
  });

  it.each(['nosuch-distribution', 'typesense', '__proto__', 'constructor'])('knows nothing of %s', (name) => {
    expect(categoryOf(name).value).toBeNull();
  });

  it('is heard by the ledger', () => {
    const heard: Answer<unknown>[] = [];
    const answer = listen(heard, () => categoryOf('fastapi'));
    expect(heard).toEqual([answer]);
  });
});

describe('isDevelopmentTool', () => {
  it.each(['pytest', 'pytest-cov', 'ruff', 'mypy', 'types-requests', 'flake8', 'pre-commit', 'coverage', 'tox', 'sphinx-rtd-theme', 'ipdb', 'twine'])('%s is one', (name) => {
    expect(isDevelopmentTool(name)).toBe(true);
  });

  it.each(['faker', 'ipython', 'jupyter', 'ipykernel', 'tqdm', 'httpx', 'docutils', 'setuptools', 'cython', 'watchdog', 'watchfiles', 'locust', 'debugpy', 'django-debug-toolbar', 'grpcio-tools', 'pip', 'uv', 'papermill', 'nosuch-distribution'])(
    '%s is none: services run with it, others are built with it, or nobody knows',
    (name) => {
      expect(isDevelopmentTool(name)).toBe(false);
    },
  );
});

describe('the table', () => {
  it('excuses only what would count as a tool otherwise', () => {
    const wrong = Object.keys(file.services).filter((name) => !file.categories[file.distributions[name] ?? '']?.development);
    expect(wrong).toEqual([]);
  });

  it('calls nothing a tool that is for services', () => {
    const tools = Object.entries(file.categories).filter(([, { development }]) => development).map(([name]) => name);
    expect(tools).toEqual(['dev-debug', 'dev-doc', 'dev-lint', 'dev-release', 'dev-test', 'dev-type']);
  });

  it.each(Object.values(file.patterns))('$pattern matches its examples and not the others', ({ pattern, examples, others }) => {
    const expression = new RegExp(pattern, 'u');
    expect(examples.filter((name) => !expression.test(name))).toEqual([]);
    expect(others.filter((name) => expression.test(name))).toEqual([]);
  });
});
