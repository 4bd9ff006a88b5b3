import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, boolean, constantFrom, property, tuple } from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from '#patch/unified-diff.js';
import type { FileChange } from '#plan/types.js';
import { repository, temporaryFolder, type Repository } from './git.js';

test('reads like a diff of git', () => {
  const diff = unifiedDiff({ path: 'requirements.txt', before: 'a\nipaddress==1.0\nb\n', after: 'a\nb\n' }, 'apps/one/');
  expect(diff).toBe(`diff --git a/apps/one/requirements.txt b/apps/one/requirements.txt
--- a/apps/one/requirements.txt
+++ b/apps/one/requirements.txt
@@ -1,3 +1,2 @@
 a
-ipaddress==1.0
 b
`);
});

test('quotes odd names as git does', () => {
  const name = 'tab\there "quoted" back\\slash\nline übung.txt';
  const repo = repository({ [name]: 'a\n' });
  repo.write(name, 'b\n');
  const headers = (text: string): readonly string[] => text.split('\n').filter((line) => /^(diff|---|\+\+\+)/.test(line));
  const ours = unifiedDiff({ path: name, before: 'a\n', after: 'b\n' });
  expect(headers(ours)).toEqual(headers(repo.git('diff')));
  expect(ours).toContain('"a/tab\\there \\"quoted\\" back\\\\slash\\nline \\303\\274bung.txt"');
});

test('ends a name with spaces with a tab, as git does', () => {
  const repo = repository({ 'my app/req uirements.txt': 'a\n' });
  repo.write('my app/req uirements.txt', 'b\n');
  const ours = unifiedDiff({ path: 'my app/req uirements.txt', before: 'a\n', after: 'b\n' });
  expect(ours.split('\n').slice(1, 3)).toEqual(repo.git('diff').split('\n').slice(2, 4));
  expect(ours).toContain('--- a/my app/req uirements.txt\t\n');
});

test('says nothing where nothing changes', () => {
  expect(unifiedDiff({ path: 'a', before: 'x', after: 'x' })).toBe('');
});

const cases: readonly FileChange[] = [
  { path: 'crlf', before: 'a\r\nb\r\nc\r\n', after: 'a\r\nB\r\nc\r\n' },
  { path: 'mixed', before: 'a\r\nb\nc\r\n', after: 'a\r\nc\r\n' },
  { path: 'no end', before: 'a\nb', after: 'a\nb\nc' },
  { path: 'loses its end', before: 'a\nb\n', after: 'a\nb' },
  { path: 'gains an end', before: 'a\nb', after: 'a\nb\n' },
  { path: 'lone carriage returns', before: 'a\rb\nc\n', after: 'a\rB\nc\n' },
  { path: 'created', before: null, after: 'new\n' },
  { path: 'created without end', before: null, after: 'new' },
  { path: 'created empty', before: null, after: '' },
  { path: 'deep/er/created', before: null, after: '--- a\n+++ b\n' },
  { path: 'deleted', before: 'old\n', after: null },
  { path: 'emptied', before: 'old\n', after: '' },
  { path: 'filled', before: '', after: 'new\n' },
  { path: 'lines like headers', before: '-- a/x\ndiff --git\n', after: '-- b/x\n++ b/y\n' },
  { path: 'übung "x"\t.txt', before: 'ä\n', after: 'ö\n' },
  { path: '-leading', before: 'a\n', after: 'b\n' },
  { path: 'bom', before: '\ufeffFROM a\n', after: '\ufeffFROM b\n' },
];

test.each(cases)('git applies it and takes it back: $path', (change) => {
  const repo = repository(change.before === null ? {} : { [change.path]: change.before });
  expectRoundTrip(repo, change);
});

test('git applies and takes back whatever lines change', () => {
  const line = constantFrom('a', 'b', 'c', '', '-- x', '++ y', '@@ -1 +1 @@', '\\ No newline', 'ü', ' d', 'e\r');
  const text = tuple(array(line, { maxLength: 12 }), boolean()).map(([lines, end]) => lines.join('\n') + (end ? '\n' : ''));
  const repo = repository({});
  assert(
    property(text, text, (before, after) => {
      if (before === after) return;
      repo.write('file', before);
      expectRoundTrip(repo, { path: 'file', before, after });
    }),
    { numRuns: 60 },
  );
});

function expectRoundTrip(repo: Repository, change: FileChange): void {
  const file = join(temporaryFolder(), 'patch');
  writeFileSync(file, unifiedDiff(change));
  repo.git('apply', '--whitespace=nowarn', file);
  expect(repo.read(change.path)).toBe(change.after);
  repo.git('apply', '--whitespace=nowarn', '-R', file);
  expect(repo.read(change.path)).toBe(change.before);
}
