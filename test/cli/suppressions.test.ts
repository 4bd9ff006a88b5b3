import { expect, test } from 'vitest';
import { AFTER, FILES, monorepo } from './monorepo.js';
import { slimify } from './slimify.js';

const API = 'apps/api/Dockerfile';

interface Reported {
  readonly rule: string;
  readonly path: string;
  readonly status: string;
  readonly heldBy: readonly { readonly text: string; readonly path: string | null; readonly line: number | null }[];
}

test('a comment and the configuration suppress; the report says by what, and apply leaves it', () => {
  const text = FILES[API].replace('RUN pip install gunicorn', '# slimify-ignore dockerfile/pip-cache: a cache mount comes\nRUN pip install gunicorn');
  const repo = monorepo({
    ...FILES,
    [API]: text,
    'slimify.config.json': '{ "ignore": [\n  { "rule": "dockerfile/pip-cache", "path": "apps/worker", "reason": "built elsewhere" },\n  { "rule": "requirements/backport", "path": "apps", "reason": "x" }\n] }\n',
  });
  const { code, out, err } = slimify(repo.root, 'apply', '--yes', '--json');
  expect([code, err]).toEqual([0, 'slimify: slimify.config.json:3:13: ignore: requirements/backport finds nothing in apps that this would suppress\n']);
  const { findings } = JSON.parse(out) as { readonly findings: readonly Reported[] };
  const suppressed = findings.filter(({ status }) => status === 'suppressed');
  expect(suppressed.map(({ rule, path, heldBy }) => [rule, path, ...heldBy.map((one) => `${one.text} (${one.path}:${one.line})`)])).toEqual([
    ['dockerfile/pip-cache', API, `suppressed: a cache mount comes (${API}:4)`],
    ['dockerfile/pip-cache', 'apps/worker/Dockerfile', 'suppressed in the configuration: built elsewhere (null:null)'],
  ]);
  expect(repo.read(API)).toBe(text.replace('install -r', 'install --no-cache-dir -r'));
  expect(repo.read('apps/worker/Dockerfile')).toBe(FILES['apps/worker/Dockerfile']);
  expect(repo.read('libs/requirements.txt')).toBe(AFTER['libs/requirements.txt']);
});

test('one that suppresses nothing goes, once: a second run has nothing to do', () => {
  const repo = monorepo({ ...AFTER, 'libs/requirements.txt': '# slimify-ignore requirements/backport: somebody asked\nflask==3.0.0\n' });
  expect(slimify(repo.root, 'check').code).toBe(1);
  expect(slimify(repo.root, 'apply', '--yes', '--only', 'slimify/idle-ignore').code).toBe(0);
  expect(repo.read('libs/requirements.txt')).toBe('flask==3.0.0\n');
  expect(slimify(repo.root, 'check').code).toBe(0);
});
