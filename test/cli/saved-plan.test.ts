import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { checksumOf } from '#report/saved-plan.js';
import { temporaryFolder, type Repository } from '../patch/git.js';
import { AFTER, FILES, monorepo, textsOf } from './monorepo.js';
import { slimify, slimifyOnTerminal } from './slimify.js';

const API = 'apps/api/Dockerfile';

interface Saved {
  workspace: string;
  version: number;
  files: { path: string; before: { sha256: string } | null; after: { text: string } | null }[];
  report: object;
  checksum: string;
}

/** A repository with its saved plan beside it. */
function saved(): { readonly repo: Repository; readonly file: string; readonly plan: Saved } {
  const repo = monorepo();
  const file = join(temporaryFolder(), 'plan.json');
  const { code, err } = slimify(repo.root, 'plan', '--out', file);
  expect([code, err]).toEqual([0, `slimify: saved: slimify apply ${file} writes exactly this\n`]);
  return { repo, file, plan: JSON.parse(readFileSync(file, 'utf8')) as Saved };
}

/** The plan with something changed, and a checksum that fits: what a person could do who means it. */
function forged(plan: Saved, change: (plan: Saved) => void): string {
  const { checksum: _, ...content } = structuredClone(plan);
  change(content as Saved);
  return JSON.stringify({ ...content, checksum: checksumOf(content) });
}

test('a saved plan is written to the byte, with its report, and can be taken back', () => {
  const { repo, file } = saved();
  const report = join(temporaryFolder(), 'report.json');
  chmodSync(join(repo.root, API), 0o755);
  repo.git('commit', '-qam', 'a program');
  const { code, out, err } = slimify(repo.root, 'apply', file, '--yes', '--report', report);
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^A saved plan: 4 fixes for 3 files\.\n/);
  expect(out).toMatch(/\+RUN pip install --no-cache-dir gunicorn\n[^]*\nWrote 3 files\. {2}Take it back: slimify undo\n$/);
  expect(textsOf(repo)).toEqual(AFTER);
  expect(statSync(join(repo.root, API)).mode & 0o777).toBe(0o755);
  const { findings } = JSON.parse(readFileSync(report, 'utf8')) as { findings: { applied: boolean; status: string; safety: string }[] };
  expect(findings.filter(({ safety }) => safety !== 'suggestion').map(({ applied, status }) => [applied, status])).toEqual(Array.from({ length: 4 }, () => [true, 'applied']));
  slimify(repo.root, 'undo');
  expect(textsOf(repo)).toEqual(FILES);
});

test('two runs give the same bytes, in another folder too; neither clock nor path is in them', () => {
  const [one, other] = [saved(), saved()];
  expect(readFileSync(other.file, 'utf8')).toBe(readFileSync(one.file, 'utf8'));
  expect(slimify(one.repo.root, 'plan', '--out', `${one.file}-again`).code).toBe(0);
  expect(readFileSync(`${one.file}-again`, 'utf8')).toBe(readFileSync(one.file, 'utf8'));
  expect(readFileSync(one.file, 'utf8')).not.toContain(one.repo.root);
});

test('it follows its schema', () => {
  const schema = (name: string): object => JSON.parse(readFileSync(new URL(`../../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object;
  const ajv = new Ajv({ strict: false, allowUnionTypes: true }).addSchema(schema('report-v1'), 'report-v1.schema.json');
  const validate = ajv.compile(schema('plan-v1'));
  expect([validate(saved().plan), validate.errors]).toEqual([true, null]);
});

test('what changed since is named, and nothing is written', () => {
  const { repo, file } = saved();
  repo.write(API, `${FILES[API]}# mine\n`);
  repo.git('rm', '-q', '--cached', 'libs/requirements.txt');
  repo.git('commit', '-qam', 'mine');
  repo.write('libs/requirements.txt', 'mine\n');
  const { code, err } = slimify(repo.root, 'apply', file, '--yes', '--allow-dirty');
  expect([code, err]).toEqual([2, [API, 'libs/requirements.txt'].map((path) => `slimify: ${path} changed since the plan was saved\n`).join('') + 'slimify: nothing was written; save the plan again: slimify plan --out FILE\n']);
  expect(repo.read('apps/worker/Dockerfile')).toBe(FILES['apps/worker/Dockerfile']);
});

test('changes elsewhere do not matter, and uncommitted ones of the same file cannot be', () => {
  const { repo, file } = saved();
  repo.write('README.md', 'x\n');
  expect(slimify(repo.root, 'apply', file, '--yes').code).toBe(0);
});

test('it asks on a terminal, and is not written without one', () => {
  const { repo, file } = saved();
  expect(slimify(repo.root, 'apply', file).code).toBe(2);
  expect(slimifyOnTerminal(repo.root, ['n\\r'], 'apply', file).out).toContain('Nothing written.');
  expect(textsOf(repo)).toEqual(FILES);
  const { code, out } = slimifyOnTerminal(repo.root, ['y\\r'], 'apply', file);
  expect(out).toContain('Write 3 files? [y/N] ');
  expect([code, textsOf(repo)]).toEqual([0, AFTER]);
});

test('--dry-run shows it and writes nothing', () => {
  const { repo, file } = saved();
  expect(slimify(repo.root, 'apply', file, '--dry-run').out).toContain('+RUN pip install --no-cache-dir gunicorn\n');
  expect(textsOf(repo)).toEqual(FILES);
});

test('a plan of a part of the repository finds its place from the git root', () => {
  const repo = monorepo(Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`part/${path}`, text])));
  const file = join(temporaryFolder(), 'plan.json');
  slimify(repo.root, 'plan', '--root', 'part', '--out', file);
  expect((JSON.parse(readFileSync(file, 'utf8')) as Saved).workspace).toBe('part/');
  expect(slimify(repo.root, 'apply', file, '--yes').code).toBe(0);
  expect(textsOf(repo, Object.keys(FILES).map((path) => `part/${path}`))).toEqual(Object.fromEntries(Object.entries(AFTER).map(([path, text]) => [`part/${path}`, text])));
});

test.each<[string, (text: string, plan: Saved) => string, string]>([
  ['cut off', (text) => text.slice(0, text.length / 2), 'is no plan of slimify: it is cut off, or no JSON'],
  ['empty', () => '', 'is no plan of slimify: it is cut off, or no JSON'],
  ['another JSON file', () => '{ "name": "x" }', 'is no plan of slimify'],
  ['a list', () => '[]', 'is no plan of slimify'],
  ['edited by hand', (text) => text.replace('--no-cache-dir', '--no-cache-dir --pre'), 'was edited since it was saved: its checksum is another one; save it again with plan --out'],
  ['of a newer slimify', (_, plan) => JSON.stringify({ ...plan, version: 2 }), 'was saved by a newer slimify: it has version 2, and this one reads version 1'],
  ['without files', (_, plan) => JSON.stringify({ ...plan, files: undefined }), "is no plan of slimify: it must have required property 'files'"],
  ['with a number for a path', (_, plan) => forged(plan, ({ files }) => Object.assign(files[0] ?? {}, { path: 7 })), 'is no plan of slimify: files.0.path must be string'],
  ['with a file twice', (_, plan) => forged(plan, ({ files }) => files.push(...files.slice(0, 1))), `is no plan of slimify: "${API}" stands in it twice`],
])('one that is %s is refused in one line', (_, change, reason) => {
  const { repo, file, plan } = saved();
  writeFileSync(file, change(readFileSync(file, 'utf8'), plan));
  expect(slimify(repo.root, 'apply', file, '--yes')).toEqual({ code: 2, out: '', err: `slimify: ${file} ${reason}\n` });
  expect(textsOf(repo)).toEqual(FILES);
});

test('laid out otherwise it is the same plan', () => {
  const { repo, file, plan } = saved();
  writeFileSync(file, JSON.stringify(plan));
  expect(slimify(repo.root, 'apply', file, '--yes').code).toBe(0);
});

test.each([
  ['../outside', 'is not a path inside the workspace'],
  ['/tmp/slimify-outside', 'is not a path inside the workspace'],
  ['a/../../outside', 'is not a path inside the workspace'],
  ['.git/hooks/pre-commit', "lies in git's own folder"],
  ['.GIT/config', "lies in git's own folder"],
  ['away/outside', 'leads out of the workspace through a symbolic link'],
  ['ignored/x', 'git ignores it'],
  ['.slimify\u001b[2J', ''],
])('whatever it says, nothing is written outside of the workspace: %j', (path, reason) => {
  const { repo, file, plan } = saved();
  const outside = temporaryFolder();
  symlinkSync(outside, join(repo.root, 'away'));
  repo.write('.gitignore', 'ignored\n');
  writeFileSync(file, forged(plan, ({ files }) => files.push({ path, before: null, after: { text: 'x\n' } })));
  const { code, err } = slimify(repo.root, 'apply', file, '--yes');
  if (reason === '') {
    expect([code, err]).toEqual([0, '']);
    return;
  }
  expect([code, err]).toEqual([2, `slimify: ${path} ${reason}\nslimify: nothing was written; exclude these files in the configuration\n`]);
  expect(textsOf(repo)).toEqual(FILES);
  expect([existsSync(join(outside, 'outside')), existsSync(join(repo.root, '../outside')), existsSync('/tmp/slimify-outside')]).toEqual([false, false, false]);
});

test.each([['../'], ['nowhere/'], ['/'], ['away/']])('a workspace that is no folder here is refused: %s', (workspace) => {
  const { repo, file, plan } = saved();
  symlinkSync(temporaryFolder(), join(repo.root, 'away'));
  writeFileSync(file, forged(plan, (one) => Object.assign(one, { workspace })));
  const { code, err } = slimify(repo.root, 'apply', file, '--yes');
  expect([code, err]).toEqual([2, `slimify: ${file} was saved for ${JSON.stringify(workspace)}, which is no folder here; name the workspace with --root\n`]);
});

test('flags that decide what a plan holds do not go with it, nor do other paths', () => {
  const { repo, file } = saved();
  expect(slimify(repo.root, 'apply', file, '--yes', '--safety', 'review').err).toBe(`slimify: --safety does not go with the saved plan ${file}: it is written as it is\n`);
  expect(slimify(repo.root, 'apply', file, 'apps', '--yes').err).toBe(`slimify: ${file}: a saved plan is applied by itself, without other paths\n`);
});

test('rules of the repository are not run by it', () => {
  const { repo, file } = saved();
  mkdirSync(join(repo.root, 'rules'));
  repo.write('rules/own.mjs', `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(join(repo.root, 'ran'))}, '');\n`);
  repo.write('slimify.config.json', '{ "ownRules": ["./rules/own.mjs"] }\n');
  expect(slimify(repo.root, 'apply', file, '--yes').code).toBe(0);
  expect(existsSync(join(repo.root, 'ran'))).toBe(false);
});
