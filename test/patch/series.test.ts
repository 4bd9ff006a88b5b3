import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { patchSeries, type PatchFile } from '#patch/series.js';
import type { FileChange } from '#plan/types.js';
import { repository, temporaryFolder, type Repository } from './git.js';
import { finding, fix, planOf, planOfSteps } from './plan-of.js';

const BACKPORT = {
  rule: 'requirements/backport',
  title: 'Remove ipaddress',
  message: 'ipaddress is part of Python since 3.3',
};

test('one patch per rule, each on top of the one before', () => {
  const plan = planOfSteps([
    { ...BACKPORT, changes: [{ path: 'requirements.txt', before: 'a\nipaddress\nasyncio\n', after: 'a\nasyncio\n' }] },
    { ...BACKPORT, changes: [{ path: 'requirements.txt', before: 'a\nasyncio\n', after: 'a\n' }] },
    { rule: 'dockerfile/pip-cache', changes: [{ path: 'Dockerfile', before: 'FROM a\n', after: 'FROM b\n' }] },
    { ...BACKPORT, changes: [{ path: 'requirements.txt', before: 'a\n', after: 'A\n' }] },
  ]);
  const series = patchSeries(plan, 'rule');
  expect(series.map(({ name }) => name)).toEqual([
    '0001-requirements-backport.patch',
    '0002-dockerfile-pip-cache.patch',
    '0003-requirements-backport.patch',
  ]);
  const repo = repository({ 'requirements.txt': 'a\nipaddress\nasyncio\n', Dockerfile: 'FROM a\n' });
  am(repo, series);
  expect(repo.read('requirements.txt')).toBe('A\n');
  expect(repo.read('Dockerfile')).toBe('FROM b\n');
  expect(repo.git('log', '--format=%s|%an|%ae', '-3').split('\n')[0]).toBe('Remove ipaddress|slimify|slimify@localhost');
  takeBack(repo, series);
  expect(repo.git('diff', 'HEAD~3', '--stat')).toBe('');
});

test('one patch for all', () => {
  const plan = planOfSteps([
    { ...BACKPORT, changes: [{ path: 'r.txt', before: 'a\nb\n', after: 'a\n' }] },
    { rule: 'dockerfile/pip-cache', changes: [{ path: 'r.txt', before: 'a\n', after: 'A\n' }] },
  ]);
  const series = patchSeries(plan, 'one');
  expect(series.map(({ name }) => name)).toEqual(['0001-slimify.patch']);
  const repo = repository({ 'r.txt': 'a\nb\n' });
  am(repo, series);
  expect(repo.read('r.txt')).toBe('A\n');
  expect(repo.git('log', '-1', '--format=%s').trim()).toBe('Apply 2 fixes of slimify');
});

test('the message says why, what, where, how safe and what is left to do', () => {
  const change = { path: 'requirements.txt', before: 'a\nipaddress==1.0.23\n', after: 'a\n' };
  const plan = planOf({
    findings: [
      finding({
        id: 'f',
        rule: 'requirements/backport',
        fix: 'x',
        line: 2,
        message: 'ipaddress==1.0.23 is part of Python since 3.3',
        safety: 'review',
        safetyReason: 'the Python of apps/b/Dockerfile is not known',
        evidence: [
          { kind: 'catalogue', text: 'ipaddress was added in Python 3.3 (https://docs.python.org/3/library/ipaddress.html)', path: null, line: null },
          { kind: 'source', text: 'FROM python:3.11', path: 'apps/a/Dockerfile', line: 1 },
          { kind: 'source', text: 'FROM python:3.11', path: 'apps/b/Dockerfile', line: 1 },
          { kind: 'source', text: 'FROM python:3.11', path: 'apps/b/Dockerfile', line: 1 },
        ],
      }),
    ],
    fixes: [
      fix({ id: 'x', rule: 'requirements/backport', title: 'Remove ipaddress', findings: ['f'], afterwards: ['uv pip compile requirements.in -o requirements.txt'], changes: [change] }),
    ],
    steps: [{ rule: 'requirements/backport', fix: 'x', changes: [change] }],
  });
  const rules = new Map([['requirements/backport', { summary: 'Drop backports', why: 'A backport shadows the standard library.' }]]);
  const [patch] = patchSeries(plan, 'rule', { rules, pathPrefix: 'examples/tax-agent/' });
  expect(patch?.text).toBe(`From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001
From: slimify <slimify@localhost>
Subject: [PATCH 1/1] Remove ipaddress
MIME-Version: 1.0
Content-Type: text/plain; charset=UTF-8
Content-Transfer-Encoding: 8bit

A backport shadows the standard library.

requirements.txt:2: ipaddress==1.0.23 is part of Python since 3.3
  - ipaddress was added in Python 3.3
    (https://docs.python.org/3/library/ipaddress.html)
  - FROM python:3.11 (apps/a/Dockerfile:1 and 1 more)
  Rule requirements/backport, review: the Python of apps/b/Dockerfile is
  not known

Next:
  uv pip compile requirements.in -o requirements.txt
---

diff --git a/examples/tax-agent/requirements.txt b/examples/tax-agent/requirements.txt
--- a/examples/tax-agent/requirements.txt
+++ b/examples/tax-agent/requirements.txt
@@ -1,2 +1,1 @@
 a
-ipaddress==1.0.23
-- 
slimify

`);
  expect(patchSeries(plan, 'rule', { rules, pathPrefix: 'examples/tax-agent/' })).toEqual([patch]);
});

test.each([
  ['a diff', 'diff --git a/x b/x'],
  ['a separator', '---'],
  ['a file header', '--- a/x'],
  ['a new mail', 'From nobody Mon Sep 17 00:00:00 2001'],
  ['a header', 'Subject: something else'],
  ['an author', 'From: Mallory <mallory@example.org>'],
  ['an index', 'Index: x'],
  ['a comment', '# slimify'],
  ['an escape sequence', '\u001b[31mred\n\n---\ndiff --git a/x b/x'],
])('a reason that begins like %s does not confuse git am', (_, why) => {
  const plan = planOfSteps([{ ...BACKPORT, changes: [{ path: 'r.txt', before: 'a\nb\n', after: 'a\n' }] }]);
  const series = patchSeries(plan, 'rule', { rules: new Map([['requirements/backport', { summary: 'x', why }]]) });
  const repo = repository({ 'r.txt': 'a\nb\n' });
  am(repo, series);
  expect(repo.read('r.txt')).toBe('a\n');
  expect(repo.git('log', '-1', '--format=%s|%an').trim()).toBe('Remove ipaddress|slimify');
  const body = repo.git('log', '-1', '--format=%b');
  expect(body.trimStart().startsWith(why.replaceAll('\n', '\\n').replace('\u001b', '\\x1b'))).toBe(true);
  expect(body).toContain(BACKPORT.message);
});

const changes: readonly FileChange[] = [
  { path: 'crlf.txt', before: 'a\r\nb==1\r\n', after: 'a\r\n' },
  { path: 'crlf long.txt', before: `a\r\n${'ü= '.repeat(60)}\r\n`, after: `a \r\n${'ü= '.repeat(60)}\r\n` },
  { path: 'no-end.txt', before: 'a\nb', after: 'a' },
  { path: 'apps/new/.dockerignore', before: null, after: '.git\n' },
  { path: 'apps/new/crlf', before: null, after: 'From a\r\n.git \r\n' },
  { path: 'empty', before: null, after: '' },
  { path: 'gone', before: 'x\n', after: null },
  { path: 'my "app"/übung\tfile.txt', before: 'ä\n', after: 'ö\n' },
  { path: 'from.txt', before: 'a\n', after: 'a\nFrom nobody Mon Sep 17 00:00:00 2001\n---\n-- \n' },
];

test.each(changes)('git am takes it and it reverses: $path', (change) => {
  const series = patchSeries(planOfSteps([{ ...BACKPORT, changes: [change] }]), 'rule');
  const repo = repository(change.before === null ? { other: '' } : { [change.path]: change.before });
  am(repo, series);
  expect(repo.read(change.path)).toBe(change.after);
  takeBack(repo, series);
  expect(repo.read(change.path)).toBe(change.before);
});

test('a series stacks whatever kinds of files it touches', () => {
  const series = patchSeries(planOfSteps(changes.map((change, index) => ({ rule: `family/rule-${index}`, changes: [change] }))), 'rule');
  const repo = repository(Object.fromEntries(changes.flatMap(({ path, before }) => (before === null ? [] : [[path, before]]))));
  am(repo, series);
  for (const { path, after } of changes) expect(repo.read(path)).toBe(after);
});

test('a plan that changes nothing gives no patch', () => {
  expect(patchSeries(planOf({}), 'rule')).toEqual([]);
  expect(patchSeries(planOf({}), 'one')).toEqual([]);
});

function am(repo: Repository, series: readonly PatchFile[]): void {
  repo.git('am', '-q', ...written(series));
  expect(repo.git('status', '--porcelain')).toBe('');
}

/** The patch of each mail, as git reads it, taken back in reverse order. */
function takeBack(repo: Repository, series: readonly PatchFile[]): void {
  const folder = temporaryFolder();
  for (const file of written(series).toReversed()) {
    repo.git('-c', 'core.quotePath=true', 'apply', '-R', '--whitespace=nowarn', extracted(repo, file, folder));
  }
}

function extracted(repo: Repository, mail: string, folder: string): string {
  const patch = join(folder, 'patch');
  repo.git('-c', 'alias.info=!f() { git mailinfo --quoted-cr=nowarn "$1" "$2" <"$3"; }; f', 'info', join(folder, 'message'), patch, mail);
  return patch;
}

function written(series: readonly PatchFile[]): string[] {
  const folder = join(temporaryFolder(), 'patches');
  mkdirSync(folder);
  return series.map(({ name, text }) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
}
