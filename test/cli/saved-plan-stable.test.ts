import { mkdirSync, readFileSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';
import { slimify, slimifyWith } from './slimify.js';

/** Files that a plan edits, and one that it creates. */
const FILES = {
  '.gitignore': '.env\n__pycache__/\n',
  'requirements.txt': 'flask==3.0.0\nipaddress==1.0.23\npytest==8.3.3\n',
  'api/Dockerfile': 'FROM python:3.11-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\nCMD ["python", "-m", "flask"]\n',
  'web/Dockerfile': 'FROM python:3.11-slim\r\nWORKDIR /app\r\nCOPY requirements.txt .\r\nRUN pip install -r requirements.txt\r\nCMD ["python", "-m", "flask"]\r\n',
  'compose.yaml': 'services:\n  api:\n    build: { context: ., dockerfile: api/Dockerfile }\n  web:\n    build: { context: ., dockerfile: web/Dockerfile }\n',
  'tests/test_app.py': 'import pytest\n',
} as const;

interface Saved {
  readonly files: readonly { readonly path: string; readonly before: object | null; readonly after: { readonly text: string } | null }[];
}

/** Node's own clock set to another year and zone. */
const ANOTHER_CLOCK = { TZ: 'Pacific/Kiritimati', NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent('const now = Date.now; Date.now = () => now() + 4e11; const real = Date; globalThis.Date = class extends real { constructor(...given) { super(...(given.length > 0 ? given : [real.now()])); } };')}` };

test('the same bytes in another folder, at another time, in another zone and language, of files with other dates', () => {
  const [one, other] = [repository(FILES), repository(FILES)];
  for (const path of Object.keys(FILES)) utimesSync(join(other.root, path), 1, 1);
  const text = save(one);
  expect(save(other, { ...ANOTHER_CLOCK, LC_ALL: 'C', LANG: 'de_DE.UTF-8', HOME: temporaryFolder(), COLUMNS: '40' })).toBe(text);
  expect(slimifyWith(ANOTHER_CLOCK, other.root, 'plan', '--json').out).toBe(slimify(one.root, 'plan', '--json').out);
  expect(text).not.toContain(one.root);
  expect(text).not.toMatch(/\b20\d\d-\d\d-\d\dT\d\d:/);
});

test('whichever of its files changes, that one is named, and nothing is written', { timeout: 120_000 }, () => {
  const file = join(temporaryFolder(), 'plan.json');
  const plan = JSON.parse(save(repository(FILES), {}, file)) as Saved;
  expect(plan.files.length).toBeGreaterThan(3);
  expect(plan.files.some(({ before }) => before === null)).toBe(true);
  for (const { path, before } of plan.files) {
    for (const [change, reason] of before === null ? WAYS_TO_COME : WAYS_TO_CHANGE) {
      const repo = repository(FILES);
      mkdirSync(join(repo.root, path, '..'), { recursive: true });
      change(join(repo.root, path));
      repo.git('add', '-A');
      repo.git('commit', '-qm', 'mine');
      const { code, err } = slimify(repo.root, 'apply', file, '--yes');
      expect.soft([path, code, err.split('\n')[0]]).toEqual([path, 2, `slimify: ${path} ${reason}`]);
      expect.soft(err).toContain('nothing was written');
      expect.soft(repo.git('status', '--porcelain')).toBe('');
    }
  }
});

type Change = (path: string) => void;

const WAYS_TO_CHANGE: readonly (readonly [Change, string])[] = [
  [(path) => writeFileSync(path, `${readFileSync(path, 'utf8')}# mine\n`), 'changed since the plan was saved'],
  [(path) => writeFileSync(path, readFileSync(path, 'utf8').replace('\n', ' \n')), 'changed since the plan was saved'],
  [(path) => unlinkSync(path), 'is gone since the plan was saved'],
  [(path) => (unlinkSync(path), symlinkSync('compose.yaml', path)), 'is a symbolic link'],
];

const WAYS_TO_COME: readonly (readonly [Change, string])[] = [
  [(path) => writeFileSync(path, ''), 'is there by now, and the plan would create it'],
];

function save(repo: Repository, env: Readonly<Record<string, string>> = {}, file = join(temporaryFolder(), 'plan.json')): string {
  const { code, err } = slimifyWith(env, repo.root, 'plan', '--out', file);
  expect([code, err]).toEqual([0, `slimify: saved: slimify apply ${file} writes exactly this\n`]);
  return readFileSync(file, 'utf8');
}
