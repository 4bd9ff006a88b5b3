import { describe, expect, test } from 'vitest';
import { purposeOfCommand, purposeOfName, purposeOfTag } from '#services/purpose-words.js';
import { purposeLines } from './story.js';

const PLAIN = 'FROM python:3.11\nWORKDIR /app\nCOPY . /app\nCMD ["uvicorn", "app:app"]\n';

describe('what the build itself says', () => {
  test('1: the configuration goes before everything', () => {
    const files = { 'Dockerfile.dev': PLAIN, 'app.py': '' };
    expect(purposeLines(files, ({ dockerfile }) => (dockerfile === 'Dockerfile.dev' ? 'production' : null))).toEqual(['Dockerfile.dev: production, the configuration says so']);
  });

  test('2: its target, before the file that builds it', () => {
    const files = {
      'Dockerfile': 'FROM python:3.11 AS dev\nFROM python:3.11 AS production\n',
      'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n      target: dev\n',
      'compose.dev.yaml': 'services:\n  api:\n    build:\n      context: .\n      target: production\n',
    };
    expect(purposeLines(files)).toEqual([
      'Dockerfile --target dev: development, its target is dev (compose.yaml:3)',
      'Dockerfile --target production: production, its target is production (compose.dev.yaml:3)',
    ]);
  });

  test('2: the name of its last stage, which a build without a target takes', () => {
    expect(purposeLines({ 'Dockerfile': 'FROM python:3.11 AS runtime\nFROM runtime AS test\nRUN pytest\n' })).toEqual(['Dockerfile: test, its last stage is called test (Dockerfile:2)']);
  });

  test.each([
    ['Dockerfile.dev', 'development'],
    ['Dockerfile.test', 'test'],
    ['Dockerfile.ci', 'ci'],
    ['local.Dockerfile', 'development'],
    ['Dockerfile.prod', 'production'],
    ['Dockerfile.testify', 'production'],
  ])('3: the name of its Dockerfile, %s', (path, kind) => {
    expect(purposeLines({ [path]: 'FROM python:3.11\n' })[0]).toContain(`${path}: ${kind}, `);
  });

  test.each([
    ['examples/flask/Dockerfile', 'example'],
    ['.devcontainer/Dockerfile', 'development'],
    ['api/tests/Dockerfile', 'test'],
    ['docs/Dockerfile', 'example'],
    ['benchmarks/load/Dockerfile', 'test'],
    ['.github/Dockerfile', 'ci'],
    ['examples/deploy/production/Dockerfile', 'production'],
    ['test-runner/Dockerfile', 'production'],
  ])('4: its folder, %s', (path, kind) => {
    expect(purposeLines({ [path]: 'FROM python:3.11\n' })[0]).toContain(`${path}: ${kind}, `);
  });

  test.each([
    ['CMD ["pytest", "-q"]', 'test, it starts pytest -q (Dockerfile:2)'],
    ['CMD sleep infinity', 'development, it starts sleep infinity (Dockerfile:2)'],
    ['CMD ["python", "-m", "app"]', 'production, nothing says otherwise'],
  ])('5: what it starts, %s', (command, expected) => {
    expect(purposeLines({ 'Dockerfile': `FROM python:3.11\n${command}\n` })).toEqual([`Dockerfile: ${expected}`]);
  });
});

describe('what a file that builds it says', () => {
  const beside = { 'Dockerfile.prod': PLAIN, 'app.py': '' };

  test('6: a devcontainer is for development, whatever the Dockerfile', () => {
    const files = { ...beside, 'Dockerfile': PLAIN, '.devcontainer/devcontainer.json': '{ "build": { "dockerfile": "../Dockerfile", "context": ".." } }\n' };
    expect(purposeLines(files)[0]).toBe('Dockerfile: development, it is built for a devcontainer (.devcontainer/devcontainer.json:1)');
  });

  test.each([
    ['compose.dev.yaml', 'development, compose.dev.yaml builds it (compose.dev.yaml:3)'],
    ['docker-compose.test.yml', 'test, docker-compose.test.yml builds it (docker-compose.test.yml:3)'],
    ['tests/compose.yaml', 'test, tests/compose.yaml, which builds it, lies in tests/ (tests/compose.yaml:3)'],
    ['compose.yaml', 'production, nothing says otherwise (compose.yaml:3)'],
  ])('7: its name and folder, %s', (path, expected) => {
    const context = path.includes('/') ? '..' : '.';
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, [path]: `services:\n  api:\n    build: ${context}\n` })[0]).toBe(`Dockerfile: ${expected}`);
  });

  test('8: the profile that it needs', () => {
    expect(purposeLines({ 'e/Dockerfile': PLAIN, 'e/app.py': '', 'compose.yaml': 'services:\n  e:\n    build: e\n    profiles: [test]\n' })).toEqual([
      'e/Dockerfile: test, it only runs with the profile test (compose.yaml:2)',
    ]);
    expect(purposeLines({ 'e/Dockerfile': PLAIN, 'e/app.py': '', 'compose.yaml': 'services:\n  e:\n    build: e\n    profiles: [test, full]\n' })).toEqual([
      'e/Dockerfile: production, nothing says otherwise (compose.yaml:3)',
    ]);
  });

  test.each([
    ['uvicorn app:app --reload', 'development, it starts uvicorn app:app --reload (compose.yaml:4)'],
    ['pytest -x', 'test, it starts pytest -x (compose.yaml:4)'],
    ['uvicorn app:app', 'production, nothing says otherwise (compose.yaml:3)'],
  ])('9: what the service starts, %s', (command, expected) => {
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, 'compose.yaml': `services:\n  api:\n    build: .\n    command: ${command}\n` })[0]).toBe(`Dockerfile: ${expected}`);
  });

  test('9: but not what an override file starts, which a person lays over it', () => {
    const files = {
      ...beside,
      'Dockerfile': PLAIN,
      'compose.yaml': 'services:\n  api:\n    build: .\n',
      'compose.override.yaml': 'services:\n  api:\n    command: uvicorn app:app --reload\n    volumes: [".:/app"]\n',
    };
    expect(purposeLines(files)[0]).toBe('Dockerfile: production, nothing says otherwise (compose.yaml:3)');
  });

  test.each([
    ['.:/app', 'development, the workspace is mounted over its code at /app (compose.yaml:5)'],
    ['./src:/app/src', 'development, src is mounted over its code at /app/src (compose.yaml:5)'],
    ['./config:/app/config', 'production, nothing says otherwise (compose.yaml:3)'],
    ['./src:/data', 'production, nothing says otherwise (compose.yaml:3)'],
  ])('10: source that is mounted over the image, %s', (mount, expected) => {
    const files = { ...beside, 'Dockerfile': PLAIN, 'src/main.py': '', 'config/app.yaml': '', 'compose.yaml': `services:\n  api:\n    build: .\n    volumes:\n      - ${mount}\n` };
    expect(purposeLines(files)[0]).toBe(`Dockerfile: ${expected}`);
  });

  test('11: its tags, if all of them say so', () => {
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, 'compose.yaml': 'services:\n  api:\n    build: .\n    image: acme/api:dev\n' })[0]).toBe(
      'Dockerfile: development, it is tagged acme/api:dev (compose.yaml:3)',
    );
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, 'build.sh': '#!/bin/sh\ndocker build -t acme/api:dev -t acme/api:1.0 .\n' })[0]).toBe('Dockerfile: production, nothing says otherwise (build.sh:2)');
  });

  test('12: the name of a make target', () => {
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, 'Makefile': 'dev-image:\n\tdocker build -t acme/api .\n' })[0]).toBe(
      'Dockerfile: development, dev-image in Makefile builds it (Makefile:2)',
    );
  });

  test('a workflow builds what goes to production, in whatever folder and job', () => {
    const workflow = 'on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - run: docker build -t acme/api .\n';
    expect(purposeLines({ ...beside, 'Dockerfile': PLAIN, '.github/workflows/test.yml': workflow })[0]).toContain('Dockerfile: production, nothing says otherwise');
  });
});

describe('what cannot be told is production', () => {
  test('one file for production among several is enough', () => {
    const files = {
      'Dockerfile': PLAIN,
      'app.py': '',
      'compose.yaml': 'services:\n  api:\n    build: .\n',
      'compose.dev.yaml': 'services:\n  api:\n    build: .\n    command: uvicorn app:app --reload\n',
    };
    expect(purposeLines(files)).toEqual(['Dockerfile: production, nothing says otherwise (compose.yaml:3)']);
  });

  test('the only image of a folder is shipped, however a file uses it', () => {
    expect(purposeLines({ 'Dockerfile': PLAIN, 'app.py': '', 'compose.dev.yaml': 'services:\n  api:\n    build: .\n' })).toEqual([
      'Dockerfile: production, compose.dev.yaml builds it, but it is the only image of the root (compose.dev.yaml:3)',
    ]);
  });

  test('unless it says itself what it is', () => {
    expect(purposeLines({ 'Dockerfile.dev': PLAIN, 'app.py': '' })[0]).toContain('development');
  });
});

describe('words', () => {
  test.each([
    ['api-dev', 'development'],
    ['prod-test', 'production'],
    ['developer', null],
    ['contest', null],
    ['E2E', 'test'],
    ['', null],
  ])('%s', (name, kind) => {
    expect(purposeOfName(name)).toBe(kind);
  });

  test.each([
    ['acme/api:dev', 'development'],
    ['acme/api-test', 'test'],
    ['acme/test-runner', null],
    ['registry.test:5000/acme/api', null],
    ['acme/api:1.2-dev', 'development'],
    ['dev/api:1.0', null],
  ])('tag %s', (tag, kind) => {
    expect(purposeOfTag(tag)).toBe(kind);
  });

  test.each([
    [['python', 'manage.py', 'runserver', '0.0.0.0:8000'], 'development'],
    [['sh', '-c', 'python -m pytest tests'], 'test'],
    [['tail', '-f', '/dev/null'], 'development'],
    [['tail', '-f', '/var/log/app.log'], null],
    [['gunicorn', 'app.reloader:app'], null],
    [['celery', '--loglevel=debug'], null],
    [['sleep', '5'], null],
  ])('command %j', (words, kind) => {
    expect(purposeOfCommand(words)).toBe(kind);
  });
});
