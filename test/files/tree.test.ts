import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openTree } from '#files/tree.js';
import { nodeIo } from '#io/node.js';
import { memoryIo } from '../memory-io.js';
import { repository, temporaryFolder } from '../patch/git.js';

test('git knows what belongs: tracked and new files, not ignored ones', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n', '.gitignore': '*.log\nbuild/\n', 'kept.log.txt': '' });
  repo.write('new.txt', 'flask\n');
  repo.write('debug.log', '');
  repo.write('build/Dockerfile', 'FROM a\n');
  const tree = openTree(nodeIo, repo.root);
  expect(tree.paths).toEqual(['.gitignore', 'Dockerfile', 'kept.log.txt', 'new.txt']);
  expect(tree.git).toEqual({ root: repo.root, prefix: '' });
});

test('a tracked file that is no longer there does not count', async () => {
  const repo = repository({ 'apps/a/Dockerfile': 'FROM a\n', 'apps/b/Dockerfile': 'FROM b\n' });
  rmSync(`${repo.root}/apps/b`, { recursive: true });
  const tree = openTree(nodeIo, repo.root);
  expect(tree.paths).toEqual(['apps/a/Dockerfile']);
  expect(tree.hasFolder('apps/b')).toBe(false);
});

test('a file that a sparse checkout leaves out does not count', async () => {
  const repo = repository({ 'apps/a/Dockerfile': 'FROM a\n', 'apps/b/Dockerfile': 'FROM b\n' });
  repo.git('sparse-checkout', 'set', 'apps/a');
  expect(openTree(nodeIo, repo.root).paths).toEqual(['apps/a/Dockerfile']);
});

test('a file that is staged for removal but still there is one that git would track', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n' });
  repo.git('rm', '-q', '--cached', 'Dockerfile');
  expect(openTree(nodeIo, repo.root).paths).toEqual(['Dockerfile']);
});

test('a merge conflict lists a file once', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n' });
  repo.git('checkout', '-q', '-b', 'other');
  repo.write('Dockerfile', 'FROM b\n');
  repo.git('commit', '-qam', 'b');
  repo.git('checkout', '-q', 'main');
  repo.write('Dockerfile', 'FROM c\n');
  repo.git('commit', '-qam', 'c');
  expect(() => repo.git('merge', 'other')).toThrow();
  expect(openTree(nodeIo, repo.root).paths).toEqual(['Dockerfile']);
});

test('a workspace below the git root sees its own part, with the prefix to get back', async () => {
  const repo = repository({ 'apps/a/Dockerfile': 'FROM a\n', 'apps/a/src/x.py': '', 'libs/requirements.txt': '' });
  const tree = openTree(nodeIo, `${repo.root}/apps/a`);
  expect(tree.paths).toEqual(['Dockerfile', 'src/x.py']);
  expect(tree.git).toEqual({ root: repo.root, prefix: 'apps/a/' });
});

test('a repository inside the repository is not looked into', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n' });
  mkdirSync(`${repo.root}/vendored`);
  repository({ 'Dockerfile': 'FROM other\n' }, `${repo.root}/vendored`);
  const tree = openTree(nodeIo, repo.root);
  expect(tree.paths.filter((path) => path.endsWith('Dockerfile'))).toEqual(['Dockerfile']);
});

test('names with spaces, umlauts, quotes and line ends come as they are', async () => {
  const names = ['a b/Dockerfile', 'über/Dockerfile', 'quote"d/Dockerfile', 'line\nend/Dockerfile', 'tab\t/Dockerfile', "'x'/Dockerfile"];
  const repo = repository(Object.fromEntries(names.map((name) => [name, 'FROM a\n'])));
  expect(openTree(nodeIo, repo.root).paths).toEqual(names.toSorted());
});

test('without git every file of the folder counts, hidden ones too; links are not followed', async () => {
  const root = temporaryFolder();
  const elsewhere = temporaryFolder();
  execFileSync('sh', ['-c', 'mkdir -p .ci apps/a && echo x > .ci/Dockerfile && echo x > apps/a/Dockerfile'], { cwd: root });
  execFileSync('sh', ['-c', 'echo x > Dockerfile'], { cwd: elsewhere });
  symlinkSync(elsewhere, `${root}/linked`);
  const tree = openTree(nodeIo, root);
  expect(tree.git).toBeNull();
  expect(tree.paths).toEqual(['.ci/Dockerfile', 'apps/a/Dockerfile']);
});

test("other people's code is left out, in git and without", async () => {
  const files = {
    'Dockerfile': 'FROM a\n',
    'node_modules/x/Dockerfile': 'FROM x\n',
    'venv/lib/python3.11/site-packages/pkg/requirements.txt': 'x\n',
    '.tox/py311/requirements.txt': 'x\n',
    'apps/.venv/requirements.txt': 'x\n',
    // Only a whole name counts.
    'my_venv/requirements.txt': 'x\n',
  };
  expect(openTree(nodeIo, repository(files).root).paths).toEqual(['Dockerfile', 'my_venv/requirements.txt']);
  const io = memoryIo(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/w/${path}`, text])));
  expect(openTree(io, '/w').paths).toEqual(['Dockerfile', 'my_venv/requirements.txt']);
});

test('git is asked without hooks, monitors and filters of the repository', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n' });
  repo.write('monitor.sh', '#!/bin/sh\ntouch ran\n');
  execFileSync('chmod', ['+x', 'monitor.sh'], { cwd: repo.root });
  repo.git('config', 'core.fsmonitor', './monitor.sh');
  openTree(nodeIo, repo.root);
  expect(repo.read('ran')).toBeNull();
});
