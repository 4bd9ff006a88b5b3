import { describe, expect, test } from 'vitest';
import { isNomadFile, readNomad } from '#compose/deployments/nomad.js';
import { isPlatformFile, readPlatform } from '#compose/deployments/platforms.js';
import { isPlatformTable, readPlatformTable } from '#services/platform-tables.js';
import { containerLines } from './lines.js';

describe('files of platforms', () => {
  test.each([
    ['api/Procfile', 'web: gunicorn app:app --bind 0.0.0.0:$PORT\n# note: no\nworker: celery\n\nnot a line\n',
      ['1 Procfile - web: cmd /bin/sh -c "gunicorn app:app --bind 0.0.0.0:$PORT"', '3 Procfile - worker: cmd celery']],
    ['render.yaml', 'services:\n- name: api\n  rootDir: services/api\n  dockerfilePath: ./Dockerfile.prod\n  dockerCommand: python main.py\n  preDeployCommand: alembic upgrade head\n  envVars:\n  - {key: A, value: b}\n  - {key: S, sync: false}\n- name: site\n  envVars: [{key: X, value: y}]\n',
      ['5 render.yaml -f services/api/Dockerfile.prod api: cmd /bin/sh -c "python main.py"; A=b; S=?', '6 render.yaml -f services/api/Dockerfile.prod api: cmd /bin/sh -c "alembic upgrade head"; A=b; S=?', '10 render.yaml - site: X=y']],
    ['heroku.yml', 'build: {docker: {web: api/Dockerfile}}\nrun:\n  web: uvicorn main:app\n  worker: {command: [python, w.py], image: web}\nrelease: {image: web, command: [./migrate.sh]}\n',
      ['3 heroku.yml -f api/Dockerfile web: cmd /bin/sh -c "uvicorn main:app"', '4 heroku.yml -f api/Dockerfile worker: cmd python w.py', '5 heroku.yml -f api/Dockerfile release: cmd ./migrate.sh']],
    ['api/railway.json', '{"build": {"dockerfilePath": "Dockerfile"}, "deploy": {"startCommand": "python -m api"}}', ['1 railway.json -f api/Dockerfile -: cmd /bin/sh -c "python -m api"']],
    ['app.yaml', 'runtime: custom\nentrypoint: gunicorn -b :$PORT main:app\nenv_variables: {DB: sqlite://}\n', ['2 app.yaml - -: cmd /bin/sh -c "gunicorn -b :$PORT main:app"; DB=sqlite://']],
    ['.do/app.yaml', 'services: [{name: api, dockerfile_path: api/Dockerfile, run_command: python run.py, envs: [{key: A, value: "1"}]}]\n', ['1 app.yaml -f api/Dockerfile api: cmd /bin/sh -c "python run.py"; A=1']],
    ['app.yaml', 'kind: x\n', []],
    ['render.yaml', 'services: {a: 1}\n', []],
    ['heroku.yml', 'run: [\n', []],
  ])('%s: %j', (path, text, expected) => {
    expect(isPlatformFile(path)).toBe(true);
    expect(containerLines(readPlatform(path, text).containers)).toEqual(expected);
  });

  test.each([
    ['api/fly.toml', 'app = "orders"\n[build]\ndockerfile = "Dockerfile.fly"\n[deploy]\nrelease_command = "python manage.py migrate"\n[processes]\nweb = "gunicorn app"\nworker = ["celery", "worker"]\n[env]\nPORT = "80"\n',
      ['7 fly.toml -f api/Dockerfile.fly orders: cmd /bin/sh -c "gunicorn app"; PORT=80', '8 fly.toml -f api/Dockerfile.fly orders: cmd celery worker; PORT=80', '5 fly.toml -f api/Dockerfile.fly orders: cmd /bin/sh -c "python manage.py migrate"; PORT=80']],
    ['fly.prod.toml', '[experimental]\nentrypoint = ["tini", "--"]\ncmd = "serve"\n', ['3 fly.toml - -: cmd serve', '2 fly.toml - -: entrypoint tini --; cmd serve']],
    ['railway.toml', '[deploy]\nstartCommand = "python -m api"\npreDeployCommand = ["alembic upgrade head"]\n', ['2 railway.toml - -: cmd /bin/sh -c "python -m api"', '3 railway.toml - -: cmd /bin/sh -c "alembic upgrade head"']],
    ['fly.toml', '[processes\n', []],
  ])('%s: %j', (path, text, expected) => {
    expect(isPlatformTable(path)).toBe(true);
    expect(containerLines(readPlatformTable(path, text))).toEqual(expected);
  });
});

test('tasks of a Nomad job', () => {
  const text = `job "shop" {
  group "api" {
    task "web" {
      driver = "docker"
      config {
        image   = "acme/orders:\${var.tag}"
        command = "gunicorn"
        args    = ["orders:app", "--bind", ":8000"]
      }
      env {
        DATABASE_URL = "postgresql://db"
        SECRET = var.secret
      }
    }
  }
}
`;
  expect(isNomadFile('deploy/shop.nomad.hcl')).toBe(true);
  expect(containerLines(readNomad('deploy/shop.nomad.hcl', text).containers)).toEqual([
    '3 Nomad job acme/orders:${var.tag} web<api<shop: cmd gunicorn orders:app --bind :8000; DATABASE_URL=postgresql://db; SECRET=?',
  ]);
  expect(readNomad('x.nomad', 'job "a" {').containers).toEqual([]);
});
