import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../patch/git.js';
import { AFTER, FILES, monorepo, textsOf } from './monorepo.js';
import { slimify, slimifyOnTerminal } from './slimify.js';

test('--yes writes without a terminal, the report says applied, and a second run has nothing to do', () => {
  const repo = monorepo();
  const report = join(temporaryFolder(), 'report.json');
  const { code, out, err } = slimify(repo.root, 'apply', '--safety', 'review', '--yes', '--no-input', '--report', report);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/4 fixes for 3 files\.\n\nWrote 3 files\. {2}Take it back: slimify undo\n$/);
  expect(textsOf(repo)).toEqual(AFTER);
  const { findings } = JSON.parse(readFileSync(report, 'utf8')) as { findings: { applied: boolean; status: string; safety: string }[] };
  expect(findings.filter(({ safety }) => safety !== 'suggestion').map(({ applied, status }) => [applied, status])).toEqual(Array.from({ length: 4 }, () => [true, 'applied']));

  repo.git('commit', '-qam', 'slim');
  const again = slimify(repo.root, 'apply', '--safety', 'review', '--yes');
  expect([again.code, again.out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Nothing to change.']);
  expect(repo.git('status', '--porcelain')).toBe('');
});

test('without a terminal and without --yes it writes nothing and says so in one line', () => {
  const repo = monorepo();
  const { code, out, err } = slimify(repo.root, 'apply');
  expect([code, out]).toEqual([2, '']);
  expect(err).toBe('slimify: apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write\n');
  expect(textsOf(repo)).toEqual(FILES);
});

test('--dry-run shows the same and writes nothing', () => {
  const repo = monorepo();
  const dry = slimify(repo.root, 'apply', '--dry-run');
  expect(dry.code).toBe(0);
  expect(textsOf(repo)).toEqual(FILES);
  const wet = slimify(repo.root, 'apply', '--yes');
  expect(wet.out).toBe(`${dry.out}\nWrote 3 files.  Take it back: slimify undo\n`);
});

test('--json prints what was applied', () => {
  const repo = monorepo();
  const { out } = slimify(repo.root, 'apply', '--yes', '--json');
  const { findings } = JSON.parse(out) as { findings: { applied: boolean; safety: string }[] };
  expect(findings.every(({ applied, safety }) => applied === (safety !== 'suggestion'))).toBe(true);
  expect(textsOf(repo)).toEqual(AFTER);
});

test('uncommitted changes in a file are not written over unless they may be', () => {
  const repo = monorepo();
  repo.write('apps/api/Dockerfile', `${FILES['apps/api/Dockerfile']}# mine\n`);
  const { code, err } = slimify(repo.root, 'apply', '--yes');
  expect(code).toBe(2);
  expect(err).toBe('slimify: apps/api/Dockerfile has changes that are not committed\nslimify: nothing was written; commit or stash first, or use --allow-dirty\n');
  expect(textsOf(repo)).toEqual({ ...FILES, 'apps/api/Dockerfile': `${FILES['apps/api/Dockerfile']}# mine\n` });
  expect(slimify(repo.root, 'apply', '--yes', '--allow-dirty').code).toBe(0);
  expect(repo.read('apps/api/Dockerfile')).toBe(`${AFTER['apps/api/Dockerfile']}# mine\n`);
});

test('uncommitted changes elsewhere do not matter', () => {
  const repo = monorepo({ ...FILES, 'README.md': 'a\n' });
  repo.write('README.md', 'b\n');
  expect(slimify(repo.root, 'apply', '--yes').code).toBe(0);
});

test('on a terminal it shows the plan and asks once', () => {
  const repo = monorepo();
  const { code, out } = slimifyOnTerminal(repo.root, ['y\\r'], 'apply', '--no-color');
  expect(out.match(/Write 4 fixes to 3 files\? \[y\/N\/s\(elect\)\] /g)).not.toBeNull();
  expect(out.indexOf('-ipaddress==1.0.23')).toBeLessThan(out.indexOf('Write 4 fixes'));
  expect(out).toContain('Wrote 3 files.');
  expect(code).toBe(0);
  expect(textsOf(repo)).toEqual(AFTER);
});

test.each([['n\\r'], ['\\r'], ['maybe\\r'], ['\\x04']])('any other answer writes nothing: %s', (reply) => {
  const repo = monorepo();
  const { code, out } = slimifyOnTerminal(repo.root, [reply], 'apply');
  expect(out).toContain('Nothing written.');
  expect(code).toBe(0);
  expect(textsOf(repo)).toEqual(FILES);
});

test('select takes the rules that a person wants', () => {
  const repo = monorepo();
  const { code, out } = slimifyOnTerminal(repo.root, ['s\\r', 'n\\r', 'y\\r'], 'apply');
  expect(out).toContain('requirements/backport, safe: 1 fix in 1 file? [y/N] ');
  expect(out).toContain('dockerfile/pip-cache, safe: 3 fixes in 2 files? [y/N] ');
  expect(out).toContain('Wrote 2 files.');
  expect(code).toBe(0);
  expect(textsOf(repo)).toEqual({ ...AFTER, 'libs/requirements.txt': FILES['libs/requirements.txt'] });
});

test('an interrupt at the question is 130, and nothing is written', () => {
  const repo = monorepo();
  expect(slimifyOnTerminal(repo.root, ['\\x03'], 'apply').code).toBe(130);
  expect(textsOf(repo)).toEqual(FILES);
});

test('on a terminal, --yes does not ask and --no-input does not write', () => {
  const repo = monorepo();
  expect(slimifyOnTerminal(repo.root, [], 'apply', '--no-input').code).toBe(2);
  expect(textsOf(repo)).toEqual(FILES);
  const { out } = slimifyOnTerminal(repo.root, [], 'apply', '--yes');
  expect(out).not.toContain('[y/N');
  expect(textsOf(repo)).toEqual(AFTER);
});

test('check is 1 while apply would write, and 0 after', () => {
  const repo = monorepo();
  const before = slimify(repo.root, 'check');
  expect([before.code, before.out.trimEnd().split('\n').at(-1)]).toEqual([1, '3 files would change: slimify apply writes them.']);
  slimify(repo.root, 'apply', '--yes');
  const after = slimify(repo.root, 'check');
  expect([after.code, after.out.trimEnd().split('\n').at(-1)]).toEqual([0, 'Nothing to change.']);
});

test('a rule that fails leaves the rest standing, and the code is 3', () => {
  const repo = monorepo({
    ...FILES,
    'slimify.config.json': '{ "ownRules": ["./rules/bad.mjs"] }\n',
    'rules/bad.mjs': "export default { meta: { name: 'house/bad', scope: 'dockerfile', summary: 'x', why: 'x', safety: 'safe', messages: { x: 'x' } }, *check() { throw new Error('no luck'); } };\n",
  });
  const { code, out, err } = slimify(repo.root, 'apply', '--yes');
  expect(code).toBe(3);
  expect(err).toBe('slimify: the rule house/bad failed and is left out: no luck (--debug shows where)\n');
  expect(out).toContain('    house/bad: no luck\n');
  expect(textsOf(repo)).toEqual(AFTER);
  expect(slimify(repo.root, 'plan', '--debug').err).toContain('rules/bad.mjs:1');
  expect(slimify(repo.root, 'plan', '--no-config').code).toBe(0);
});

test('a file that is written to between plan and question is not overwritten', () => {
  const repo = monorepo();
  const path = join(repo.root, 'rules.mjs');
  // The own rule of this repository stands for someone who edits a file while slimify plans.
  writeFileSync(path, `import { appendFileSync } from 'node:fs';
export default { meta: { name: 'house/editor', scope: 'dockerfile', summary: 'x', why: 'x', safety: 'safe', messages: { x: 'x' } },
  *check() { appendFileSync(${JSON.stringify(join(repo.root, 'libs/requirements.txt'))}, '# edited\\n'); } };\n`);
  repo.write('slimify.config.json', '{ "ownRules": ["./rules.mjs"] }\n');
  const { code, err } = slimify(repo.root, 'apply', '--yes', '--allow-dirty');
  expect(code).toBe(2);
  expect(err).toBe('slimify: libs/requirements.txt changed since it was read\nslimify: nothing was written; run slimify again\n');
  expect(repo.read('apps/api/Dockerfile')).toBe(FILES['apps/api/Dockerfile']);
});
