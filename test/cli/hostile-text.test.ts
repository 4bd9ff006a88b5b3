import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clone as cloneOf, repository, temporaryFolder, type Repository } from '../patch/git.js';
import { slimify, slimifyOnTerminal } from './slimify.js';

/**
 * What steers a terminal or hides text: clear the screen, a title, a link to elsewhere (OSC 8), a carriage return, BEL and
 * backspace, CSI as one character (C1), right-to-left override, zero-width space and joiner, a line separator, DEL.
 */
const EVIL = '\u001b[2J\u001b]0;title\u0007\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\\r\b\u009b31m\u202eend\u2066\u200b\u200d\u2028\u007f';
/** The same where a line must not end. */
const INLINE = EVIL.replaceAll(/[\r\u2028]/g, '');
const NAME = 'ev\u001b[31mil\u202e\u009bname';

const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const FILES = {
  [`${NAME}/Dockerfile`]: `# ${INLINE}\nFROM python:3.11-slim\nENV A="${INLINE}" B${INLINE}=1\nLABEL x="${INLINE}"\nCOPY requirements.txt /tmp/requirements.txt\nCOPY no${INLINE}where /x\nRUN apt-get update && apt-get install -y curl && echo "${INLINE}"\nRUN pip install -r /tmp/requirements.txt\nRUN pip install celery # ${INLINE}\nHEALTHCHECK CMD echo "${INLINE}"\nCMD ["python", "-m", "flask", "${INLINE.replaceAll('\\', '')}"]\n`,
  [`${NAME}/requirements.txt`]: `# ${INLINE}\nflask==3.0.0  # ${INLINE}\nipaddress==1.0.23  # ${INLINE}\n`,
  [`bad${NAME}/requirements.txt`]: `no${INLINE}name==1\n--find-links https://example.org/${INLINE}\nnumpy==1.26.4 ; python_version < "3${INLINE}"\n`,
  [`${NAME}/app.py`]: `import flask, no_such_${'x'}\nname = "${INLINE.replaceAll('\\', '')}"\nimportlib = __import__(name)\n`,
  'windows/Dockerfile': `# ${INLINE}\r\nFROM python:3.11-slim\r\nRUN pip install celery\r\nCMD ["celery"]\r\n`,
  [`broken${NAME}/requirements.txt`]: 'a\u0000b',
  'compose.yaml': `services:\n  "sv\\e[2Jc\\u202e\\u0085":\n    image: "im\\e[2Jage"\n    command: "echo \\e]0;x\\a"\n    environment: { "V\\e[2J": "x\\e[2J" }\n  other:\n    build: { context: ${JSON.stringify(NAME).replace('\u009b', '\\u009b').replace('\u202e', '\\u202e')}, args: { "A\\e[2J": "\\e[2J" } }\n    ports: ["80\\e[2J:80"]\n  "gone\\e[2J":\n    build: "./no\\e[2Jwhere"\n`,
  '.github/CODEOWNERS': `* @own${INLINE}er\n`,
} as const;

/** Every command, with what it is asked; `{id}` is a finding. */
const COMMANDS = [
  'plan --all --suggestions', 'plan --json', 'plan --format md --all --suggestions', 'check --all', 'apply --dry-run --safety review', 'explain {id}', 'services --all', 'services --json', 'services --stats --all',
  'services --stats --json', 'image other --all', 'image other --json', 'image other --packages', 'image other --packages --json', 'needs --all', 'needs --json', 'why flask --all', 'why flask --json',
  'plan --only nothing/like-that', 'why no-such-package', 'image no-such-service',
] as const;

test.each(COMMANDS)('slimify %s prints nothing that steers a terminal', (line) => {
  const repo = evilRepository();
  const id = line.includes('{id}') ? (JSON.parse(slimify(repo.root, 'plan', '--json').out) as { findings: { id: string }[] }).findings[0]?.id ?? '' : '';
  const { code, out, err } = slimify(repo.root, ...line.replace('{id}', id).split(' '));
  expect(code).not.toBe(3);
  expect(out.length + err.length).toBeGreaterThan(20);
  // The end of a line of a file with Windows line ends, and nothing else of the kind.
  expect(out.replaceAll('\r\n', '\n')).not.toMatch(STEERING);
  expect(err).not.toMatch(STEERING);
});

test('with colours the only escape sequences are ours', () => {
  const repo = evilRepository();
  const { out } = slimify(repo.root, 'plan', '--all', '--color');
  expect(out).toMatch(/\u001b\[3[12]m/);
  expect(out.replaceAll(/\u001b\[(?:1|2|22|3[1-6]|39)m/g, '').replaceAll('\r\n', '\n')).not.toMatch(STEERING);
  const { out: services } = slimify(repo.root, 'services', '--all', '--color');
  expect(services.replaceAll(/\u001b\[(?:1|2|22|3[1-6]|39)m/g, '')).not.toMatch(STEERING);
});

test('on a terminal: the question, what was written and what was taken back', () => {
  const repo = evilRepository();
  const ours = /\u001b\[(?:1|2|22|3[1-6]|39|K|\d*G|\d*A|J|0J|1G|\?25[lh])m?|\r\u001b\[K/g;
  const { out } = slimifyOnTerminal(repo.root, ['y\\n'], 'apply', '--safety', 'review');
  expect(out).toContain('Wrote ');
  expect(out.replaceAll(ours, '').replaceAll(/\r+\n/g, '\n')).not.toMatch(STEERING);
  expect(slimify(repo.root, 'undo').out).not.toMatch(STEERING);
});

test('errors name a path without obeying it', () => {
  const repo = evilRepository();
  for (const words of [['plan', `no${INLINE}where`], ['plan', '--root', `no${INLINE}where`], ['plan', '--config', `no${INLINE}where`], ['apply', `no${INLINE}where.json`, '--yes'], ['why', INLINE], ['image', INLINE], ['explain', INLINE], ['plan', '--report', `${NAME}/Dockerfile/x`], [INLINE], ['plan', `--${INLINE}`]]) {
    const { code, out, err } = slimify(repo.root, ...words);
    expect.soft([words.join(' '), code === 0 ? 'done' : 'refused']).toEqual([words.join(' '), 'refused']);
    expect.soft((out + err).replaceAll('\r\n', '\n'), words.join(' ')).not.toMatch(STEERING);
  }
  repo.write('slimify.config.json', `{ "rules": { "no${NAME}": "off" } }\n`);
  expect(slimify(repo.root, 'plan').err).not.toMatch(STEERING);
});

test('JSON says the same to who parses it', () => {
  const repo = evilRepository();
  const { findings } = JSON.parse(slimify(repo.root, 'plan', '--json').out) as { findings: { path: string }[] };
  expect(new Set(findings.map(({ path }) => path))).toContain(`${NAME}/Dockerfile`);
});

test('patches keep every byte of the lines, and neither their headers nor they steer who looks at them', () => {
  const repo = evilRepository();
  const folder = temporaryFolder();
  slimify(repo.root, 'plan', '--patch-dir', folder, '--patch-by', 'service', '--report', join(folder, 'report.md'));
  const patches = readdirSync(folder).filter((name) => name.endsWith('.patch')).sort().map((name) => join(folder, name));
  expect(patches.length).toBeGreaterThan(1);
  for (const patch of patches) expect(readFileSync(patch, 'utf8')).not.toMatch(STEERING);
  const clone = cloneOf(repo);
  clone.git('am', '-q', ...patches);
  expect(clone.git('log', '--format=%an %ae %s %b')).not.toMatch(STEERING);
  expect(clone.read(`${NAME}/requirements.txt`)).toBe(FILES[`${NAME}/requirements.txt`].replace(`ipaddress==1.0.23  # ${INLINE}\n`, ''));
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).not.toMatch(STEERING);
});

test('a saved plan with such texts is written to the byte', () => {
  const repo = evilRepository();
  const file = join(temporaryFolder(), 'plan.json');
  expect(slimify(repo.root, 'plan', '--out', file).code).toBe(0);
  expect(readFileSync(file, 'utf8')).not.toMatch(STEERING);
  const { code, out, err } = slimify(repo.root, 'apply', file, '--yes');
  expect([code, err]).toEqual([0, '']);
  expect(out.replaceAll('\r\n', '\n')).not.toMatch(STEERING);
  expect(repo.read(`${NAME}/requirements.txt`)).toContain(`flask==3.0.0  # ${INLINE}\n`);
});

function evilRepository(): Repository {
  return repository(FILES);
}
