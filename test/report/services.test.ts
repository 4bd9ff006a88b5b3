import { expect, test } from 'vitest';
import { servicesJson, servicesReport } from '#report/services-json.js';
import { servicesText, type ServicesTextOptions } from '#report/services.js';
import { servicesIn } from '../services/story.js';
import type { Files } from '../workspace.js';
import { faults, unknownFields } from './schema.js';

const PLAIN: ServicesTextOptions = { width: 100, colour: false, all: false, flags: '' };

function textOf(files: Files, options: Partial<ServicesTextOptions> = {}): string {
  return servicesText(servicesIn(files), { ...PLAIN, ...options });
}

const PYTHON = 'FROM python:3.12-slim\nCMD ["python"]\n';

const MIXED = {
  'api/Dockerfile': PYTHON,
  'api/Dockerfile.dev': PYTHON,
  'compose.yaml': 'services:\n  api:\n    build: api\n  gone:\n    build: old/gone\n  db:\n    image: postgres:16\n  empty:\n    command: x\n',
};

test('how many, a row for each image, what is wrong, and what to ask next', () => {
  expect(textOf(MIXED)).toBe(`1 service, 2 images (1 production, 1 development), 2 Dockerfiles, 1 ready-made, 1 that cannot be built

  service  for              Dockerfile           context  told by
  api      production       api/Dockerfile       api      compose.yaml:3
           development      api/Dockerfile.dev   api      inferred
  gone     cannot be built  old/gone/Dockerfile           compose.yaml:4
  db       ready-made       postgres:16                   compose.yaml:6
  empty    no image                                       compose.yaml:8

not understood, or wrong
  compose.yaml:5: gone: the context folder old/gone does not exist
  compose.yaml:8: the service empty has neither an image nor a build

next
  slimify image api         what its image contains
  slimify services --stats  how much was understood
`);
});

const MATRIX = {
  'Dockerfile': 'ARG PYTHON\nFROM python:${PYTHON}-slim\nARG EXTRAS\nCMD ["python"]\n',
  'Makefile': [
    'images:',
    ...['3.10', '3.11', '3.12', '3.13'].map((python) => `\tdocker build --build-arg PYTHON=${python} --build-arg EXTRAS=all -t acme/api:${python} .`),
    '',
  ].join('\n'),
};

test('images that only their arguments set apart are one row; --all shows each', () => {
  expect(textOf(MATRIX).split('\n').slice(0, 4)).toEqual([
    '1 service, 4 images for production, 1 Dockerfile',
    '',
    '  service  for         Dockerfile  context  variant               told by',
    '  api      production  Dockerfile  .        4 variants of PYTHON  Makefile:2 and 3 more',
  ]);
  expect(textOf(MATRIX, { all: true }).split('\n').slice(3, 7)).toEqual([
    '  api      production  Dockerfile  .        PYTHON=3.10 EXTRAS=all  Makefile:2',
    '           production  Dockerfile  .        PYTHON=3.11 EXTRAS=all  Makefile:3',
    '           production  Dockerfile  .        PYTHON=3.12 EXTRAS=all  Makefile:4',
    '           production  Dockerfile  .        PYTHON=3.13 EXTRAS=all  Makefile:5',
  ]);
});

test('services that share several images name the one that shows them', () => {
  const files = {
    'Dockerfile': PYTHON,
    'Dockerfile.dev': PYTHON,
    'compose.yaml': 'services:\n  web:\n    build: .\n  worker:\n    build: .\n    command: work\n',
    'compose.dev.yaml': 'services:\n  web:\n    build: { context: ., dockerfile: Dockerfile.dev }\n  worker:\n    build: { context: ., dockerfile: Dockerfile.dev }\n    command: work\n',
  };
  expect(textOf(files).split('\n').slice(3, 6)).toEqual([
    '  web      production   Dockerfile         .        compose.yaml:3 and 1 more',
    '           development  Dockerfile.dev     .        compose.dev.yaml:3 and 1 more',
    '  worker                the images of web           compose.yaml:4',
  ]);
});

test('a folder that is only one of several that fit is not told as a fact', () => {
  const files = { 'a/b/Dockerfile': 'FROM python:3.12-slim\nCOPY main.py .\n', 'a/b/main.py': '', 'a/main.py': '' };
  expect(textOf(files).split('\n')[3]).toBe('  b        production  a/b/Dockerfile  a/b ?    inferred, other folders fit too');
});

test('a folder that lacks some of the sources is doubted; one that a file names, or in which nothing is looked for, is not', () => {
  const files = {
    'web/Dockerfile': 'FROM python:3.12-slim\nCOPY app.py nginx.conf /srv/\n',
    'web/app.py': '',
    'tool/Dockerfile': PYTHON,
    'api/Dockerfile': 'FROM python:3.12-slim\nCOPY gone.py /srv/\n',
    'compose.yaml': 'services:\n  api:\n    build: api\n',
  };
  expect(textOf(files).split('\n').slice(2, 6)).toEqual([
    '  service  for         Dockerfile       context  told by',
    '  api      production  api/Dockerfile   api      compose.yaml:3',
    '  tool     production  tool/Dockerfile  tool     inferred',
    '  web      production  web/Dockerfile   web ?    inferred',
  ]);
});

test('all ready-made images of a service are named, beyond two as a number; none that has a build is called so', () => {
  const files = {
    'compose.yaml': 'services:\n  db:\n    image: postgres:18\n  cache:\n    image: redis:7\n  app:\n    build: app\n    image: acme/app\n',
    'b/compose.yaml': 'services:\n  app:\n    build: gone\n',
    'docker/compose.a.yaml': 'services:\n  queue:\n    image: rabbitmq:3\n',
    'docker/compose.b.yaml': 'services:\n  queue:\n    image: redis:7\n',
    'docker/compose.c.yaml': 'services:\n  queue:\n    image: nats:2\n',
  };
  const text = textOf(files);
  expect(text).toContain('0 services, 0 images, 0 Dockerfiles, 3 ready-made, 2 that cannot be built');
  expect(text).toMatch(/queue +ready-made +rabbitmq:3 and 2 others +docker\/compose.a.yaml:2/);
});

test('arguments are cut where there is no room, paths never are', () => {
  const folder = 'a-folder-with-quite-a-long-name/and-another-one';
  const files = { [`${folder}/Dockerfile`]: `${PYTHON}ARG FIRST SECOND\n`, 'compose.yaml': `services:\n  api:\n    build:\n      context: ${folder}\n      args:\n        FIRST: a value of some length\n        SECOND: another value\n` };
  const [, , , row = ''] = textOf(files, { width: 80 }).split('\n');
  expect(row).toContain(`${folder}/Dockerfile  ${folder}  FIRST=a value of some…`);
  expect(row).toMatch(/ {2}compose\.yaml:3$/);
  expect(textOf(files, { width: 80, all: true })).toContain('FIRST=a value of some length SECOND=another value');
});

test('names that would move the cursor are shown as what they are', () => {
  const files = { 'Dockerfile': PYTHON, 'compose.yaml': 'services:\n  "a\\e[2J":\n    build: .\n' };
  expect(textOf(files)).not.toContain('\u001b');
});

test('nothing to show is said', () => {
  expect(textOf({ 'main.py': '' })).toBe('No Dockerfile and no compose file was found here: there is no service to show.\n');
});

test('colour is in the head of the table alone, and carries nothing', () => {
  const coloured = textOf(MIXED, { colour: true });
  expect(coloured).toContain('\u001b[2m  service');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(textOf(MIXED));
});

const RICH = {
  '.github/CODEOWNERS': '* @acme/all\n',
  'api/Dockerfile': 'FROM python:3.12-slim AS run\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY gone .\nHEALTHCHECK CMD true\nCMD ["api"]\n',
  'api/requirements.txt': 'bitsandbytes\n',
  'compose.yaml': 'services:\n  api:\n    build:\n      context: api\n      target: run\n      args: { A: 1, B: }\n    profiles: [x]\n    environment: { A: 1, B: }\n    ports: ["1:1"]\n    mem_limit: 1g\n  db:\n    image: postgres\n',
  'old/compose.yaml': '{',
};

test('--json follows the published schema, which names every field', () => {
  for (const files of [RICH, MIXED, MATRIX, {}]) {
    const report: unknown = JSON.parse(servicesJson(servicesIn(files)));
    expect(faults('services', report)).toBeNull();
    expect(unknownFields('services', report)).toBeNull();
  }
});

test('the schema refuses a service without what is fixed', () => {
  const { services } = servicesReport(servicesIn(RICH));
  for (const field of Object.keys(services[0] ?? {})) {
    const [first, ...rest] = JSON.parse(JSON.stringify(services)) as Record<string, unknown>[];
    delete first?.[field];
    expect(faults('services', { version: 1, services: [first, ...rest], problems: [] }), field).not.toBeNull();
  }
});

test('many problems of one service in one file are one line, and --all shows each', () => {
  const gone = ['a', 'b', 'c', 'd', 'e'];
  const files = { 'api/Dockerfile': `FROM scratch\n${gone.map((name) => `COPY ${name} .\n`).join('')}`, 'compose.yaml': 'services:\n  api:\n    build: api\n' };
  const rows = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('  api/Dockerfile:'));
  expect(rows(textOf(files))).toEqual(['  api/Dockerfile:2: api: COPY a: not in the build context api; 4 more in that file']);
  expect(rows(textOf(files, { all: true }))).toEqual(gone.map((name, index) => `  api/Dockerfile:${index + 2}: api: COPY ${name}: not in the build context api`));
});
