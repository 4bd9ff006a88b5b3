import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createContextFiles } from '#files/context-files.js';
import { contextTree } from '#files/context-tree.js';
import { readDockerignore } from '#files/dockerignore.js';
import { makeTree, openTree, pathsBelow, presenceOf } from '#files/tree.js';
import { withTexts } from '#files/snapshot.js';
import { nodeIo } from '#io/node.js';
import { repository, temporaryFolder } from '../patch/git.js';
import { load } from '../workspace.js';

test('a file that git ignores is on disk and in the build context, but not versioned', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n', '.gitignore': 'model.bin\n' });
  repo.write('model.bin', 'weights');
  const tree = openTree(nodeIo, repo.root);
  expect(['Dockerfile', 'model.bin', 'gone.bin'].map((path) => presenceOf(tree, path))).toEqual(['versioned', 'not versioned', 'missing']);
  expect(contextTree(tree, '', null).onDisk('model.bin')).toBe('file');
  expect(contextTree(tree, '', readDockerignore('.dockerignore', '*.bin\n')).onDisk('model.bin')).toBeNull();
});

test('a folder of made things is there, though it takes no part', async () => {
  const repo = repository({ 'Dockerfile': 'FROM a\n', '.gitignore': 'node_modules\n' });
  repo.write('node_modules/left/index.js', '');
  const tree = openTree(nodeIo, repo.root);
  expect([tree.onDisk('node_modules'), presenceOf(tree, 'node_modules')]).toEqual(['folder', 'not versioned']);
});

test('a link counts as what it leads to, unless that lies outside', async () => {
  const outside = temporaryFolder();
  writeFileSync(`${outside}/secret.txt`, 'secret');
  const root = temporaryFolder();
  mkdirSync(`${root}/real`);
  writeFileSync(`${root}/real/a.txt`, 'a');
  symlinkSync('real/a.txt', `${root}/near`);
  symlinkSync(`${outside}/secret.txt`, `${root}/far`);
  symlinkSync(outside, `${root}/folder`);
  symlinkSync('itself', `${root}/itself`);
  const tree = openTree(nodeIo, root);
  expect(['near', 'far', 'folder/secret.txt', 'itself', '../x', '/etc/passwd'].map((path) => tree.onDisk(path))).toEqual(['file', null, null, null, null, null]);
  const files = createContextFiles(nodeIo, root);
  expect([files.text('near'), files.text('far'), files.text('folder/secret.txt')]).toEqual(['a', null, null]);
});

test('a tree made of names alone says of its disk what the names say', () => {
  const tree = makeTree('/repo', null, ['a/b.txt']);
  expect([tree.onDisk('a'), tree.onDisk('a/b.txt'), tree.onDisk('c')]).toEqual(['folder', 'file', null]);
});

test('the files below a folder are found by its name and a slash, not by its beginning', () => {
  const tree = makeTree('/repo', null, ['app/a', 'app-old/b', 'app.txt', 'app/c/d', 'z']);
  expect(pathsBelow(tree, 'app')).toEqual(['app/a', 'app/c/d']);
});

test('any text file can be read when it is asked for; binary and huge ones say why not', () => {
  const { snapshot } = load({
    'Makefile': 'build:\n\tdocker build .\n',
    'logo.png': new Uint8Array([0x89, 0x50, 0, 1]),
    'dump.sql': 'x'.repeat(1_000_001),
  });
  expect(snapshot.text('Makefile')).toBe('build:\n\tdocker build .\n');
  expect(['logo.png', 'dump.sql', 'none'].map((path) => snapshot.contextFiles.read(path))).toEqual([
    { ok: false, reason: 'binary: it holds a NUL byte' },
    { ok: false, reason: 'larger than 1 MB' },
    { ok: false, reason: 'does not exist in the workspace' },
  ]);
});

test('what a plan has changed, made or taken away wins over the disk', () => {
  const { snapshot } = load({ 'Dockerfile': 'FROM a\n', 'Makefile': 'all:\n', 'Procfile': 'web: run\n' });
  const next = withTexts(snapshot, new Map([['Makefile', 'none:\n'], ['Procfile', null], ['.dockerignore', '.git\n']]), () => null);
  expect(['Dockerfile', 'Makefile', 'Procfile', '.dockerignore'].map((path) => next.text(path))).toEqual(['FROM a\n', 'none:\n', null, '.git\n']);
  expect(snapshot.text('Procfile')).toBe('web: run\n');
});
