import { describe, expect, test } from 'vitest';
import { isComposeFile } from '#compose/compose/names.js';
import { problems, projects, type Texts } from './workspace.js';

const WEB = 'services:\n  web:\n    build: .\n';

function groups(files: Texts, commands: Parameters<typeof projects>[1] = []): readonly string[] {
  return projects(files, commands).map(({ services }) => `${services[0]?.project.files.join(' + ')}: ${services[0]?.project.because}`);
}

describe('which compose files belong together', () => {
  test.each(['compose.yaml', 'a/docker-compose.prod.yml', 'compose.override.yaml', 'docker-compose-ci.yml', 'local.compose.yml', 'test-docker-compose.yaml', 'docker_compose.yml'])(
    '%s is a compose file by its name',
    (path) => expect(isComposeFile(path)).toBe(true),
  );

  test.each(['decompose.yaml', 'compose.env', '.github/workflows/docker-compose.yml', 'composer.yaml', 'compose/values.yaml'])('%s is none', (path) => {
    expect(isComposeFile(path)).toBe(false);
  });

  test('compose takes one default file and its override, and another default file stands alone', () => {
    expect(groups({ 'docker-compose.yml': WEB, 'compose.yml': WEB, 'compose.override.yml': WEB })).toEqual([
      'compose.yml + compose.override.yml: compose.yml with its override',
      'docker-compose.yml: the file itself: compose takes compose.yml in this folder',
    ]);
  });

  test('COMPOSE_FILE in .env says which files are the project', () => {
    expect(groups({ 'app/.env': 'COMPOSE_FILE=base.yml:extra.yml', 'app/base.yml': WEB, 'app/extra.yml': 'services:\n  web:\n    image: x\n' })).toEqual([
      'app/base.yml + app/extra.yml: COMPOSE_FILE in app/.env',
    ]);
  });

  test('a file whose services lack an image is laid over the default one, a file with all it needs is not', () => {
    expect(groups({ 'docker-compose.yml': WEB, 'docker-compose.prod.yml': 'services:\n  web:\n    restart: always\n', 'docker-compose.dev.yml': WEB })).toEqual([
      'docker-compose.yml: the file itself',
      'docker-compose.yml + docker-compose.prod.yml: docker-compose.prod.yml over docker-compose.yml: its service web has neither an image nor a build',
      'docker-compose.dev.yml: the file itself',
    ]);
  });

  test('a command that names files makes a project of them, and tells each build', () => {
    const commands = [{ files: ['compose.yaml', 'prod.yaml'], at: { path: 'Makefile', line: 12 }, text: 'docker compose -f compose.yaml -f prod.yaml build' }];
    const found = projects({ 'compose.yaml': WEB, 'prod.yaml': 'services:\n  web:\n    build: {target: prod}\n' }, commands);
    expect(found.map(({ services }) => services[0]?.project.because)).toEqual(['the file itself', '-f compose.yaml -f prod.yaml in Makefile:12']);
    expect(found[1]?.mentions[0]).toMatchObject({
      context: { ok: true, value: '' },
      target: { ok: true, value: 'prod' },
      circumstances: expect.arrayContaining([{ kind: 'command', text: 'docker compose -f compose.yaml -f prod.yaml build', at: { path: 'Makefile', line: 12 } }]),
    });
  });

  test('paths of all files start from the folder of the first, or from the folder that the command names', () => {
    const files = { 'deploy/base.yml': WEB, 'deploy/gpu/over.yml': 'services:\n  gpu:\n    build: ./gpu-image\n' };
    const at = { path: 'Makefile', line: 1 };
    const [first] = projects(files, [{ files: ['deploy/base.yml', 'deploy/gpu/over.yml'], at, text: '' }]);
    expect(first?.mentions.map(({ context }) => context)).toEqual([{ ok: true, value: 'deploy' }, { ok: true, value: 'deploy/gpu-image' }]);
    const [second] = projects(files, [{ files: ['deploy/base.yml'], at, text: '', projectDirectory: '' }]);
    expect(second?.mentions[0]?.context).toEqual({ ok: true, value: '' });
  });

  test('a file that a command names and that is not there is a problem', () => {
    const [, named] = projects({ 'compose.yaml': WEB }, [{ files: ['compose.yaml', 'gone.yml'], at: { path: 'Makefile', line: 1 }, text: '' }]);
    expect(named?.problems).toEqual([{ at: { path: 'Makefile', line: 1 }, reason: 'gone.yml is not in the workspace, or cannot be read' }]);
    expect(named?.services.map(({ name }) => name)).toEqual(['web']);
  });

  test('variables come from the .env of the project and never from this process', () => {
    process.env['SLIMIFY_TEST_TAG'] = 'from the process';
    const [first, second] = projects({
      'a/compose.yaml': 'services:\n  web:\n    image: org/web:${SLIMIFY_TEST_TAG}\n',
      'b/compose.yaml': 'services:\n  web:\n    image: org/web:${SLIMIFY_TEST_TAG}\n',
      'b/.env': 'SLIMIFY_TEST_TAG=v1',
    });
    delete process.env['SLIMIFY_TEST_TAG'];
    expect([first?.services[0]?.image, second?.services[0]?.image]).toEqual(['org/web:${SLIMIFY_TEST_TAG}', 'org/web:v1']);
  });
});

describe('include', () => {
  test('an included file has its own folder and its own .env, behind the outer one', () => {
    const [main] = projects({
      'compose.yaml': 'include: [services/api/stack.yml, {path: libs/db.yml, project_directory: .}]\n',
      '.env': 'TAG=outer',
      'services/api/stack.yml': 'services:\n  api:\n    build: ./src\n    image: api:${TAG}-${OWN}\n',
      'services/api/.env': 'TAG=inner\nOWN=own',
      'libs/db.yml': 'services:\n  db:\n    build: ./database\n',
    });
    expect(main?.services.map(({ name, image, build, at }) => [name, image, build?.context, at.path])).toEqual([
      ['api', 'api:outer-own', { ok: true, value: 'services/api/src' }, 'services/api/stack.yml'],
      ['db', null, { ok: true, value: 'database' }, 'libs/db.yml'],
    ]);
  });

  test('what cannot be included is a problem, and the others are', () => {
    expect(
      problems({
        'compose.yaml': 'include:\n  - gone.yml\n  - oci://registry/project\n  - path: db.yml\n    env_file: no.env\n  - db.yml\nservices:\n  web: {image: x}\n',
        'db.yml': 'services:\n  db: {image: postgres}\n',
      }),
    ).toEqual([
      'compose.yaml:2 gone.yml is not in the workspace, or cannot be read',
      'compose.yaml:3 oci://registry/project is not in the workspace: it is fetched from elsewhere',
      'compose.yaml:5 no.env is not in the workspace, or cannot be read',
      'db.yml:2 the service db is also in compose.yaml, which includes this file; compose refuses that',
    ]);
  });

  test('files that include each other end', () => {
    expect(problems({ 'compose.yaml': 'include: [b.yml]\n', 'b.yml': 'include: [compose.yaml]\nservices:\n  b: {image: x}\n' })).toEqual([
      'b.yml:1 the files include each other: compose.yaml, then b.yml, then compose.yaml',
    ]);
  });
});
