import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { FILES, monorepo } from './monorepo.js';
import { MAIN, slimify } from './slimify.js';

/** One for all tests that change nothing. */
const shared = repository(FILES, mkdtempSync(join(tmpdir(), 'slimify-test-')));
afterAll(() => rmSync(shared.root, { recursive: true, force: true }));

test.each([
  [['paln'], 'unknown command "paln"; did you mean "plan"?'],
  [[], 'name a command: plan, apply, undo, check, services, image, needs, why, explain, rule; slimify --help shows them'],
  [['rule'], 'name a command of rule: list, test; slimify --help shows them'],
  [['rule', 'lst'], 'unknown command "lst"; did you mean "list"?'],
  [['plan', '--saftey', 'review'], 'unknown flag --saftey; did you mean "--safety"?'],
  [['plan', '--yes'], 'unknown flag --yes'],
  [['plan', '-x'], 'unknown flag -x'],
  [['plan', '--safety', 'revew'], '--safety is safe or review, not "revew"; did you mean "review"?'],
  [['plan', '--safety'], '--safety needs a value'],
  [['plan', '--format', 'xml'], '--format is text, md or json, not "xml"'],
  [['services', '--format', 'md'], '--format is text or json, not "md"'],
  [['apply', '--format', 'md'], 'apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write'],
  [['plan', '--only', 'requirement/backport'], '--only requirement/backport: unknown rule; did you mean "requirements/backport"?'],
  [['plan', '--skip', 'pip-cache'], '--skip pip-cache: unknown rule; did you mean "dockerfile/pip-cache"?'],
  [['plan', '--only', '0123456789ab'], '--only 0123456789ab: no such finding or fix; slimify plan --all --suggestions shows the ids'],
  [['plan', '--root', 'nowhere'], '--root nowhere: no such folder'],
  [['plan', '--root', 'libs/requirements.txt'], '--root libs/requirements.txt: not a folder'],
  [['plan', 'nowhere'], 'nowhere: no such file or folder'],
  [['plan', '--config', 'no.json'], 'no.json: does not exist'],
  [['plan', '--config', 'no.json', '--no-config'], '--config and --no-config together: choose one'],
  [['plan', '--patch-dir', 'libs/requirements.txt'], '--patch-dir libs/requirements.txt: not a folder'],
  [['why'], 'why needs the name of a package'],
  [['image'], 'image needs the name of a service or the path of a Dockerfile'],
  [['why', 'flask', 'django'], 'too many arguments: "django"'],
  [['why', 'flsk'], 'why flsk: no image asks for it, and nothing that they ask for brings it along; did you mean "flask"?'],
  [['why', 'no-such-package-at-all'], 'why no-such-package-at-all: no image asks for it, and nothing that they ask for brings it along'],
  [['needs', 'ap'], 'no such service "ap"; did you mean "api"?'],
  [['needs', '--service', 'nothing-like-it'], 'no such service "nothing-like-it"; slimify services lists them'],
  [['needs', '--venv', 'apps'], '--venv apps: apps is no virtual environment: it has no site-packages folder'],
  [['needs', '--pip-list', 'list.txt'], '--pip-list is SERVICE=FILE, not "list.txt"'],
  [['needs', '--pip-list', 'api=no.txt'], '--pip-list no.txt: does not exist'],
  [['plan', '--pip-list', 'ap=libs/requirements.txt'], '--pip-list ap=…: no such service; did you mean "api"?'],
  [['explain'], 'explain needs a rule name or the id of a finding'],
  [['explain', 'backport'], 'explain backport: unknown rule; did you mean "requirements/backport"?'],
  [['explain', '0123456789ab'], 'explain 0123456789ab: no such finding in this workspace; slimify plan --all --suggestions shows the ids'],
  [['explain', 'a/b', 'c/d'], 'too many arguments: "c/d"'],
  [['apply', '--json'], 'apply writes nothing without a terminal to ask on; --yes writes without asking, --dry-run shows what it would write'],
])('one line, exit 2: %j', (words, line) => {
  const { code, out, err } = slimify(shared.root, ...words);
  expect(err).toBe(`slimify: ${line}\n`);
  expect(code).toBe(2);
  if (!words.includes('--patch-dir')) expect(out).toBe('');
});

test('a path outside the workspace is named with the workspace', () => {
  const repo = monorepo();
  const { code, err } = slimify(repo.root, 'plan', '/');
  expect(code).toBe(2);
  expect(err).toMatch(/^slimify: \/: not in the workspace .*; name another one with --root\n$/);
});

test('a wrong configuration is named with its place', () => {
  const repo = monorepo({ 'slimify.config.json': '{\n  "rules": { "requirement/backport": "off" }\n}\n' });
  const { code, err } = slimify(repo.root, 'plan');
  expect(code).toBe(2);
  expect(err).toBe('slimify: slimify.config.json:2:14: unknown rule "requirement/backport"; did you mean "requirements/backport"?\n');
});

test('a keep for a service that is none is named with its place, and one that speaks of nothing is noted', () => {
  const config = (service: string, name = 'flask'): Record<string, string> => ({ ...FILES, 'slimify.config.json': `{\n  "keep": [{ "package": "${name}", "service": "${service}", "reason": "x" }]\n}\n` });
  expect(slimify(monorepo(config('apy')).root, 'plan')).toMatchObject({ code: 2, err: 'slimify: slimify.config.json:2:45: keep: no such service "apy"; did you mean "api"?\n' });
  const { code, err } = slimify(monorepo(config('api', 'flusk')).root, 'needs');
  expect([code, err]).toEqual([0, 'slimify: slimify.config.json:2:25: keep: nothing of api asks for flusk\n']);
});

test('a rule that the configuration turns off does not run', () => {
  const repo = monorepo();
  repo.write('slimify.config.json', '{ "rules": { "dockerfile/pip-cache": "off" } } // for now\n');
  expect(slimify(repo.root, 'plan').out).toContain('1 file would change.');
  expect(slimify(repo.root, 'rule', 'list').out).toMatch(/^on {3}requirements\/backport .*\n(?:on .*\n)*off {2}dockerfile\/pip-cache .*\non {3}dockerfile\/apt-hygiene /);
});

test('--version and --help touch nothing but yargs', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(slimify('/', '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' });
  const { code, out, err } = slimify('/', '--help');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('slimify plan [paths..]');
  const loaded = spawnSync(process.execPath, ['--import', `data:text/javascript,${encodeURIComponent(LOADED)}`, MAIN, '--help'], { encoding: 'utf8' });
  const modules = loaded.stderr.split('\n').filter((line) => line.startsWith('loaded '));
  expect(modules.length).toBeGreaterThan(3);
  const packages = new Set(modules.flatMap((line) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(line)?.[1] ?? []));
  for (const heavy of ['diff', 'dockerfile-ast', 'ajv', 'unbash', 'jsonc-parser', 'fast-glob', '@renovatebot/pep440']) expect(packages).not.toContain(heavy);
  // Of the pieces that the command is cut into (esbuild.config.js), only yargs (170 KB) and small ones: the reading and planning is most of a megabyte.
  const own = modules.filter((line) => line.includes('/dist/')).map((line) => fileURLToPath(line.slice('loaded '.length)));
  const bytes = [...new Set(own)].reduce((sum, path) => sum + statSync(path).size, 0);
  expect(bytes).toBeLessThan(250_000);
});

/** Prints each module as it is resolved. */
const LOADED = `
import { register } from 'node:module';
register('data:text/javascript,' + encodeURIComponent(\`
import { writeSync } from 'node:fs';
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  writeSync(2, 'loaded ' + found.url + '\\\\n');
  return found;
}\`));
`;

test.each(['plan', 'apply', 'check', 'explain', 'rule', 'rule list'])('%s --help names its flags', (command) => {
  const { code, out } = slimify('/', ...command.split(' '), '--help');
  expect(code).toBe(0);
  expect(out).toContain(`slimify ${command}`);
});

test('a reader that stops early is no error', () => {
  const { root } = monorepo();
  const { status, stderr } = spawnSync('bash', ['-c', `set -o pipefail; '${process.execPath}' '${MAIN}' plan --all | head -n 1 >/dev/null`], { cwd: root, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

test('explain shows a rule with its README, and a finding in full', () => {
  const { root } = monorepo();
  const rule = slimify(root, 'explain', 'requirements/backport');
  expect(rule.code).toBe(0);
  expect(rule.out).toMatch(/^requirements\/backport {2}/);
  const { findings } = JSON.parse(slimify(root, 'plan', '--json').out) as { findings: { id: string; rule: string; fix: string }[] };
  const { id = '', fix = '' } = findings.find((finding) => finding.rule === 'requirements/backport') ?? {};
  const finding = slimify(root, 'explain', id);
  expect(finding.code).toBe(0);
  expect(finding.out).toContain('-ipaddress==1.0.23');
  expect(finding.out).toContain(`id         ${id}`);
  expect(slimify(root, 'explain', fix).out).toBe(finding.out);
  expect(slimify(root, 'apply', '--only', id, '--yes').out).toContain('Wrote 1 file.');
});
