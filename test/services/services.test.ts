import { describe, expect, test } from 'vitest';
import { serviceLines, serviceNamed, servicesIn } from './story.js';

const PYTHON = 'FROM python:3.11\nCMD ["python", "-m", "app"]\n';

describe('which compose services are one', () => {
  test('web and worker of one build are two services: what they start differs', () => {
    const files = {
      'Dockerfile': 'FROM python:3.11\nCMD ["gunicorn", "app"]\n',
      'compose.yaml': 'services:\n  web:\n    build: .\n  worker:\n    build: .\n    command: celery -A app worker\n  beat:\n    image: acme/app\n    command: celery -A app beat\n  db:\n    image: postgres:16\n  built:\n    build: .\n    image: acme/app\n',
    };
    expect(serviceLines(files)).toEqual([
      'beat (.): Dockerfile production',
      'built (.): Dockerfile production',
      'web (.): Dockerfile production',
      'worker (.): Dockerfile production',
      'db (.): nothing of its own',
    ]);
    expect(servicesIn(files).services.map(({ start }) => start?.words.join(' '))).toEqual(['celery -A app beat', 'gunicorn app', 'gunicorn app', 'celery -A app worker', undefined]);
  });

  test('the same name in files for development and production is one, with both images', () => {
    expect(
      serviceLines({
        'docker/prod/Dockerfile': PYTHON,
        'docker/dev/Dockerfile': PYTHON,
        'docker-compose.prod.yml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: docker/prod/Dockerfile\n',
        'docker-compose.local.yml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: docker/dev/Dockerfile\n',
      }),
    ).toEqual(['api (.): docker/prod/Dockerfile production, docker/dev/Dockerfile development']);
  });

  test('the same name in two projects is two, told apart by their folders', () => {
    expect(
      serviceLines({
        'shop/web/Dockerfile': PYTHON,
        'shop/compose.yaml': 'services:\n  web:\n    build: web\n',
        'blog/web/Dockerfile': PYTHON,
        'blog/compose.yaml': 'services:\n  web:\n    build: web\n',
      }),
    ).toEqual(['blog/web (blog/web): blog/web/Dockerfile production', 'shop/web (shop/web): shop/web/Dockerfile production']);
  });

  test('a file that only runs the published image belongs to the service that builds it', () => {
    expect(
      serviceLines({
        'api/Dockerfile': PYTHON,
        'compose.yaml': 'services:\n  api:\n    build: api\n    image: ghcr.io/acme/api:${TAG:-dev}\n',
        'deploy/compose.yaml': 'services:\n  api:\n    image: ghcr.io/acme/api:1.4.0\n',
      }),
    ).toEqual(['api (api): api/Dockerfile production']);
  });

  test('what names a folder that is gone is a problem of the service that has its name', () => {
    const files = { 'apps/api/Dockerfile': PYTHON, 'compose.yaml': 'services:\n  api:\n    build: apps/api\n', 'compose.minimal.yaml': 'services:\n  api:\n    build: services/api\n' };
    expect(serviceLines(files)).toEqual(['api (apps/api): apps/api/Dockerfile production']);
    expect(serviceNamed(files, 'api').problems.map(({ text, at }) => `${at.path}:${at.line} ${text}`)).toEqual([
      'compose.minimal.yaml:3 the context folder services/api does not exist',
    ]);
  });

  test('files that extend each other, and YAML that is none, leave the others standing', () => {
    const files = {
      'Dockerfile': PYTHON,
      'compose.yaml': 'services:\n  api:\n    build: .\n  a:\n    extends: b\n    image: acme/a\n  b:\n    extends: a\n    image: acme/b\n',
      'old/compose.yaml': 'services: [\n',
    };
    expect(serviceLines(files)).toEqual(['api (.): Dockerfile production', 'a (.): nothing of its own', 'b (.): nothing of its own']);
    expect([...new Set(servicesIn(files).problems.map(({ at }) => at.path))].toSorted()).toEqual(['compose.yaml', 'old/compose.yaml']);
  });
});

describe('Dockerfiles that compose does not name', () => {
  test('are services by their folders; those of one folder are variants', () => {
    expect(serviceLines({ 'apps/ocr/Dockerfile': PYTHON, 'apps/ocr/Dockerfile.gpu': PYTHON, 'apps/ocr/Dockerfile.dev': PYTHON, 'apps/rag/docker/Dockerfile': PYTHON })).toEqual([
      'ocr (apps/ocr): apps/ocr/Dockerfile production, apps/ocr/Dockerfile.gpu production, apps/ocr/Dockerfile.dev development',
      'rag (apps/rag): apps/rag/docker/Dockerfile production',
    ]);
  });

  test('have longer names where folders are called the same', () => {
    expect(serviceLines({ 'one/api/Dockerfile': PYTHON, 'two/api/Dockerfile': PYTHON })).toEqual(['one/api (one/api): one/api/Dockerfile production', 'two/api (two/api): two/api/Dockerfile production']);
  });

  test('of several services in one folder are told apart by their own words, and by what they copy', () => {
    expect(
      serviceLines({
        'docker/Dockerfile.api': 'FROM python:3.11\nCOPY libs /libs\nCOPY services/api /app\n',
        'docker/worker.Dockerfile': 'FROM python:3.11\nCOPY libs /libs\nCOPY services/worker /app\n',
        'libs/x.py': '',
        'services/api/main.py': '',
        'services/worker/main.py': '',
      }),
    ).toEqual(['api (services/api): docker/Dockerfile.api production', 'worker (services/worker): docker/worker.Dockerfile production']);
  });

  test('join the compose service in whose folder they lie', () => {
    expect(serviceLines({ 'api/Dockerfile': PYTHON, 'api/Dockerfile.dev': PYTHON, 'compose.yaml': 'services:\n  web:\n    build: api\n' })).toEqual([
      'web (api): api/Dockerfile production, api/Dockerfile.dev development',
    ]);
  });

  test('in the root are called as the project is', () => {
    expect(serviceLines({ 'Dockerfile': PYTHON, 'pyproject.toml': '[build-system]\nrequires = []\n\n[project]\nname = "billing"\n' })).toEqual(['billing (.): Dockerfile production']);
    expect(serviceLines({ 'Dockerfile': PYTHON })).toEqual(['root (.): Dockerfile production']);
  });
});

describe('what a service starts', () => {
  const compose = (lines: string): string => `services:\n  api:\n    build: .\n${lines}`;

  test.each([
    ['CMD alone', 'CMD ["python", "-m", "app"]', '', ['python', '-m', 'app'], ['CMD Dockerfile:2']],
    ['a CMD in shell form', 'CMD python -m app', '', ['/bin/sh', '-c', 'python -m app'], ['CMD Dockerfile:2']],
    ['ENTRYPOINT and CMD', 'ENTRYPOINT ["tini", "--"]\nCMD ["app"]', '', ['tini', '--', 'app'], ['ENTRYPOINT Dockerfile:2', 'CMD Dockerfile:3']],
    ['an ENTRYPOINT in shell form, which leaves CMD out', 'ENTRYPOINT exec app\nCMD ["--debug"]', '', ['/bin/sh', '-c', 'exec app'], ['ENTRYPOINT Dockerfile:2']],
    ['a command of compose in place of CMD', 'ENTRYPOINT ["tini", "--"]\nCMD ["app"]', '    command: ["worker"]\n', ['tini', '--', 'worker'], ['ENTRYPOINT Dockerfile:2', 'command of compose compose.yaml:4']],
    ['an entrypoint of compose, which takes CMD away', 'ENTRYPOINT ["tini", "--"]\nCMD ["app"]', '    entrypoint: ["run"]\n', ['run'], ['entrypoint of compose compose.yaml:4']],
    ['an entrypoint of compose that is empty', 'ENTRYPOINT ["tini", "--"]\nCMD ["app"]', '    entrypoint: []\n    command: ["app", "now"]\n', ['app', 'now'], ['command of compose compose.yaml:5']],
    ['a command in one string, which compose splits', 'CMD ["app"]', '    command: python -c "print(1)"\n', ['python', '-c', 'print(1)'], ['command of compose compose.yaml:4']],
  ])('%s', (_, dockerfile, extra, words, from) => {
    const { start } = serviceNamed({ 'Dockerfile': `FROM python:3.11\n${dockerfile}\n`, 'compose.yaml': compose(extra) }, 'api');
    expect(start?.words).toEqual(words);
    expect(start?.from.map(({ text, at }) => `${text} ${at.path}:${at.line}`)).toEqual(from);
  });

  test('is known to the base image alone where nothing says it', () => {
    expect(serviceNamed({ 'Dockerfile': 'FROM acme/base\n', 'compose.yaml': compose('') }, 'api').start).toBeNull();
  });

  test('is that of the production image, not what a file for development puts over another one', () => {
    const files = {
      'Dockerfile': PYTHON,
      'Dockerfile.dev': PYTHON,
      'compose.yaml': compose(''),
      'compose.dev.yaml': 'services:\n  api:\n    build:\n      context: .\n      dockerfile: Dockerfile.dev\n    command: sleep infinity\n',
    };
    expect(serviceNamed(files, 'api').start?.words).toEqual(['python', '-m', 'app']);
  });
});

test('environment, ports, health check, memory, owners', () => {
  const files = {
    'api/Dockerfile': 'FROM python:3.11\nENV A=image B=image C=image\nEXPOSE 8000\nHEALTHCHECK CMD curl -f localhost:8000\n',
    'api/vars.env': '# defaults\nB=file\nC=file\nD="from the file"\n',
    'compose.yaml': [
      'services:',
      '  api:',
      '    build: api',
      '    env_file: api/vars.env',
      '    environment:',
      '      C: compose',
      '      SECRET:',
      '    ports: ["8080:8000"]',
      '    mem_limit: 512m',
      '    deploy:',
      '      resources:',
      '        limits:',
      '          memory: 256M',
      '',
    ].join('\n'),
    '.github/CODEOWNERS': '* @acme/all\n/api/ @acme/api\n',
  };
  const { environment, ports, healthcheck, memory, owners } = serviceNamed(files, 'api');
  expect(['A', 'B', 'C', 'D', 'SECRET'].map((name) => `${name}=${environment.get(name)?.value} ${environment.get(name)?.at.path}:${environment.get(name)?.at.line}`)).toEqual([
    'A=image api/Dockerfile:2',
    'B=file api/vars.env:2',
    'C=compose compose.yaml:6',
    'D=from the file api/vars.env:4',
    'SECRET=null compose.yaml:7',
  ]);
  expect(ports.map(({ text }) => text)).toEqual(['8080:8000', 'EXPOSE 8000']);
  expect(healthcheck).toEqual({ text: 'curl -f localhost:8000', at: { path: 'api/Dockerfile', line: 4 } });
  expect(memory.map(({ text, at }) => `${text} ${at.line}`).toSorted()).toEqual(['deploy.resources.limits.memory: 256M 13', 'mem_limit: 512m 9']);
  expect(owners).toEqual(['@acme/api']);
});

test('a health check of compose goes before the image\'s, and one that is switched off is none', () => {
  const dockerfile = 'FROM python:3.11\nHEALTHCHECK CMD curl -f localhost\n';
  expect(serviceNamed({ 'Dockerfile': dockerfile, 'compose.yaml': 'services:\n  api:\n    build: .\n    healthcheck:\n      test: ["CMD", "ping"]\n' }, 'api').healthcheck?.text).toBe('CMD ping');
  expect(serviceNamed({ 'Dockerfile': dockerfile, 'compose.yaml': 'services:\n  api:\n    build: .\n    healthcheck:\n      disable: true\n' }, 'api').healthcheck).toBeNull();
});
