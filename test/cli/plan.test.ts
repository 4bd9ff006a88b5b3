import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { repository, temporaryFolder } from '../patch/git.js';
import { AFTER, FILES, monorepo, textsOf } from './monorepo.js';
import { slimify, slimifyWith } from './slimify.js';

const schema = JSON.parse(readFileSync(new URL('../../schema/report-v1.schema.json', import.meta.url), 'utf8')) as object;
const isReport = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

test('plan shows table, evidence and diff, writes nothing, and exits 0', () => {
  const repo = monorepo();
  const { code, out, err } = slimify(repo.root, 'plan');
  expect(err).toBe('');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe('2 Dockerfiles, 1 requirements file, 2 images');
  expect(out).toContain('── requirements/backport · libs/requirements.txt:2 · safe ──');
  expect(out).toContain('\n-ipaddress==1.0.23\n');
  expect(out).toContain('apps/api/Dockerfile:3 and 1 more');
  expect(out.trimEnd().split('\n').at(-1)).toBe('3 files would change. slimify apply writes them.');
  expect(out).not.toContain('\u001b');
  expect(textsOf(repo)).toEqual(FILES);
});

test('the diff that plan prints is the diff that apply makes', () => {
  const repo = monorepo({ ...FILES, 'apps/worker/Dockerfile': FILES['apps/worker/Dockerfile'].replaceAll('\r', '') });
  const changed = (text: string): readonly string[] => text.split('\n').filter((line) => /^[-+]/.test(line)).sort();
  const planned = slimify(repo.root, 'plan').out;
  expect(slimify(repo.root, 'apply', '--safety', 'review', '--yes').code).toBe(0);
  expect(changed(planned)).toEqual(changed(repo.git('diff')));
});

test('two runs print the same bytes', () => {
  const repo = monorepo();
  expect(slimify(repo.root, 'plan', '--json').out).toBe(slimify(repo.root, 'plan', '--json').out);
});

test('--json prints a report that follows the schema; nothing is applied', () => {
  const { code, out, err } = slimify(monorepo().root, 'plan', '--json');
  expect([code, err]).toEqual([0, '']);
  const report = JSON.parse(out) as { findings: { applied: boolean; chosen: boolean; rule: string; path: string; line: number; safety: string }[] };
  isReport(report);
  expect(isReport.errors).toBeNull();
  const wanted = report.findings.filter(({ safety }) => safety !== 'suggestion');
  expect(wanted.map(({ rule, path, line }) => `${rule} ${path}:${line}`).sort()).toEqual([
    'dockerfile/pip-cache apps/api/Dockerfile:3',
    'dockerfile/pip-cache apps/api/Dockerfile:4',
    'dockerfile/pip-cache apps/worker/Dockerfile:2',
    'requirements/backport libs/requirements.txt:2',
  ]);
  expect(wanted.every(({ applied, chosen }) => !applied && chosen)).toBe(true);
});

test('paths, --only and --skip restrict what is found', () => {
  const repo = monorepo();
  const found = (...words: readonly string[]): readonly string[] => {
    const report = JSON.parse(slimify(repo.root, 'plan', '--json', ...words).out) as { findings: { path: string; rule: string; safety: string }[] };
    return [...new Set(report.findings.filter(({ safety }) => safety !== 'suggestion').map(({ path, rule }) => `${rule} ${path}`))].sort();
  };
  expect(found('apps/worker')).toEqual(['dockerfile/pip-cache apps/worker/Dockerfile']);
  expect(found('--only', 'requirements/backport')).toEqual(['requirements/backport libs/requirements.txt']);
  expect(found('--skip', 'dockerfile/pip-cache')).toEqual(['requirements/backport libs/requirements.txt']);
  expect(found('--skip', 'dockerfile/pip-cache,requirements/backport')).toEqual([]);
});

test('the workspace is the git root above, or --root; patches are relative to the git root', () => {
  const repo = repository(Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`world/${path}`, text])));
  expect(slimify(join(repo.root, 'world/apps'), 'plan').out).toContain('── requirements/backport · world/libs/requirements.txt:2');
  const patches = temporaryFolder();
  const { out, err } = slimify(repo.root, 'plan', '--root', 'world', '--patch-dir', patches);
  expect(out).toContain('── requirements/backport · libs/requirements.txt:2');
  expect(out).toContain('slimify apply --root world writes them');
  expect(err).toMatch(/^slimify: 2 patches: git am .*\*\.patch\n$/);
  repo.git('am', '-q', ...readdirSync(patches).sort().map((name) => join(patches, name)));
  expect(Object.fromEntries(Object.keys(AFTER).map((path) => [path, repo.read(`world/${path}`)]))).toEqual(AFTER);
});

test('a new patch series replaces an earlier one and nothing else', () => {
  const repo = monorepo();
  const patches = join(temporaryFolder(), 'deep/er');
  slimify(repo.root, 'plan', '--patch-dir', patches);
  writeFileSync(join(patches, '0009-mine.patch'), 'From me\n');
  slimify(repo.root, 'plan', '--patch-dir', patches, '--patch-by', 'one');
  expect(readdirSync(patches).sort()).toEqual(['0001-slimify.patch', '0009-mine.patch']);
});

test('--report writes the report beside the text', () => {
  const repo = monorepo();
  const file = join(temporaryFolder(), 'out/report.json');
  expect(slimify(repo.root, 'plan', '--report', file).out).toContain('3 files would change.');
  expect(readFileSync(file, 'utf8')).toBe(slimify(repo.root, 'plan', '--json').out);
});

test('colours only when they are wanted', () => {
  const { root } = monorepo();
  expect(slimify(root, 'plan', '--color').out).toContain('\u001b[31m-ipaddress==1.0.23\u001b[39m');
  expect(slimify(root, 'plan', '--color', '--no-color').out).not.toContain('\u001b');
  expect(slimifyWith({ NO_COLOR: '1' }, root, 'plan').out).not.toContain('\u001b');
});

test('without git, in a plain folder', () => {
  const folder = temporaryFolder();
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  expect(slimify(folder, 'plan').out).toContain('3 files would change.');
  expect(slimify(folder, 'apply', '--yes').code).toBe(0);
  expect(readFileSync(join(folder, 'libs/requirements.txt'), 'utf8')).toBe(AFTER['libs/requirements.txt']);
});

test('a file that cannot be read is named, the rest stands; --strict makes it 1', () => {
  const repo = monorepo({ ...FILES, 'old/requirements.txt': 'a\u0000b' });
  const { code, out } = slimify(repo.root, 'plan');
  expect(code).toBe(0);
  expect(out).toContain('old/requirements.txt: binary');
  expect(out).toContain('3 files would change.');
  expect(slimify(repo.root, 'plan', '--strict').code).toBe(1);
});
