import { expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { slimify } from './slimify.js';

const DOCKERFILE = (folder: string): string => `FROM python:3.11-slim\nCOPY requirements.txt ${folder}/main.py ./\nRUN pip install -r requirements.txt\nCMD ["python", "main.py"]\n`;

function twoServices() {
  return repository({
    'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: api/Dockerfile }\n  worker:\n    build: { context: ., dockerfile: worker/Dockerfile }\n',
    'requirements.txt': 'flask==3.0.3\nipaddress==1.0.23\n',
    'api/Dockerfile': DOCKERFILE('api'),
    'api/main.py': 'import flask\n',
    'worker/Dockerfile': DOCKERFILE('worker'),
    'worker/main.py': 'import flask\n',
  });
}

interface Report {
  readonly findings: readonly { readonly rule: string; readonly path: string; readonly service: string | null; readonly services: readonly string[] }[];
  readonly services: readonly { readonly name: string; readonly path: string; readonly dockerfile: string | null }[];
}

test('a finding names the services it concerns, and the report lists them all', () => {
  const { findings, services } = JSON.parse(slimify(twoServices().root, 'plan', '--json').out) as Report;
  expect(services.map(({ name, path, dockerfile }) => [name, path, dockerfile])).toEqual([['api', 'api', 'api/Dockerfile'], ['worker', 'worker', 'worker/Dockerfile']]);
  expect(findings.filter(({ rule }) => rule !== 'dockerfile/alpine' && rule !== 'dockerfile/non-root').map(({ rule, path, service, services: all }) => [rule, path, service, all])).toEqual([
    ['requirements/backport', 'requirements.txt', null, ['api', 'worker']],
    ['dockerfile/pip-cache', 'api/Dockerfile', 'api', ['api']],
    ['dockerfile/pip-cache', 'worker/Dockerfile', 'worker', ['worker']],
  ]);
});

test('--service restricts findings to those that concern it', () => {
  const { findings } = JSON.parse(slimify(twoServices().root, 'plan', '--service', 'api', '--json').out) as Report;
  expect([...new Set(findings.map(({ path }) => path))]).toEqual(['requirements.txt', 'api/Dockerfile']);
});

test('a service that is not there is one line with the nearest name', () => {
  expect(slimify(twoServices().root, 'plan', '--service', 'wroker')).toEqual({ code: 2, out: '', err: 'slimify: --service wroker: no such service; did you mean "worker"?\n' });
});

test('--patch-by service: a clean copy takes the shared patch and one of the two', () => {
  const repo = twoServices();
  const patches = `${repo.root}/.git/patches`;
  expect(slimify(repo.root, 'plan', '--patch-dir', patches, '--patch-by', 'service').code).toBe(0);
  repo.git('am', '--quiet', `${patches}/0000-shared-1-requirements-backport.patch`, `${patches}/0002-worker.patch`);
  expect(repo.read('requirements.txt')).toBe('flask==3.0.3\n');
  expect(repo.read('api/Dockerfile')).toBe(DOCKERFILE('api'));
  expect(repo.read('worker/Dockerfile')).toContain('--no-cache-dir');
});
