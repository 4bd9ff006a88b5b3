import { expect, test } from 'vitest';
import type { Installed, InstalledDistribution } from '#files/installed-metadata.js';
import { givenMetadata } from '#needs/given.js';

function distribution(name: string, version: string, modules: readonly string[], scripts: Readonly<Record<string, string>> = {}): InstalledDistribution {
  return { name, version, requires: [{ name: 'certifi', extras: [], marker: null }], optional: new Map(), modules, scripts: new Map(Object.entries(scripts)), plugins: new Map(), path: `venv/${name}.dist-info` };
}

const VENV: Installed = {
  folder: 'venv',
  distributions: new Map([distribution('pyyaml', '6.0.2', ['yaml', '_yaml']), distribution('google-cloud-storage', '2.1', ['google.cloud.storage']), distribution('celery', '5.4', ['celery'], { celery: 'celery.__main__:main' })].map((one) => [one.name, one])),
  unread: [],
};

test('neither a venv nor a list is nothing', () => {
  expect(givenMetadata(null, new Map())).toBeNull();
});

test('a venv tells modules, programs, versions and edges', () => {
  const given = givenMetadata(VENV, new Map());
  expect(given?.distributionsOf('yaml.loader')).toEqual(['pyyaml']);
  expect(given?.distributionsOf('google.cloud.storage.blob')).toEqual(['google-cloud-storage']);
  expect(given?.distributionsOf('google.cloud')).toEqual([]);
  expect([given?.modulesOf('PyYAML'), given?.modulesOf('flask'), given?.scriptsOf('celery'), given?.scriptsOf('flask')]).toEqual([['yaml', '_yaml'], null, ['celery'], []]);
  expect(given?.edgesOf('celery')).toMatchObject({ name: 'celery', version: '5.4', requires: [{ name: 'certifi' }], source: 'venv/celery.dist-info' });
  expect(given?.versionOf('celery', ['api'])).toBe('5.4');
});

test("a service's own list comes before the venv, and says nothing of other services", () => {
  const given = givenMetadata(VENV, new Map([['api', new Map([['celery', '5.3.1']])]]));
  expect([given?.versionOf('Celery', ['api']), given?.versionOf('celery', ['worker']), given?.versionOf('flask', ['api'])]).toEqual(['5.3.1', '5.4', null]);
});
