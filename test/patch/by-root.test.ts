import { expect, test } from 'vitest';
import { byRoot } from '#patch/by-root.js';
import { patchSeries } from '#patch/series.js';
import { repository, temporaryFolder } from './git.js';
import { planOfSteps } from './plan-of.js';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PLAN = planOfSteps([
  { rule: 'a/own', changes: [{ path: 'api/Dockerfile', before: '1\n', after: '2\n' }] },
  { rule: 'a/both', changes: [{ path: 'libs/requirements.txt', before: 'a\n', after: 'b\n' }, { path: 'inner/requirements.txt', before: 'a\n', after: 'b\n' }] },
]);
const ROOTS = new Map([['api/Dockerfile', ''], ['libs/requirements.txt', ''], ['inner/requirements.txt', 'inner']]);

test('each repository has the steps that change its files, by their paths in it', () => {
  expect(byRoot(PLAN, ROOTS).map(({ root, plan }) => [root, plan.steps.map(({ rule, changes }) => [rule, changes.map(({ path }) => path)])])).toEqual([
    ['', [['a/own', ['api/Dockerfile']], ['a/both', ['libs/requirements.txt']]]],
    ['inner', [['a/both', ['requirements.txt']]]],
  ]);
});

test('a fix that changes two repositories says so in both', () => {
  const [own, inner] = byRoot(PLAN, ROOTS).map(({ plan, beside }) => patchSeries(plan, 'rule', { beside }).map(({ text }) => text.replaceAll(/\s+/g, ' ')));
  expect(own?.[0]).not.toContain('other git repositories');
  expect(own?.[1]).toContain('It belongs together with changes in other git repositories, which have patches of their own: inner.');
  expect(inner?.[0]).toContain('which have patches of their own: the workspace itself.');
});

test('where git keeps LF, the patch has LF, and it applies to a file with CRLF', () => {
  const plan = planOfSteps([{ rule: 'a/b', changes: [{ path: 'r.txt', before: 'a\r\nb\r\n', after: 'a\r\n' }, { path: 'new.txt', before: null, after: 'n\r\n' }] }]);
  const [patch] = patchSeries(plan, 'rule', { stored: new Set(['r.txt', 'new.txt']) });
  expect(patch?.text).not.toMatch(/\r|=0D/);
  const repo = repository({ '.gitattributes': '* text eol=crlf\r\n', 'r.txt': 'a\r\nb\r\n' });
  const file = join(temporaryFolder(), 'patch');
  writeFileSync(file, patch?.text ?? '');
  repo.git('am', '-q', file);
  expect([repo.read('r.txt'), repo.read('new.txt'), repo.git('status', '--porcelain')]).toEqual(['a\r\n', 'n\r\n', '']);
});

test('for no git at all the lines stand in the patch as they are', () => {
  const plan = planOfSteps([{ rule: 'a/b', changes: [{ path: 'r.txt', before: 'a\r\n\u001b[2J\r\n', after: 'a\r\n' }] }]);
  const [mail, bare] = [patchSeries(plan, 'rule'), patchSeries(plan, 'rule', { mails: false })].map(([patch]) => patch?.text ?? '');
  expect(mail).toContain('-=1B[2J=0D\n');
  expect(bare).toContain('\n-\u001b[2J\r\n');
});

test('long names of rules and services make names that a file system takes', () => {
  const plan = planOfSteps([{ rule: 'a/b', services: ['s'.repeat(400)], changes: [{ path: 'r.txt', before: 'a\n', after: 'b\n' }] }]);
  expect(patchSeries(plan, 'service').map(({ name }) => name.length)).toEqual([91]);
});
