import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { repository } from '../patch/git.js';
import { faults } from '../report/schema.js';
import { slimify, slimifyOnTerminal } from './slimify.js';

const FILES = {
  'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: api/Dockerfile\n  worker:\n    build: worker\n  lost:\n    build: gone\n  db:\n    image: postgres:16\n',
  'api/Dockerfile': 'FROM python:3.12-slim\nCOPY api/requirements.txt .\nRUN pip install -r requirements.txt\nCOPY api /app\nCMD ["python", "/app/main.py"]\n',
  'api/Dockerfile.dev': 'FROM python:3.12\nCOPY . /app\nCMD ["python", "/app/main.py"]\n',
  'api/requirements.txt': 'flask\n',
  'api/main.py': 'import flask\n',
  'worker/Dockerfile': 'FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCMD ["work"]\n',
};

/** One for all tests: none writes. */
const { root } = repository(FILES, mkdtempSync(join(tmpdir(), 'slimify-test-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('services shows a row for each image, what is wrong, and what to ask next', () => {
  expect(slimify(root, 'services')).toEqual({
    code: 0,
    err: '',
    out: `2 services, 3 images (2 production, 1 development), 3 Dockerfiles, 1 ready-made, 1 that cannot be built

  service  for              Dockerfile          context  told by
  api      production       api/Dockerfile      .        compose.yaml:3
           development      api/Dockerfile.dev  api ?    inferred, other folders fit too
  lost     cannot be built  gone/Dockerfile              compose.yaml:8
  worker   production       worker/Dockerfile   worker   compose.yaml:7
  db       ready-made       postgres:16                  compose.yaml:10

not understood, or wrong
  compose.yaml:9: lost: the context folder gone does not exist
  worker/Dockerfile:2: worker: COPY requirements.txt: not in the build context worker

next
  slimify image api         what its image contains
  slimify services --stats  how much was understood
`,
  });
});

test('services --json follows the schema', () => {
  const { code, out, err } = slimify(root, 'services', '--json');
  expect([code, err]).toEqual([0, '']);
  const report = JSON.parse(out) as { services: { name: string; problems: { text: string }[] }[] };
  expect(faults('services', report)).toBeNull();
  expect(report.services.map(({ name, problems }) => [name, problems.length])).toEqual([['api', 0], ['lost', 1], ['worker', 1], ['db', 0]]);
});

test('services --stats shows how much was understood, and by place what was not', () => {
  const { code, out } = slimify(root, 'services', '--stats');
  expect(code).toBe(0);
  expect(out).toContain('  builds that can be made as they are told  3 of 4  75 %\n');
  expect(out).toContain('\n  worker/Dockerfile:2: requirements.txt is not in the build context worker\n');
  expect(JSON.parse(slimify(root, 'services', '--stats', '--json').out)).toMatchObject({ version: 1, sound: { total: 4, understood: 3 } });
});

test('image names the service, what its image is for, its layers and files, and the other variant', () => {
  const { code, out, err } = slimify(root, 'image', 'api');
  expect([code, err]).toEqual([0, '']);
  expect(out).toBe(`api: production, because nothing says otherwise (compose.yaml:3)
api/Dockerfile   context .
  base         python:3.12-slim (Python 3.12, debian)   api/Dockerfile:1
  user         root (of the base image)
  workdir      /
  command      ["python", "/app/main.py"]   api/Dockerfile:5

layers
  api/Dockerfile:2  COPY  api/requirements.txt -> /requirements.txt, 1 file
  api/Dockerfile:3  RUN  pip install api/requirements.txt into /usr/local (system)
  api/Dockerfile:4  COPY  api -> /app, 4 files

files   5 files of the workspace
  api/Dockerfile:2  1 file
      /requirements.txt  api/requirements.txt
  api/Dockerfile:4  4 files
      /app/Dockerfile        api/Dockerfile
      /app/Dockerfile.dev    api/Dockerfile.dev
      /app/main.py           api/main.py
      /app/requirements.txt  api/requirements.txt

One more variant: slimify image api --all
`);
});

test('image --all shows every variant; a Dockerfile can be named by its path', () => {
  const first = (words: readonly string[]): readonly string[] => slimify(root, 'image', ...words).out.split('\n').filter((line) => / {3}context /.test(line));
  expect(first(['api', '--all'])).toEqual(['api/Dockerfile   context .', 'api/Dockerfile.dev   context api']);
  expect(first(['./api/Dockerfile.dev'])).toEqual(['api/Dockerfile.dev   context api']);
});

test('image --json follows the schema', () => {
  const { code, out, err } = slimify(root, 'image', 'api', '--all', '--json');
  expect([code, err]).toEqual([0, '']);
  const report = JSON.parse(out) as { images: { services: string[]; build: { dockerfile: string; purpose: string } }[] };
  expect(faults('image', report)).toBeNull();
  expect(report.images.map(({ services, build }) => [services, build.dockerfile, build.purpose])).toEqual([
    [['api'], 'api/Dockerfile', 'production'],
    [['api'], 'api/Dockerfile.dev', 'development'],
  ]);
});

test.each([
  [['image', 'apo'], 'image apo: no such service; did you mean "api"?'],
  [['image', 'something-else'], 'image something-else: no such service; slimify services lists them'],
  [['image', 'db'], 'image db: it runs a ready-made image (postgres:16); nothing here builds it'],
  [['image', 'lost'], 'image lost: it cannot be built: compose.yaml:9: the context folder gone does not exist'],
  [['services', '--root', 'nowhere'], '--root nowhere: no such folder'],
])('one line, exit 2: %j', (words, line) => {
  expect(slimify(root, ...words)).toEqual({ code: 2, out: '', err: `slimify: ${line}\n` });
});

test('--strict makes a file that cannot be read exit 1; the services are shown all the same', () => {
  const repo = repository({ ...FILES, 'old/Dockerfile': 'FROM a\u0000b' });
  expect(slimify(repo.root, 'services').code).toBe(0);
  const { code, out } = slimify(repo.root, 'services', '--strict');
  expect(code).toBe(1);
  expect(out).toContain('  worker   production ');
});

test('colour on a terminal only, and the text is the same', () => {
  expect(slimify(root, 'services').out).not.toContain('\u001b');
  const { out } = slimifyOnTerminal(root, [], 'services', '--color');
  expect(out.replace(/\r?\u001b\[(?:\d+m|K)/g, '').replace(/^(?:looking for files|reading documents) …/gm, '')).toContain('  service  for              Dockerfile');
  expect(out).toContain('\u001b[2m');
});

test('the same bytes every time, and nothing is written', () => {
  const repo = repository(FILES);
  expect(slimify(repo.root, 'services', '--json').out).toBe(slimify(repo.root, 'services', '--json').out);
  expect(repo.git('status', '--porcelain')).toBe('');
});

/** Each of these with a service that is sound: it is listed in any case. */
const SOUND = { 'ok/Dockerfile': 'FROM python:3.12-slim\nCMD ["ok"]\n' };

test.each([
  ['a context that is missing', { 'compose.yaml': 'services:\n  a:\n    build: gone\n' }, 'compose.yaml:3: a: the context folder gone does not exist'],
  ['a Dockerfile that is missing', { 'compose.yaml': 'services:\n  a:\n    build: { context: ., dockerfile: gone/Dockerfile }\n' }, 'compose.yaml:3: a: gone/Dockerfile does not exist'],
  ['a target that is missing', { 'a/Dockerfile': 'FROM scratch AS y\n', 'compose.yaml': 'services:\n  a:\n    build: { context: a, target: x }\n' }, 'compose.yaml:3: a: the target stage x is not in the Dockerfile, which has y'],
  ['a requirements file that is missing', { 'a/Dockerfile': 'FROM python:3.12\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n' }, 'a/Dockerfile:2: a: COPY requirements.txt: not in the build context a'],
  ['a requirements file that is left out', { 'a/Dockerfile': 'FROM python:3.12\nCOPY requirements.txt .\n', 'a/.dockerignore': '*.txt\n', 'a/requirements.txt': '', 'compose.yaml': 'services:\n  a:\n    build: a\n' }, 'a/Dockerfile:2: a: COPY requirements.txt: not in the build context a (.dockerignore:1 excludes it)'],
  ['a cycle in extends', { 'compose.yaml': 'services:\n  a:\n    extends: b\n    image: x\n  b:\n    extends: a\n    image: y\n' }, 'compose.yaml:3: a extends itself: compose.yaml: a, then compose.yaml: b, then compose.yaml: a'],
  ['a variable that nothing sets', { 'compose.yaml': 'services:\n  a:\n    build: ${FOLDER}\n' }, 'compose.yaml:3: a: its Dockerfile cannot be told: FOLDER has no value in the workspace; compose would take the one of the shell that runs it, or an empty text'],
  ['YAML that is none', { 'compose.yaml': 'services: [\n' }, 'compose.yaml:2: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
])('bad input is one line, and the others go on: %s', (_, files, line) => {
  const repo = repository({ ...SOUND, ...files });
  const { code, out, err } = slimify(repo.root, 'services');
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(/^ {2}ok {2,}production {2,}ok\/Dockerfile /m);
  const [, wrong = ''] = out.split('not understood, or wrong\n');
  expect(wrong.slice(0, wrong.indexOf('\n\n')).replace(/\n {4}/g, ' ').split('\n').map((row) => row.trim())).toEqual([line]);
});

test('anchors that explode are one line, and quick', () => {
  const levels = 'abcdefghijkl'.split('');
  const bomb = levels.map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => (index === 0 ? 'x' : `*${levels[index - 1] ?? ''}`)).join(', ')}]\n`).join('');
  const repo = repository({ ...SOUND, 'bomb/compose.yaml': `${bomb}services:\n  a:\n    build: .\n    command: *l\n` });
  const start = performance.now();
  const { code, out } = slimify(repo.root, 'services');
  expect(code).toBe(0);
  expect(out).toMatch(/^ {2}bomb\/compose\.yaml:\d+: more than \d+ values when its aliases are followed$/m);
  expect(out).toMatch(/^ {2}ok {2,}production /m);
  expect(performance.now() - start).toBeLessThan(5000);
});
