import { expect, test } from 'vitest';
import { dockerignoreFor } from '#files/context-tree.js';
import { makeTree } from '#files/tree.js';

function ignoreOf(files: Readonly<Record<string, string | null>>, context: string, dockerfile: string | null) {
  const found = dockerignoreFor(makeTree('/repo', null, Object.keys(files)), (path) => files[path] ?? null, context, dockerfile);
  return found.ok ? (found.value?.path ?? null) : found.reason;
}

test('the ignore file beside the Dockerfile holds, not that of the context', () => {
  const files = { '.dockerignore': 'a\n', 'docker/api.Dockerfile': 'FROM a\n', 'docker/api.Dockerfile.dockerignore': 'b\n' };
  expect(ignoreOf(files, '', 'docker/api.Dockerfile')).toBe('docker/api.Dockerfile.dockerignore');
});

test('even when it is empty: it then excludes nothing', () => {
  expect(ignoreOf({ '.dockerignore': 'a\n', 'Dockerfile.dockerignore': '' }, '', 'Dockerfile')).toBe('Dockerfile.dockerignore');
});

test('one beside the Dockerfile counts only in the root of the context', () => {
  const files = { 'services/api/.dockerignore': 'a\n', 'services/api/Dockerfile': 'FROM a\n' };
  expect(ignoreOf(files, '', 'services/api/Dockerfile')).toBeNull();
  expect(ignoreOf(files, 'services/api', 'services/api/Dockerfile')).toBe('services/api/.dockerignore');
});

test('a Dockerfile that stands in a compose file has no ignore file of its own', () => {
  expect(ignoreOf({ '.dockerignore': 'a\n' }, '', null)).toBe('.dockerignore');
});

test('one that is no text leaves the context unknown', () => {
  expect(ignoreOf({ '.dockerignore': null }, '', 'Dockerfile')).toBe('.dockerignore cannot be read as text');
});
