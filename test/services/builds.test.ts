import { describe, expect, test } from 'vitest';
import { buildLines, purposeLines, servicesIn } from './story.js';

const API = 'FROM python:3.11\nCOPY requirements.txt app.py ./\n';

describe('one build', () => {
  test('of two files that say the same', () => {
    expect(
      buildLines({
        'api/Dockerfile': API,
        'api/requirements.txt': '',
        'api/app.py': '',
        'compose.yaml': 'services:\n  api:\n    build: ./api\n',
        'Makefile': 'image:\n\tdocker build -t acme/api api\n',
      }),
    ).toEqual(['api/Dockerfile [api] <- compose compose.yaml:3, make Makefile:2']);
  });

  test('where a script leaves the context open and compose tells it', () => {
    expect(
      buildLines({
        'api/Dockerfile': API,
        'api/requirements.txt': '',
        'api/app.py': '',
        'compose.yaml': 'services:\n  api:\n    build: ./api\n',
        'build.sh': '#!/bin/sh\ndocker build -f api/Dockerfile "$1"\n',
      }),
    ).toEqual(['api/Dockerfile [api] <- compose compose.yaml:3, script build.sh:2']);
  });

  test('of a Dockerfile that nothing names, in the folder where its sources exist', () => {
    expect(buildLines({ 'api/Dockerfile': API, 'api/requirements.txt': '', 'api/app.py': '' })).toEqual([
      'api/Dockerfile [api] <- inferred: 2 of 2 COPY sources exist in api',
    ]);
  });

  test('inferred where a script names it without a context, with the reason kept', () => {
    expect(
      buildLines({ 'api/Dockerfile': API, 'api/requirements.txt': '', 'api/app.py': '', 'build.sh': '#!/bin/sh\ndocker build -f api/Dockerfile "$1"\n' }),
    ).toEqual([
      'api/Dockerfile [api] <- script build.sh:2',
      expect.stringMatching(/^ {2}wrong: the context in build\.sh:2 cannot be told: the context "\$1" cannot be told/),
    ]);
  });

  test('inferred in the folder that holds the file which a RUN installs', () => {
    expect(
      buildLines({ 'docker/Dockerfile': 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n', 'requirements.txt': 'flask\n', 'app.py': '' }),
    ).toEqual(['docker/Dockerfile [.] <- inferred: 1 of 1 COPY sources exist in the root']);
  });

  test('inferred in the folder that holds what its RUN lines mount', () => {
    const dockerfile = [
      'FROM python:3.12-slim',
      'RUN --mount=type=cache,target=/root/.cache \\',
      '    --mount=type=bind,source=pyproject.toml,target=pyproject.toml \\',
      '    --mount=type=bind,src=uv.lock,dst=uv.lock \\',
      '    uv sync',
      'COPY . .',
      '',
    ].join('\n');
    expect(buildLines({ 'tools/image/Dockerfile': dockerfile, 'pyproject.toml': '', 'uv.lock': '' })).toEqual([
      'tools/image/Dockerfile [.] <- inferred: 3 of 3 sources of COPY and bind mounts exist in the root',
    ]);
  });

  test('inferred, with the folders that would do as well', () => {
    const [build] = servicesIn({ 'apps/api/Dockerfile': 'FROM python:3.11\nCOPY . .\n', 'apps/api/app.py': '' }).builds;
    expect(build?.context).toMatchObject({ path: 'apps/api', others: ['apps', ''] });
  });
});

describe('several builds of one Dockerfile', () => {
  test('by target, context and arguments, each with a name that tells them apart', () => {
    expect(
      buildLines({
        'Dockerfile': 'FROM python:3.11 AS base\nARG CUDA\nFROM base AS dev\nFROM base\n',
        'sub/x.py': '',
        'compose.yaml': [
          'services:',
          '  web:',
          '    build: .',
          '  gpu:',
          '    build:',
          '      context: .',
          '      args:',
          '        CUDA: "12"',
          '  dev:',
          '    build:',
          '      context: .',
          '      target: dev',
          '  sub:',
          '    build:',
          '      context: sub',
          '      dockerfile: ../Dockerfile',
          '',
        ].join('\n'),
      }),
    ).toEqual([
      'Dockerfile (in .) [.] <- compose compose.yaml:3',
      'Dockerfile (in .) CUDA=12 [.] <- compose compose.yaml:5',
      'Dockerfile --target dev [.] <- compose compose.yaml:10',
      'Dockerfile (in sub) [sub] <- compose compose.yaml:14',
    ]);
  });

  test('differ by an argument that an ARG declares, and not by one that the Dockerfile does not heed', () => {
    const compose = 'services:\n  a:\n    build: .\n  b:\n    build:\n      context: .\n      args: [VERSION=2]\n';
    expect(buildLines({ 'Dockerfile': 'FROM python:3.11\nARG VERSION\n', 'compose.yaml': compose })).toEqual(['Dockerfile [.] <- compose compose.yaml:3', 'Dockerfile VERSION=2 [.] <- compose compose.yaml:5']);
    expect(buildLines({ 'Dockerfile': 'FROM python:3.11\n', 'compose.yaml': compose })).toEqual(['Dockerfile [.] <- compose compose.yaml:3, compose compose.yaml:5']);
  });

  test('do not differ by a target that is the last stage', () => {
    const files = {
      'Dockerfile': 'FROM python:3.11 AS build\nFROM build AS production\n',
      'compose.yaml': 'services:\n  a:\n    build:\n      context: .\n      target: production\n  b:\n    build: .\n  c:\n    build:\n      context: .\n      target: build\n',
    };
    expect(buildLines(files)).toEqual(['Dockerfile [.] <- compose compose.yaml:3, compose compose.yaml:7', 'Dockerfile --target build [.] <- compose compose.yaml:9']);
    expect(purposeLines(files)[0]).toBe('Dockerfile: production, its target is production (compose.yaml:3)');
  });

  test('of a matrix without an end are counted beyond two hundred', () => {
    const targets = Array.from({ length: 230 }, (_, index) => `  s${index}:\n    build:\n      context: .\n      args: [N=${index}]\n`);
    const { builds, problems } = servicesIn({ 'Dockerfile': 'FROM python:3.11\nARG N\n', 'compose.yaml': `services:\n${targets.join('')}` });
    expect(builds).toHaveLength(200);
    expect(new Set(builds.map(({ id }) => id)).size).toBe(200);
    expect(problems.map(({ text }) => text)).toEqual(['Dockerfile has more than 200 builds: 30 are left out']);
  });
});

describe('a build that cannot be made as it is told', () => {
  test('is listed with what is wrong, in no image list, and the others go on', () => {
    const files = {
      'api/Dockerfile': 'FROM python:3.11\n',
      'compose.yaml': [
        'services:',
        '  api:',
        '    build: ./api',
        '  gone:',
        '    build: ./gone',
        '  stage:',
        '    build:',
        '      context: ./api',
        '      target: nowhere',
        '',
      ].join('\n'),
    };
    expect(buildLines(files)).toEqual([
      'api/Dockerfile [api] <- compose compose.yaml:3',
      'api/Dockerfile --target nowhere [api] <- compose compose.yaml:7',
      '  wrong: the target stage nowhere is not in the Dockerfile, which has no named stage',
      'gone/Dockerfile [gone] <- compose compose.yaml:5',
      '  wrong: the context folder gone does not exist',
    ]);
    expect(servicesIn(files).services.map(({ name, images, problems }) => [name, images.length, problems.length])).toEqual([
      ['api', 1, 0],
      ['gone', 0, 1],
      ['stage', 0, 1],
    ]);
  });

  test('leaves its Dockerfile an inferred build', () => {
    expect(buildLines({ 'api/Dockerfile': 'FROM python:3.11\nCOPY app.py .\n', 'api/app.py': '', 'compose.yaml': 'services:\n  api:\n    build:\n      context: ./old\n      dockerfile: ../api/Dockerfile\n' })).toEqual([
      'api/Dockerfile (in old) [old] <- compose compose.yaml:3',
      '  wrong: the context folder old does not exist',
      'api/Dockerfile (in api) [api] <- inferred: 1 of 1 COPY sources exist in api',
    ]);
  });

  test('since its Dockerfile cannot be told is a problem of the workspace', () => {
    const { problems } = servicesIn({ 'Dockerfile': 'FROM python:3.11\n', 'build.sh': '#!/bin/sh\nfor name in $(cat names); do\n  docker build -f "$name/Dockerfile" .\ndone\n' });
    expect(problems).toEqual([{ at: { path: 'build.sh', line: 3 }, text: expect.stringMatching(/^a build \(script\): its Dockerfile cannot be told/) }]);
  });
});

test('a Dockerfile inside of a compose file is evaluated as any other', () => {
  const { services } = servicesIn({
    'app.py': '',
    'compose.yaml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile_inline: |\n        FROM python:3.11\n        COPY app.py .\n        CMD ["python", "app.py"]\n',
  });
  expect(services.map(({ name, images, start }) => [name, images[0]?.build.id, start?.words])).toEqual([['api', 'compose.yaml#api', ['python', 'app.py']]]);
});

test('compose files and Dockerfiles of samples are left out', () => {
  expect(buildLines({ 'Dockerfile': 'FROM python:3.11\n', 'tests/fixtures/compose.yaml': 'services:\n  x:\n    build: .\n', 'tests/fixtures/Dockerfile': 'FROM x\n' })).toEqual([
    'Dockerfile [.] <- inferred: it copies nothing, so the root will do',
  ]);
});
