import { subjectsOf } from '#rule/subjects.js';
import { describe, expect, test } from 'vitest';
import { loadAll, type Files } from '../../workspace.js';

function musl(base: string, requirements: string, more: Files = {}, steps = '') {
  const [workspace] = subjectsOf(loadAll({ 'Dockerfile': `FROM ${base}\nWORKDIR /app\n${steps}COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY app.py ./\nCMD ["python", "app.py"]\n`, 'requirements.txt': requirements, 'app.py': '', ...more }).snapshot, 'workspace');
  const found = workspace?.musl();
  return { would: found?.candidates.map(({ to, saves }) => `${to} ${saves === null ? '?' : 'smaller'}`), compiles: found?.compiled.map(({ names, fail }) => `${names.join()} (${fail.join()})`) };
}

test('Alpine would do where everything has wheels', () => {
  expect(musl('python:3.12-slim-bookworm', 'flask==3.1.0\n')).toEqual({ would: ['python:3.12-alpine smaller'], compiles: [] });
});

test('what something on Alpine brings along without a wheel is named, and not what that brings', () => {
  expect(musl('python:3.12-alpine', 'torch\n')).toEqual({ would: [], compiles: ['torch (torch)'] });
  expect(musl('python:3.12-alpine', 'scikit-learn\n')).toEqual({ would: [], compiles: ['scikit-learn ()'] });
  expect(musl('python:3.12-alpine', 'flask==3.1.0\n')).toEqual({ would: [], compiles: [] });
});

test('of a version that is newer than all on record nothing is said', () => {
  expect(musl('python:3.12-alpine', 'scikit-learn==99.0\n').compiles).toEqual([]);
});

describe('nothing is said of an image', () => {
  test.each<[string, () => ReturnType<typeof musl>]>([
    ['with something that is on no record', () => musl('python:3.12-slim-bookworm', 'flask==3.1.0\nacme-private==1.0\n')],
    ['on a full base', () => musl('python:3.12-bookworm', 'flask==3.1.0\n')],
    ['with a package of Debian', () => musl('python:3.12-slim-bookworm', 'flask==3.1.0\n', {}, 'RUN apt-get update && apt-get install -y libpq5\n')],
    ['whose code runs bash', () => musl('python:3.12-slim-bookworm', 'flask==3.1.0\n', { 'app.py': 'import subprocess\nsubprocess.run(["bash", "-c", "true"])\n' })],
    ['whose code loads glibc', () => musl('python:3.12-slim-bookworm', 'flask==3.1.0\n', { 'app.py': 'import ctypes\nctypes.CDLL("libc.so.6")\n' })],
    ['with a requirement from an address', () => musl('python:3.12-slim-bookworm', 'flask @ https://example.com/flask.whl\n')],
  ])('%s', (_, look) => {
    expect(look().would).toEqual([]);
  });
});
