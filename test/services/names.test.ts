import { describe, expect, test } from 'vitest';
import { fits, imageName } from '#services/image-names.js';
import { uniqueNames } from '#services/service-names.js';
import { dockerfileStem } from '#services/variant-words.js';
import { ownFolder } from '#services/folders.js';

describe('names of services', () => {
  const names = (...wanted: readonly (readonly [path: string, built: boolean])[]): readonly string[] =>
    uniqueNames(wanted.map(([path, built]) => ({ parts: path.split('/'), built })));

  test('are the last part of a path where that is the only one', () => {
    expect(names(['apps/api', true], ['apps/web', true])).toEqual(['api', 'web']);
  });

  test('grow by folders until they differ; what has no more folders keeps the plain name', () => {
    expect(names(['shop/api', true], ['blog/api', true], ['api', true])).toEqual(['shop/api', 'blog/api', 'api']);
    expect(names(['a/x/api', true], ['b/x/api', true])).toEqual(['a/x/api', 'b/x/api']);
  });

  test('stay plain for the only one that is built here', () => {
    expect(names(['apps/api', true], ['deploy/api', false])).toEqual(['api', 'deploy/api']);
  });

  test('are counted where nothing tells them apart', () => {
    expect(names(['db', false], ['db', true])).toEqual(['db (2)', 'db']);
  });
});

describe('an image that a service runs is one that is built', () => {
  test.each([
    ['acme/api', 'acme/api:latest', 2],
    ['docker.io/acme/api:1.0', 'acme/api:1.0', 2],
    ['ghcr.io/acme/api:1.4', 'ghcr.io/acme/api:latest', 1],
    ['ghcr.io/acme/api:${TAG:-latest}', 'ghcr.io/acme/api:dev', 1],
    ['${REGISTRY}/api:1.0', 'registry.example.org/api:1.0', 2],
    ['${REGISTRY}/worker:1.0', 'registry.example.org/api:1.0', 0],
    ['redis:7', 'redis:custom', 0],
    ['redis:7', 'acme/redis:7', 0],
    ['acme/api@sha256:0123', 'acme/api:dev', 1],
  ])('%s, built as %s: %i', (runs, built, expected) => {
    const [a, b] = [imageName(runs), imageName(built)];
    expect(a && b && fits(a, b)).toBe(expected);
  });

  test('a variable alone names no image', () => {
    expect(imageName('${IMAGE}')).toBeNull();
    expect(imageName('${IMAGE}:${TAG}')).toBeNull();
  });
});

describe('the service that a Dockerfile belongs to', () => {
  test.each([
    ['apps/api/Dockerfile', 'apps/api', ''],
    ['apps/api/Dockerfile.api', 'apps/api', ''],
    ['apps/api/Dockerfile.gpu', 'apps/api', ''],
    ['apps/api/docker/prod/Dockerfile', 'apps/api', ''],
    ['docker/Dockerfile.worker-gpu', '', 'worker'],
    ['docker/worker.Dockerfile', '', 'worker'],
    ['Dockerfile.py312', '', ''],
    ['model/GPU/Dockerfile', 'model', ''],
    ['compose.yaml#api', '', ''],
  ])('%s', (path, folder, word) => {
    expect([ownFolder(path), dockerfileStem(path)]).toEqual([folder, word]);
  });
});
