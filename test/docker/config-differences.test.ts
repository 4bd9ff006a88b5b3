import { expect, test } from 'vitest';
import type { ImageConfig } from '#verify/types.js';
import { configDifferences } from './config-differences.js';

const IMAGE: ImageConfig = {
  id: 'sha256:1', environment: { PATH: '/usr/local/bin:/bin', MODE: 'prod' }, user: '', workdir: '/app', entrypoint: null, cmd: ['python', 'app.py'],
  ports: ['8000/tcp'], labels: {}, size: 500, layers: [], digests: [],
};

test('a user who is declared may change, and nothing else', () => {
  const after = { ...IMAGE, user: 'app', workdir: '/srv' };
  expect(configDifferences(IMAGE, after, new Set(['user']))).toEqual(['workdir was "/app", and now is "/srv"']);
});

test('a user whom nobody declares is a difference; the places of packages are none', () => {
  const after = { ...IMAGE, user: 'app', environment: { PATH: '/opt/venv/bin:/bin', PYTHONUSERBASE: '/opt/python', MODE: 'prod' } };
  expect(configDifferences(IMAGE, after, new Set())).toEqual(['user was "", and now is "app"']);
});
