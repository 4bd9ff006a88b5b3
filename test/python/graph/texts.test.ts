import { describe, expect, test } from 'vitest';
import { outsideOf, ran, runs } from './story.js';

describe('texts lead to tests only where a start runs tests', () => {
  const files = {
    '/app/manage.py': 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")',
    '/app/shop/__init__.py': '',
    '/app/shop/settings.py': 'TEST_RUNNER = "shop.tests.runner.PytestRunner"\nINSTALLED_APPS = ["django.contrib.auth", "shop.tests"]',
    '/app/shop/tests/__init__.py': '', '/app/shop/tests/models.py': '', '/app/shop/tests/runner.py': 'import pytest',
  };

  test('TEST_RUNNER is read by manage.py test alone', () => {
    const served = runs({ files, runs: ['/app/manage.py migrate'] });
    expect(ran(served)).toEqual(['/app/manage.py', '/app/shop/__init__.py', '/app/shop/settings.py']);
    expect(outsideOf(served)).toEqual(['django.contrib.auth text', 'os']);
    const tested = runs({ files, runs: ['/app/manage.py test'] });
    expect(ran(tested)).toContain('/app/shop/tests/runner.py');
    expect(outsideOf(tested)).toContain('pytest');
  });

  test('pytest starts files of tests, and those may name others', () => {
    const named = {
      '/app/shop/__init__.py': '',
      '/app/shop/plugins.py': 'PLUGINS = ["shop.tests.fixtures"]\nSCRIPTS = ["tests/seed.py"]',
      '/app/shop/tests/__init__.py': '', '/app/shop/tests/fixtures.py': 'import faker',
      '/app/tests/seed.py': 'import responses',
      '/app/tests/test_shop.py': 'import shop.plugins',
    };
    expect(outsideOf(runs({ files: named, roots: ['/app'], runs: ['import shop.plugins'] }))).toEqual([]);
    expect(outsideOf(runs({ files: named, roots: ['/app'], runs: ['/app/tests/test_shop.py'] }))).toEqual(['faker', 'responses']);
  });

  test('a module that is only called like a test is followed; one that imports what tests are written with is not', () => {
    const reached = runs({
      files: {
        '/app/main.py': 'JOBS = ["jobs.test_connection", "jobs.test_orders"]',
        '/app/jobs/__init__.py': '', '/app/jobs/test_connection.py': 'import paramiko', '/app/jobs/test_orders.py': 'import pytest',
      },
      runs: ['/app/main.py'],
    });
    expect(outsideOf(reached)).toEqual(['paramiko']);
  });

  test('what code imports from tests by a statement still runs', () => {
    const reached = runs({ files: { '/app/main.py': 'from tests import seed', '/app/tests/__init__.py': '', '/app/tests/seed.py': 'import faker' }, runs: ['/app/main.py'] });
    expect(outsideOf(reached)).toEqual(['faker']);
  });
});

test('one word runs no module, not even in settings; a package that settings list is an app', () => {
  const reached = runs({
    files: {
      '/app/settings.py': 'INSTALLED_APPS = ["django.contrib.auth", "blog"]\nMODE = "worker"',
      '/app/main.py': 'import settings\nmode = "worker"',
      '/app/worker.py': 'import celery', '/app/blog/__init__.py': 'import markdown',
    },
    runs: ['/app/main.py'],
  });
  expect(ran(reached)).toEqual(['/app/blog/__init__.py', '/app/main.py', '/app/settings.py']);
});
