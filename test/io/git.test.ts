import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { gitEnvironment } from '#io/git-environment.js';
import { nodeIo } from '#io/node.js';
import { pathOutside } from '#io/program-path.js';
import { repository, temporaryFolder } from '../patch/git.js';

afterEach(() => void vi.unstubAllEnvs());

/** What these write is there if they were run. */
function trap(): { readonly marker: string; readonly script: string } {
  const folder = temporaryFolder();
  const marker = join(folder, 'ran');
  const script = join(folder, 'trap.sh');
  writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> '${marker}'\n`);
  chmodSync(script, 0o755);
  return { marker, script };
}

test('the repository that we stand in is asked, whatever a hook of another one has set', () => {
  const [here, other] = [repository({ 'here.txt': '' }), repository({ 'other.txt': '' })];
  vi.stubEnv('GIT_DIR', join(other.root, '.git'));
  vi.stubEnv('GIT_INDEX_FILE', join(other.root, '.git/index'));
  vi.stubEnv('GIT_LITERAL_PATHSPECS', '1');
  expect(nodeIo.git(['ls-files', '--', ':(literal)here.txt'], here.root)).toEqual({ ok: true, value: 'here.txt\n' });
});

test("what is the person's own stays: safe.directory by the environment, a proxy", () => {
  const made = gitEnvironment({ PATH: '/usr/bin', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', HOME: '/h', GIT_WORK_TREE: '/x' }, '/w', () => false);
  expect(made).toMatchObject({ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', HOME: '/h', LC_ALL: 'C' });
  expect(made['GIT_WORK_TREE']).toBeUndefined();
});

test.each([
  ['/w/bin:/usr/bin:/w/a/../bin', '/usr/bin'],
  ['bin:.::/usr/bin', '/usr/bin'],
  ['/w2/bin:/wa:/usr/bin', '/w2/bin:/wa:/usr/bin'],
])('a program of the repository is not found: %s', (path, left) => {
  expect(pathOutside(path, '/w')).toBe(left);
});

test('a git that lies in the repository is not run, from a folder below its root either', () => {
  const { marker, script } = trap();
  const repo = repository({ 'a/x.txt': '' });
  mkdirSync(join(repo.root, 'node_modules/.bin'), { recursive: true });
  execFileSync('cp', [script, join(repo.root, 'node_modules/.bin/git')]);
  execFileSync('cp', [script, join(repo.root, 'a/git')]);
  vi.stubEnv('PATH', [join(repo.root, 'node_modules/.bin'), '.', process.env['PATH']].join(delimiter));
  expect(nodeIo.git(['ls-files'], join(repo.root, 'a'))).toEqual({ ok: true, value: 'x.txt\n' });
  expect(existsSync(marker)).toBe(false);
});

test('objects that are not here are not fetched: the repository names the program that would', () => {
  const { marker, script } = trap();
  const repo = repository({ 'a/Dockerfile': 'FROM a\n' });
  for (const [key, value] of [
    ['core.repositoryformatversion', '1'], ['extensions.partialclone', 'origin'], ['remote.origin.promisor', 'true'], ['remote.origin.url', `ext::${script}`],
    ['protocol.allow', 'always'], ['protocol.ext.allow', 'always'], ['core.sshcommand', script], ['remote.origin.uploadpack', script],
  ] as const) repo.git('config', key, value);
  const tree = repo.git('rev-parse', 'HEAD:a').trim();
  rmSync(join(repo.root, '.git/objects', tree.slice(0, 2), tree.slice(2)));
  expect(nodeIo.git(['ls-tree', '-r', '-z', 'HEAD', '--', ':(literal)a/Dockerfile'], repo.root).ok).toBe(false);
  expect(existsSync(marker)).toBe(false);
  // Without that, git would have run it.
  expect(() => execFileSync('git', ['ls-tree', '-r', 'HEAD'], { cwd: repo.root, stdio: 'ignore' })).toThrow();
  expect(existsSync(marker)).toBe(true);
});

test('where there is no git it is one clear reason', () => {
  vi.stubEnv('PATH', temporaryFolder());
  expect(nodeIo.git(['rev-parse'], '/')).toEqual({ ok: false, reason: 'git is not installed outside of this repository' });
});
