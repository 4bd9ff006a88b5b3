import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { withScratchFolder } from '#io/folders.js';
import { openWorktree } from './worktree.js';

function git(folder: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'core.autocrlf=false'];
  return execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
}

test('a commit of a bare repository is checked out as far as its contents are there, and taken away again', async () => {
  await withScratchFolder(new Map([['work/requirements.txt', 'flask\n'], ['work/data.bin', 'large\n']]), (folder) => {
    const work = `${folder}/work`;
    git(work, 'init', '-q');
    git(work, 'add', '.');
    git(work, 'commit', '-q', '-m', 'first');
    const first = git(work, 'rev-parse', 'HEAD');
    git(work, 'rm', '-q', 'requirements.txt');
    git(work, 'commit', '-q', '-m', 'second');
    git(folder, 'clone', '-q', '--bare', '--no-hardlinks', 'work', 'bare.git');
    const bare = `${folder}/bare.git`;
    const blob = git(bare, 'rev-parse', `${first}:data.bin`);
    rmSync(`${bare}/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);

    const tree = openWorktree(bare, first.slice(0, 12));
    if (!tree.ok) throw new Error(tree.reason);
    expect(readFileSync(`${tree.value.folder}/requirements.txt`, 'utf8')).toBe('flask\n');
    expect(tree.value.missing).toEqual(['data.bin']);
    tree.value.remove();
    expect(existsSync(dirname(tree.value.folder))).toBe(false);
    expect(git(bare, 'worktree', 'list').split('\n')).toHaveLength(1);

    expect(openWorktree(bare, '0123456789ab')).toMatchObject({ ok: false });
  });
});
