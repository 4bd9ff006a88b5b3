import { expect, test } from 'vitest';
import type { ImageConfig } from '#verify/types.js';
import type { Seen } from './service-differences.js';
import { twoStageDifferences } from './two-stage-differences.js';

const SEEN: Seen = {
  own: {},
  others: {},
  distributions: [
    { name: 'psycopg2', version: '2.9.9', requires: [] },
    { name: 'pip', version: '24.0', requires: [] },
  ],
  broken: [],
  answers: { 'its own command: http://127.0.0.1:8000/': { status: 200, body: '{"version": "15"}\n' } },
  health: { 'its own command': 0 },
  check: { times: '{}', asleep: 1 },
  unlinked: [],
  files: [],
  written: {},
  refused: {},
};

const IMAGE: ImageConfig = {
  id: 'sha256:1',
  environment: { PATH: '/usr/local/bin:/bin', CFLAGS: '-I/usr/include' },
  user: 'shop',
  workdir: '/app',
  entrypoint: null,
  cmd: ['python', 'app.py'],
  ports: [],
  labels: {},
  size: 500,
  layers: [],
  digests: [],
};

const BEFORE = { seen: SEEN, image: IMAGE };

/** The compiler stays behind, an environment comes along with the pip of its interpreter. */
const AFTER = {
  seen: { ...SEEN, distributions: [{ name: 'psycopg2', version: '2.9.9', requires: [] }, { name: 'pip', version: '23.0.1', requires: [] }, { name: 'setuptools', version: '66.1.1', requires: [] }] },
  image: { ...IMAGE, environment: { CFLAGS: '-I/usr/include', PATH: '/opt/venv/bin:/usr/local/bin:/bin' }, size: 200 },
};

test('an environment may bring another pip, and stand first on PATH', () => {
  expect(twoStageDifferences({ isHealthy: true }, BEFORE, AFTER)).toEqual([]);
});

test.each<[string, typeof BEFORE, readonly string[]]>([
  ['a distribution that is lost', { ...AFTER, seen: { ...AFTER.seen, distributions: [] } }, ['psycopg2 2.9.9 is gone, which no fix declares']],
  ['another user', { ...AFTER, image: { ...AFTER.image, user: '' } }, ['user was "shop", and now is ""']],
  ['a variable that is lost', { ...AFTER, image: { ...AFTER.image, environment: {} } }, ['environment was [["CFLAGS","-I/usr/include"]], and now is []']],
  ['another command', { ...AFTER, image: { ...AFTER.image, cmd: ['python'] } }, ['cmd was ["python","app.py"], and now is ["python"]']],
  ['another answer', { ...AFTER, seen: { ...AFTER.seen, answers: { 'its own command: http://127.0.0.1:8000/': { status: 200, body: '{"version": "14"}\n' } } } }, ['its own command: http://127.0.0.1:8000/ answered {"version": "15"}, and now 200 {"version": "14"}']],
  ['an image that is no smaller', { ...AFTER, image: { ...AFTER.image, size: 500 } }, ['500 bytes are no fewer than 500']],
])('%s is a line', (_what, after, lines) => {
  expect(twoStageDifferences({ isHealthy: true }, BEFORE, after)).toEqual(lines);
});

test('a health check that never succeeds shows nothing, and says so', () => {
  const sick = { ...SEEN, health: { 'its own command': 1 } };
  expect(twoStageDifferences({ isHealthy: true }, { ...BEFORE, seen: sick }, { ...AFTER, seen: { ...AFTER.seen, health: sick.health } })).toEqual(['its health check does not succeed']);
});
