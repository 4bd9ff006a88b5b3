import { describe, expect, test } from 'vitest';
import { problems, project, service } from './workspace.js';

describe('build in a compose file', () => {
  test('a text is the context, and the Dockerfile lies in it', () => {
    const { build, at } = service({ 'deploy/compose.yaml': 'services:\n  api:\n    build: ../services/api\n' }, 'api');
    expect(at).toEqual({ path: 'deploy/compose.yaml', line: 2 });
    expect(build).toMatchObject({
      source: 'compose',
      name: 'api',
      at: { path: 'deploy/compose.yaml', line: 3 },
      context: { ok: true, value: 'services/api' },
      dockerfile: { ok: true, value: 'services/api/Dockerfile' },
      target: null,
    });
  });

  test('the long form has everything', () => {
    const { build } = service(
      {
        'compose.yaml': `services:
  api:
    image: org/api:\${TAG}
    profiles: [web]
    build:
      context: services/api
      dockerfile: ../Dockerfile.gpu
      target: runtime
      args:
        PYTHON: 3.10
        MODE: 0755
        FROM_SHELL:
        FROM_ENV:
        LOST: \${LOST}
      additional_contexts:
        shared: ./libs
      tags: [org/api:latest]
      platforms: [linux/amd64]
`,
        '.env': 'FROM_ENV=here\n',
      },
      'api',
    );
    expect(build).toMatchObject({
      context: { ok: true, value: 'services/api' },
      dockerfile: { ok: true, value: 'services/Dockerfile.gpu' },
      target: { ok: true, value: 'runtime' },
      images: ['org/api:${TAG}', 'org/api:latest'],
      platforms: ['linux/amd64'],
    });
    // YAML numbers: compose reads 3.10 as 3.1 and 0755 as 493.
    expect(build && Object.fromEntries(build.args)).toEqual({ PYTHON: '3.1', MODE: '493', FROM_SHELL: null, FROM_ENV: 'here', LOST: null });
    expect(build && Object.fromEntries(build.contexts)).toEqual({ shared: './libs' });
    expect(build?.circumstances.map(({ kind, text, at }) => `${kind} ${text} ${at.line}`)).toEqual([
      'file compose.yaml 5',
      'profile web 4',
      'target runtime 8',
      'tag org/api:${TAG} 3',
      'tag org/api:latest 17',
    ]);
  });

  test('args as a list, an item without a value from .env or the shell', () => {
    const { build } = service({ 'compose.yaml': 'services:\n  a:\n    build:\n      context: .\n      args: [A=1=2, B, C=]\n', '.env': 'B=env' }, 'a');
    expect(build && Object.fromEntries(build.args)).toEqual({ A: '1=2', B: 'env', C: '' });
  });

  test('a Dockerfile inside of the file', () => {
    const { build } = service({ 'compose.yaml': 'services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM python:3.12\n' }, 'a');
    expect(build).toMatchObject({ context: { ok: true, value: '' }, dockerfile: { inline: 'FROM python:3.12\n' } });
  });

  test.each([
    ['https://github.com/org/repo.git#main', 'https://github.com/org/repo.git#main is not in the workspace: it is fetched from elsewhere'],
    ['git@github.com:org/repo.git', 'git@github.com:org/repo.git is not in the workspace: it is fetched from elsewhere'],
    ['../..', '../.. leads out of the workspace'],
    ['/srv/app', '/srv/app lies outside of the workspace'],
    ['${WHERE}', 'WHERE has no value in the workspace; compose would take the one of the shell that runs it, or an empty text'],
  ])('the context %s cannot be read, and so the Dockerfile neither', (context, reason) => {
    const { build } = service({ 'app/compose.yaml': `services:\n  a:\n    build:\n      context: ${context}\n` }, 'a');
    expect(build).toMatchObject({ context: { ok: false, reason }, dockerfile: { ok: false, reason } });
  });

  test('the first format of compose has services at the top and the Dockerfile beside the build', () => {
    const { build } = service({ 'docker-compose.yml': 'web:\n  build: .\n  dockerfile: Dockerfile.web\ndb:\n  image: postgres\n' }, 'web');
    expect(build?.dockerfile).toEqual({ ok: true, value: 'Dockerfile.web' });
  });

  test('anchors under x- keys are filled in', () => {
    const { mentions } = project({
      'compose.yaml': `x-build: &build
  context: .
  args: {A: "1"}
services:
  one:
    build:
      <<: *build
      target: one
  two:
    build: *build
`,
    });
    expect(mentions.map(({ name, at, context, target }) => [name, at.line, context, target])).toEqual([
      ['one', 6, { ok: true, value: '' }, { ok: true, value: 'one' }],
      ['two', 10, { ok: true, value: '' }, null],
    ]);
  });

  test('a service that says nothing of its image is one problem, and the others are read', () => {
    const files = { 'compose.yaml': 'services:\n  a:\n    restart: always\n  b:\n    build: .\n' };
    expect(problems(files)).toEqual(['compose.yaml:2 the service a has neither an image nor a build']);
    expect(project(files).services.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});
