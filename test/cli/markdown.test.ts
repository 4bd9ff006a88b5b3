import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../patch/git.js';
import { monorepo, textsOf, FILES } from './monorepo.js';
import { slimify } from './slimify.js';

const ONLY = ['--only', 'requirements/backport', '--only', 'dockerfile/pip-cache'];

test('plan --format md prints the text of a pull request, with links to the commit where the remote is known', () => {
  const repo = monorepo();
  const plain = slimify(repo.root, 'plan', '--format', 'md', ...ONLY);
  expect([plain.code, plain.err]).toEqual([0, '']);
  expect(plain.out.split('\n')[0]).toBe('# Make 2 services smaller: 4 fixes in 3 files');
  expect(plain.out).toMatch(/\| `api` \| ~[\d.-]+ [kM]B \| backport, pip-cache \(2\) \|\n/);
  expect(plain.out).toContain('](libs/requirements.txt#L2)');
  repo.git('remote', 'add', 'origin', 'git@github.com:acme/shop.git');
  const commit = repo.git('rev-parse', 'HEAD').trim();
  expect(slimify(repo.root, 'plan', '--format', 'md', ...ONLY).out).toBe(plain.out.replaceAll('](', `](https://github.com/acme/shop/blob/${commit}/`));
  expect(textsOf(repo)).toEqual(FILES);
});

test('--report FILE.md writes the same beside what is printed; any other name is JSON', () => {
  const repo = monorepo();
  const folder = temporaryFolder();
  const { out } = slimify(repo.root, 'plan', ...ONLY, '--report', join(folder, 'out.md'));
  expect(out).toContain('3 files would change.');
  const markdown = readFileSync(join(folder, 'out.md'), 'utf8');
  expect(markdown).toBe(slimify(repo.root, 'plan', '--format', 'md', ...ONLY).out);
  slimify(repo.root, 'plan', ...ONLY, '--report', join(folder, 'out.txt'));
  expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe(slimify(repo.root, 'plan', '--json', ...ONLY).out);
});

test('apply --format md says what it wrote, a saved plan as well', () => {
  const repo = monorepo();
  const file = join(temporaryFolder(), 'plan.json');
  slimify(repo.root, 'plan', ...ONLY, '--out', file);
  const planned = slimify(repo.root, 'plan', '--format', 'md', ...ONLY).out;
  const table = (text: string): string => text.slice(0, text.indexOf('## '));
  expect(table(slimify(repo.root, 'apply', file, '--dry-run', '--format', 'md').out)).toBe(table(planned));
  const { code, out } = slimify(repo.root, 'apply', '--yes', '--safety', 'review', '--format', 'md', ...ONLY);
  expect([code, table(out)]).toEqual([0, table(planned)]);
  expect(textsOf(repo)).not.toEqual(FILES);
});

test('the text says what fixes save, and the report too', () => {
  const repo = monorepo();
  const { out } = slimify(repo.root, 'plan', ...ONLY);
  expect(out).toMatch(/^ {2}safe +requirements\/backport .* 1 fix in 1 file +~[\d.-]+ [kM]B$/m);
  expect(out).toMatch(/^ {3}saves ~[\d.-]+ [kM]B$/m);
  const { findings, fixes } = JSON.parse(slimify(repo.root, 'plan', '--json', ...ONLY).out) as { findings: { rule: string; saves: object | null }[]; fixes: { rule: string; saves: object | null }[] };
  const expected = { low: expect.any(Number), high: expect.any(Number), basis: expect.any(String) };
  for (const list of [findings, fixes]) expect(list.map(({ rule, saves }) => [rule, saves]).filter(([, saves]) => saves !== null)).toEqual([['requirements/backport', expected]]);
});
