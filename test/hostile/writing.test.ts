import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AFTER, FILES, monorepo, textsOf } from '../cli/monorepo.js';
import { slimify } from '../cli/slimify.js';
import { temporaryFolder, type Repository } from '../patch/git.js';

/** Git's folder comes along when a repository is unpacked from an archive: what lies in it is not ours alone. */

const API = 'apps/api/Dockerfile';

function stateOf(repo: Repository): string {
  return join(repo.root, '.git/slimify');
}

/** After an apply that was interrupted, with its journal changed. */
function withJournal(change: (text: string) => string): Repository {
  const repo = monorepo();
  slimify(repo.root, 'apply', '--yes');
  const path = join(stateOf(repo), 'journal.json');
  renameSync(join(stateOf(repo), 'last-apply.json'), path);
  writeFileSync(path, change(readFileSync(path, 'utf8')));
  return repo;
}

test('a state folder that is a link is not followed', () => {
  const repo = monorepo();
  const outside = temporaryFolder();
  symlinkSync(outside, stateOf(repo));
  const { code } = slimify(repo.root, 'apply', '--yes');
  // It lies in the user's state folder then.
  expect([code, readdirSync(outside)]).toEqual([0, []]);
  expect(slimify(repo.root, 'undo').out).toContain('3 files as before');
});

test.each<[string, (path: string) => void]>([
  ['a FIFO', (path) => void execFileSync('mkfifo', [path])],
  ['a folder', (path) => void mkdirSync(path)],
  ['a link to a device', (path) => symlinkSync('/dev/zero', path)],
  ['empty', (path) => writeFileSync(path, '')],
  ['another JSON file', (path) => writeFileSync(path, '{"version":1,"kind":"apply","entries":[{"path":"../../x","before":null,"after":null}]}')],
  ['of a newer slimify', (path) => writeFileSync(path, '{"version":2}')],
])('a journal that is %s is one line, and stays', (_, make) => {
  const repo = monorepo();
  mkdirSync(stateOf(repo));
  const path = join(stateOf(repo), 'journal.json');
  make(path);
  for (const words of [['plan'], ['apply', '--yes'], ['undo']]) {
    const { code, out, err } = slimify(repo.root, ...words);
    expect([code, out, err.split('\n').length]).toEqual([2, '', 2]);
  }
  expect([existsSync(path), textsOf(repo)]).toEqual([true, FILES]);
}, 60_000);

test.each(['../outside', '/tmp/slimify-outside', '.git/config', 'a/../../x', ''])('a journal that speaks of %j is none', (path) => {
  const repo = withJournal((text) => text.replaceAll(`"${API}"`, JSON.stringify(path)));
  const { code, err } = slimify(repo.root, 'undo');
  expect([code, err]).toEqual([2, `slimify: ${stateOf(repo)}/journal.json is no journal of slimify; remove it once the files are as they should be\n`]);
});

test('a folder that became a link since is not written through', () => {
  const repo = withJournal((text) => text);
  const outside = temporaryFolder();
  renameSync(join(repo.root, 'apps'), join(outside, 'apps'));
  symlinkSync(join(outside, 'apps'), join(repo.root, 'apps'));
  const { code, err } = slimify(repo.root, 'undo');
  expect(code).toBe(0);
  expect(err).toContain(`slimify: ${API} was changed since then and is left as it is`);
  expect(readFileSync(join(outside, API), 'utf8')).toBe(AFTER[API]);
  expect(repo.read('libs/requirements.txt')).toBe(FILES['libs/requirements.txt']);
});

test('what a journal says reaches the terminal harmlessly', () => {
  const repo = withJournal((text) => text.replace(/"host":"[^"]*"/, '"host":"\\u001b[2Jdesk\\n"').replace(/"at":"[^"]*"/, '"at":"\\u001b]0;x\\u0007"'));
  for (const words of [['plan'], ['undo']]) {
    const { err } = slimify(repo.root, ...words);
    expect(err).toContain(String.raw`\x1b]0;x\x07`);
    if (words[0] === 'undo') expect(err).toContain(String.raw`\x1b[2Jdesk\n`);
    expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  }
});

test('so does what a saved plan says', () => {
  const repo = monorepo();
  const file = join(temporaryFolder(), 'plan.json');
  writeFileSync(file, '{ "slimify": "plan", "version": 1, "files\u001b[2J": [] }');
  const { code, err } = slimify(repo.root, 'apply', file, '--yes');
  expect([code, err.split('\n').length]).toEqual([2, 2]);
  expect(err).not.toMatch(/\u001b/);
});
