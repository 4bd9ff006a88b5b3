import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskIo } from '#io/disk.js';
import { nodeIo } from '#io/node.js';
import { unreadable } from '#text/read.js';
import { statePlaces } from '#write/state-folder.js';
import { repository, temporaryFolder } from '../patch/git.js';
import { aMachine } from './setting.js';

const asked = { git: nodeIo, io: diskIo, machine: aMachine() };
/** git is not installed, or refuses a repository that belongs to somebody else. */
const silent = { ...asked, git: { git: () => unreadable('detected dubious ownership') } };

test('git is asked, and where it does not answer the same place is found', () => {
  const repo = repository({ 'a/b/x': '' });
  const root = realpathSync(repo.root);
  const tree = join(realpathSync(temporaryFolder()), 'tree');
  repo.git('worktree', 'add', '-q', tree);
  for (const [folder, state, workspace] of [[root, '.git/slimify', ''], [join(root, 'a/b'), '.git/slimify', 'a/b/'], [tree, '.git/worktrees/tree/slimify', ''], [join(tree, 'a'), '.git/worktrees/tree/slimify', 'a/']] as const) {
    const places = statePlaces(folder, asked);
    expect(places[0]).toEqual({ folder: join(root, state), base: folder.startsWith(tree) ? tree : root, workspace });
    expect(statePlaces(folder, silent)).toEqual(places);
  }
});

test('a folder in a path with a line end', () => {
  const root = join(realpathSync(temporaryFolder()), 'a\nb');
  mkdirSync(root);
  execFileSync('git', ['init', '-q'], { cwd: root });
  expect(statePlaces(root, asked)[0]).toEqual({ folder: join(root, '.git/slimify'), base: root, workspace: '' });
});

test('without git it is a folder of the state home, one for each workspace', () => {
  const [one] = statePlaces('/a', silent);
  const [other] = statePlaces('/b', silent);
  expect(one).toEqual({ folder: expect.stringMatching(/^\/state\/slimify\/[0-9a-f]{16}$/), base: '/a', workspace: '' });
  expect(other?.folder).not.toBe(one?.folder);
});
