import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ignored, uncommitted } from '#files/git-state.js';
import { openTree } from '#files/tree.js';
import { nodeIo } from '#io/node.js';
import { repository, temporaryFolder } from '../patch/git.js';

const FILES = { 'Dockerfile': 'FROM a\n', 'apps/x/Dockerfile': 'FROM x\n', 'odd [name]*?.txt': 'flask\n', 'tab\there/requirements.txt': 'flask\n', ':(top)x/Dockerfile': 'FROM y\n' };

test('what the last commit holds is committed, whatever its name', async () => {
  const repo = repository(FILES);
  expect(uncommitted(nodeIo, openTree(nodeIo, repo.root), Object.keys(FILES))).toEqual([]);
});

test('changed, staged and new files are not committed', async () => {
  const repo = repository({ ...FILES, 'staged.txt': 'a\n' });
  repo.write('Dockerfile', 'FROM b\n');
  repo.write('staged.txt', 'b\n');
  repo.git('add', 'staged.txt');
  repo.write('new.txt', 'flask\n');
  const tree = openTree(nodeIo, repo.root);
  expect(uncommitted(nodeIo, tree, ['Dockerfile', 'apps/x/Dockerfile', 'staged.txt', 'new.txt'])).toEqual(['Dockerfile', 'staged.txt', 'new.txt']);
});

test('seen from a folder below the git root the paths are those of the folder', async () => {
  const repo = repository(FILES);
  const tree = openTree(nodeIo, `${repo.root}/apps`);
  expect(uncommitted(nodeIo, tree, ['x/Dockerfile'])).toEqual([]);
  repo.write('apps/x/Dockerfile', 'FROM z\n');
  expect(uncommitted(nodeIo, tree, ['x/Dockerfile'])).toEqual(['x/Dockerfile']);
});

test('a checkout with CRLF line ends (core.autocrlf) is not a change', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\nRUN b\n' });
  repo.git('config', 'core.autocrlf', 'true');
  rmSync(`${repo.root}/Dockerfile`);
  repo.git('checkout', '--', 'Dockerfile');
  expect(repo.read('Dockerfile')).toBe('FROM a\r\nRUN b\r\n');
  const tree = openTree(nodeIo, repo.root);
  expect(uncommitted(nodeIo, tree, ['Dockerfile'])).toEqual([]);
  repo.write('Dockerfile', 'FROM a\r\nRUN c\r\n');
  expect(uncommitted(nodeIo, tree, ['Dockerfile'])).toEqual(['Dockerfile']);
});

test('a filter of the repository is not run to find out', async () => {
  const repo = repository({ '.gitattributes': 'Dockerfile filter=evil\n', 'Dockerfile': 'FROM a\n' });
  repo.git('config', 'filter.evil.clean', 'touch ran; cat');
  repo.git('config', 'filter.evil.smudge', 'touch ran; cat');
  repo.write('Dockerfile', 'FROM b\n');
  uncommitted(nodeIo, openTree(nodeIo, repo.root), ['Dockerfile']);
  expect(repo.read('ran')).toBeNull();
});

test('before the first commit nothing is committed; without git there is nothing to lose', async () => {
  const root = temporaryFolder();
  const repo = repository({ 'Dockerfile': 'FROM a\n' });
  repo.git('update-ref', '-d', 'HEAD');
  expect(uncommitted(nodeIo, openTree(nodeIo, repo.root), ['Dockerfile'])).toEqual(['Dockerfile']);
  expect(uncommitted(nodeIo, openTree(nodeIo, root), ['Dockerfile'])).toEqual([]);
});

test('a path that git ignores is told, one that it tracks all the same is not', async () => {
  const repo = repository({ '.gitignore': 'build/\n' });
  repo.write('build/kept.txt', 'x\n');
  repo.git('add', '-f', 'build/kept.txt');
  repo.git('commit', '-qm', 'kept');
  const tree = openTree(nodeIo, repo.root);
  expect(ignored(nodeIo, tree, ['build/requirements.txt', 'build/kept.txt', 'requirements.txt'])).toEqual(['build/requirements.txt']);
  expect(ignored(nodeIo, tree, ['requirements.txt'])).toEqual([]);
});
