import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { thisMachine } from '#io/machine.js';
import { repository, temporaryFolder, type Repository } from '../patch/git.js';
import { AFTER, FILES, monorepo, textsOf } from './monorepo.js';
import { slimify, slimifyBeside, slimifyWith } from './slimify.js';

const TIME = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC`;
const API = 'apps/api/Dockerfile';

test('takes back the last apply, and the next time there is nothing to take back', () => {
  const repo = monorepo();
  chmodSync(join(repo.root, API), 0o755);
  repo.git('commit', '-qam', 'a program');
  expect(slimify(repo.root, 'apply', '--yes').code).toBe(0);
  const { code, out, err } = slimify(repo.root, 'undo');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(new RegExp(`^Took back the apply of ${TIME}: 3 files as before\\.\n  restored  apps/api/Dockerfile\n  restored  apps/worker/Dockerfile\n  restored  libs/requirements\\.txt\n$`));
  expect(repo.git('status', '--porcelain')).toBe('');
  expect(statSync(join(repo.root, API)).mode & 0o777).toBe(0o755);
  expect(slimify(repo.root, 'undo')).toEqual({ code: 0, out: 'Nothing to take back.\n', err: '' });
});

test('a commit in between is no obstacle, and stays', () => {
  const repo = monorepo();
  slimify(repo.root, 'apply', '--yes');
  repo.git('commit', '-qam', 'slim');
  expect(slimify(repo.root, 'undo').code).toBe(0);
  expect(textsOf(repo)).toEqual(FILES);
  expect(repo.git('log', '--format=%s')).toBe('slim\nfirst\n');
});

test('files that changed since are named, and nothing is taken back', () => {
  const repo = monorepo();
  slimify(repo.root, 'apply', '--yes');
  repo.write(API, `${AFTER[API]}# mine\n`);
  const { code, out, err } = slimify(repo.root, 'undo');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(new RegExp(`^slimify: ${API} changed since slimify wrote it\nslimify: nothing was taken back; the apply was that of ${TIME}\n$`));
  expect(textsOf(repo)).toEqual({ ...AFTER, [API]: `${AFTER[API]}# mine\n` });
  repo.write(API, AFTER[API]);
  expect(slimify(repo.root, 'undo').code).toBe(0);
  expect(textsOf(repo)).toEqual(FILES);
});

/** The state in which a process leaves a workspace that dies while it writes: the journal, and some of the files. */
function interruptedApply(repo: Repository, state = join(repo.root, '.git/slimify')): void {
  expect(slimify(repo.root, 'apply', '--yes').code).toBe(0);
  renameSync(join(state, 'last-apply.json'), join(state, 'journal.json'));
  repo.write(API, FILES[API]);
}

test.each([
  ['plan'], ['check'], ['services'], ['needs'], ['why', 'flask'], ['image', 'api'], ['apply', '--dry-run'],
])('after an interrupted apply, %s names it and does nothing', (...words) => {
  const repo = monorepo();
  interruptedApply(repo);
  const { code, out, err } = slimify(repo.root, ...words);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(new RegExp(`^slimify: apply was interrupted at ${TIME} \\(2 of 3 files written\\); slimify undo puts everything back, slimify apply does so first and goes on\n$`));
});

test('undo puts an interrupted apply back, and says what it did', () => {
  const repo = monorepo();
  interruptedApply(repo);
  const { code, out, err } = slimify(repo.root, 'undo');
  expect([code, out]).toEqual([0, 'Taken back: nothing of it is left.\n']);
  expect(err).toMatch(/^slimify: the apply of .* was interrupted: 2 of 3 files had been written and were put back\n$/);
  expect(textsOf(repo)).toEqual(FILES);
  expect(slimify(repo.root, 'plan').code).toBe(0);
});

test('apply puts it back, says so, and goes on', () => {
  const repo = monorepo();
  interruptedApply(repo);
  const { code, out, err } = slimify(repo.root, 'apply', '--yes');
  expect([code, out.endsWith('Wrote 3 files.  Take it back: slimify undo\n')]).toEqual([0, true]);
  expect(err).toContain('was interrupted: 2 of 3 files had been written and were put back\n');
  expect(textsOf(repo)).toEqual(AFTER);
  expect(slimify(repo.root, 'undo').code).toBe(0);
  expect(textsOf(repo)).toEqual(FILES);
});

test('a file that somebody changed after the interruption stays as it is, and is named', () => {
  const repo = monorepo();
  interruptedApply(repo);
  repo.write('libs/requirements.txt', 'mine\n');
  const { code, err } = slimify(repo.root, 'undo');
  expect(code).toBe(0);
  expect(err).toMatch(/\nslimify: libs\/requirements\.txt was changed since then and is left as it is; its earlier text lies in .*\/earlier-[0-9a-f]{16}\n$/);
  const kept = /lies in (.*)\n/.exec(err)?.[1] ?? '';
  expect(readFileSync(kept, 'utf8')).toBe(FILES['libs/requirements.txt']);
  expect(textsOf(repo)).toEqual({ ...FILES, 'libs/requirements.txt': 'mine\n' });
});

test('a journal that cannot be read stops every command with one line', () => {
  const repo = monorepo();
  mkdirSync(join(repo.root, '.git/slimify'));
  writeFileSync(join(repo.root, '.git/slimify/journal.json'), '{"version": 1');
  for (const words of [['plan'], ['apply', '--yes'], ['undo']]) {
    const { code, err } = slimify(repo.root, ...words);
    expect([code, err.split('\n').length]).toEqual([2, 2]);
    expect(err).toContain('.git/slimify/journal.json');
  }
});

test('two at once: the second says who is at work, and writes nothing', async () => {
  const repo = monorepo();
  const go = join(temporaryFolder(), 'go');
  const begun = `${go}-begun`;
  // A rule of this repository that takes its time stands for a person who reads the plan before they answer.
  repo.write('rules.mjs', `import { existsSync, writeFileSync } from 'node:fs';
export default { meta: { name: 'house/slow', scope: 'workspace', summary: 'x', why: 'x', safety: 'safe', messages: { x: 'x' } },
  *check() { writeFileSync(${JSON.stringify(begun)}, ''); while (!existsSync(${JSON.stringify(go)})); } };\n`);
  repo.write('slimify.config.json', '{ "ownRules": ["./rules.mjs"] }\n');
  const first = slimifyBeside({}, repo.root, 'apply', '--yes');
  while (!existsSync(begun)) await new Promise((resolve) => setTimeout(resolve, 20));
  const second = slimify(repo.root, 'apply', '--yes', '--no-config');
  expect([second.code, second.out]).toEqual([2, '']);
  expect(second.err).toMatch(new RegExp(`^slimify: slimify \\(process \\d+ on ${hostname()}\\) is at work here since ${TIME}; try again once it is done\n$`));
  expect(slimify(repo.root, 'undo').err).toBe(second.err);
  expect(slimify(repo.root, 'services').code).toBe(0);
  writeFileSync(go, '');
  expect((await first).code).toBe(0);
  expect(textsOf(repo)).toEqual(AFTER);
});

test('while another one writes, commands that only read say so', () => {
  const repo = monorepo();
  interruptedApply(repo);
  const lock = { pid: process.pid, host: hostname(), since: '2026-11-22T12:00:00.000Z', began: thisMachine().began(process.pid) };
  writeFileSync(join(repo.root, '.git/slimify/lock'), JSON.stringify(lock));
  expect(slimify(repo.root, 'plan')).toEqual({
    code: 2,
    out: '',
    err: `slimify: slimify (process ${process.pid} on ${hostname()}) is at work here since 2026-11-22 12:00:00 UTC; try again once it is done\n`,
  });
});

test('the lock of a process that is gone is taken over, and that is said', () => {
  const repo = monorepo();
  mkdirSync(join(repo.root, '.git/slimify'));
  writeFileSync(join(repo.root, '.git/slimify/lock'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), since: '2026-11-22T12:00:00.000Z', began: null }));
  const { code, err } = slimify(repo.root, 'apply', '--yes');
  expect([code, err]).toEqual([0, `slimify: slimify (process 4194305 on ${hostname()}) is gone and left its lock; it is taken over\n`]);
});

test('without git the state lies in the state folder', () => {
  const root = temporaryFolder();
  const home = temporaryFolder();
  mkdirSync(join(root, 'api'));
  writeFileSync(join(root, 'api/Dockerfile'), FILES[API]);
  const env = { XDG_STATE_HOME: home };
  expect(slimifyWith(env, root, 'apply', '--yes', '--root', root).code).toBe(0);
  expect(existsSync(join(home, 'slimify'))).toBe(true);
  expect(slimifyWith(env, root, 'undo').out).toContain('1 file as before');
  expect(readFileSync(join(root, 'api/Dockerfile'), 'utf8')).toBe(FILES[API]);
});

test('each work tree has its own', () => {
  const repo = monorepo();
  const other = join(temporaryFolder(), 'other');
  repo.git('worktree', 'add', '-q', other);
  expect(slimify(other, 'apply', '--yes').code).toBe(0);
  expect(slimify(repo.root, 'undo').out).toBe('Nothing to take back.\n');
  expect(existsSync(join(repo.root, '.git/worktrees/other/slimify/last-apply.json'))).toBe(true);
  expect(slimify(other, 'undo').out).toContain('3 files as before');
  expect(execFileSync('git', ['status', '--porcelain'], { cwd: other, encoding: 'utf8' })).toBe('');
});

test('so has a submodule', () => {
  const inner = monorepo();
  const outer = repository({ 'README.md': 'x\n' });
  outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.root, 'inner');
  expect(slimify(join(outer.root, 'inner'), 'apply', '--yes').code).toBe(0);
  expect(existsSync(join(outer.root, '.git/modules/inner/slimify/last-apply.json'))).toBe(true);
  expect(slimify(join(outer.root, 'inner'), 'undo').out).toContain('3 files as before');
});

test('a part of the repository is taken back from above or from itself, never from beside', () => {
  const repo = monorepo(Object.fromEntries(['a', 'b'].flatMap((part) => Object.entries(FILES).map(([path, text]) => [`${part}/${path}`, text]))));
  expect(slimify(repo.root, 'apply', '--yes', '--root', 'a').code).toBe(0);
  const beside = slimify(repo.root, 'undo', '--root', 'b');
  expect([beside.code, beside.err]).toEqual([2, 'slimify: the last apply was in a/; slimify undo --root a takes it back\n']);
  expect(slimify(repo.root, 'undo').out).toContain('  restored  a/libs/requirements.txt\n');
  expect(repo.git('status', '--porcelain')).toBe('');
});

test('a file with several names is not parted from them', () => {
  const repo = monorepo();
  execFileSync('ln', [join(repo.root, API), join(repo.root, 'also')]);
  const { code, err } = slimify(repo.root, 'apply', '--yes');
  expect([code, err]).toEqual([2, `slimify: ${API} has 2 names on the disk (hard links), and only this one would get the new text\nslimify: nothing was written; give each of these names a file of its own (cp X Y && mv Y X), or exclude them in the configuration\n`]);
  expect(textsOf(repo)).toEqual(FILES);
});

test('commands that look at no file go on', () => {
  const repo = monorepo();
  interruptedApply(repo);
  expect(slimify(repo.root, 'rule', 'list').code).toBe(0);
});

test('where git does not answer the state lies in its folder all the same', () => {
  const repo = monorepo();
  const other = join(temporaryFolder(), 'other');
  repo.git('worktree', 'add', '-q', other);
  const env = { PATH: '/nonexistent', XDG_STATE_HOME: temporaryFolder() };
  for (const [root, state] of [[repo.root, '.git/slimify'], [other, join(repo.root, '.git/worktrees/other/slimify')]] as const) {
    expect(slimifyWith(env, root, 'apply', '--yes', '--allow-dirty', '--root', root).code).toBe(0);
    expect(existsSync(join(state.startsWith('/') ? state : join(root, state), 'last-apply.json'))).toBe(true);
    expect(slimify(root, 'undo').out).toContain('3 files as before');
  }
});
